import Foundation

/// One axis of a plot: which values it shows, where each lies, and which are written beside it.
struct Axis {
  let lower: Double
  let upper: Double
  let isLogarithmic: Bool

  /// An axis that shows all values, never of zero length. On a logarithmic one only positive values count.
  init(_ values: [Double], isLogarithmic: Bool = false) {
    self.isLogarithmic = isLogarithmic
    let shown = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    let (low, high) = (shown.min() ?? (isLogarithmic ? 1 : 0), shown.max() ?? (isLogarithmic ? 10 : 1))
    let isFlat = high / 2 - low / 2 <= 1e-9 * max(abs(low), abs(high))
    switch (isFlat, isLogarithmic) {
    case (false, _): (lower, upper) = (low, high)
    case (true, true): (lower, upper) = (low / 2, high * 2)
    case (true, false):
      let margin = max(abs(low) / 10, low == 0 ? 1 : 1e-300)
      (lower, upper) = (low - margin, high + margin)
    }
  }

  private init(from lower: Double, to upper: Double, isLogarithmic: Bool) {
    (self.lower, self.upper, self.isLogarithmic) = (lower, upper, isLogarithmic)
  }

  /// The axis with a little room at both ends, but not past zero on one that starts above.
  var padded: Axis {
    if isLogarithmic {
      let factor = pow(upper / lower, 0.04)
      guard factor.isFinite, (upper * factor).isFinite, lower / factor > 0 else { return self }
      return Axis(from: lower / factor, to: upper * factor, isLogarithmic: true)
    }
    let margin = (upper / 2 - lower / 2) * 0.08
    guard (upper + margin).isFinite, (lower - margin).isFinite else { return self }
    return Axis(from: lower >= 0 ? max(0, lower - margin) : lower - margin, to: upper + margin, isLogarithmic: false)
  }

  /// Where a value lies, 0 at the lower end and 1 at the upper; nil for a value that the axis cannot show.
  func position(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    func scaled(_ x: Double) -> Double { isLogarithmic ? log10(x) : x / 2 }  // halved, since a span may overflow
    let index = (scaled(value) - scaled(lower)) / (scaled(upper) - scaled(lower))
    return index.isFinite ? min(1, max(0, index)) : 0.5
  }

  /// Round values on the axis, about `count` of them, with their labels.
  func ticks(about count: Int) -> [(value: Double, label: String)] {
    let count = max(2, count)
    if isLogarithmic, let values = logarithmicTicks(atMost: count + 2) {
      return values.map { ($0, number($0, digits: 1)) }
    }
    return linearTicks(about: count)
  }

  private func linearTicks(about count: Int) -> [(value: Double, label: String)] {
    let raw = upper / Double(count) - lower / Double(count)
    let power = pow(10, floor(log10(raw)))
    guard raw.isFinite, power > 0, power.isFinite else { return [lower, upper].map { ($0, number($0)) } }
    // The smallest round step that is large enough: 1, 2 or 5 times a power of ten.
    let step = ([1, 2, 5].first { $0 * power >= raw * 0.999 } ?? 10) * power
    let last = upper / step + abs(upper / step) * 1e-12  // rounding must not lose a tick at the upper end
    let values = stride(from: (lower / step).rounded(.up), through: last.rounded(.down), by: 1)
      .map { $0 * step + 0 }  // + 0 turns -0 into 0
    let largest = max(abs(lower), abs(upper))
    if largest >= 1e7 || largest < 1e-3 { return values.map { ($0, number($0, digits: 4)) } }
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    return values.map { ($0, fixed($0, decimals: decimals)) }
  }

  /// Powers of ten, or 1-2-5 where those are too few; nil where the axis is so short that even steps serve better.
  private func logarithmicTicks(atMost most: Int) -> [Double]? {
    let decades = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))
    for leading in [[1.0], [1, 3], [1, 2, 5]] {
      let all = decades.flatMap { decade in leading.map { $0 * pow(10, Double(decade)) } }
      let values = all.filter { $0 >= lower * 0.9999 && $0 <= upper * 1.0001 }
      guard values.count >= 3 else { continue }
      let skip = (values.count + most - 1) / most
      return values.enumerated().filter { $0.offset % skip == 0 }.map(\.element)
    }
    return nil
  }
}
