import Foundation

/// Tensors print as NumPy 2 prints arrays: rows in brackets, numbers aligned at the point, a large middle left out.
extension Tensor: CustomStringConvertible {
  public var description: String {
    if rank == 0 { return NumberFormat.alone(scalars[0]) }
    if count == 0 { return "[]" }
    let shown = shape.map { count > 1000 ? Tensor.ends(of: $0) : Array(0..<$0) }
    let offsets = shape.indices.reduce([0]) { offsets, axis in
      offsets.flatMap { offset in shown[axis].compactMap { $0 }.map { offset * shape[axis] + $0 } }
    }
    return text(block: 0, axis: 0, shown, NumberFormat(for: offsets.map { scalars[$0] }))
  }

  /// The first and last three steps of a long axis, with nil for the gap.
  private static func ends(of extent: Int) -> [Int?] {
    extent > 6 ? [0, 1, 2, nil, extent - 3, extent - 2, extent - 1] : Array(0..<extent)
  }

  /// The text for one index of the leading axes: a row of numbers, or blocks one below the other.
  private func text(block: Int, axis: Int, _ shown: [[Int?]], _ format: NumberFormat) -> String {
    let isRow = axis == rank - 1
    let indent = String(repeating: " ", count: axis + 1)
    let entries = shown[axis].map { step -> String in
      guard let step else { return "..." }
      let index = block * shape[axis] + step
      return isRow ? format.text(scalars[index]) : text(block: index, axis: axis + 1, shown, format)
    }
    let lines = isRow ? Tensor.lines(of: entries, width: 75 - 2 * rank) : entries
    let lineBreak = String(repeating: "\n", count: isRow ? 1 : rank - 1 - axis)
    return "[" + lines.joined(separator: lineBreak + indent) + "]"
  }

  /// Entries side by side, as many as fit on each line.
  private static func lines(of entries: [String], width: Int) -> [String] {
    entries.dropFirst().reduce(into: [entries[0]]) { lines, entry in
      let last = lines.count - 1
      if lines[last].count + 1 + entry.count > width {
        while lines[last].last == " " { lines[last].removeLast() }
        lines.append(entry)
      } else {
        lines[last] += " " + entry
      }
    }
  }
}

/// One format for all printed numbers: with an exponent or without, aligned at the point.
private struct NumberFormat {
  private let isScientific: Bool
  /// Characters before the point.
  private var left = 0
  /// Digits after the point.
  private let digits: Int
  /// Characters from the point on.
  private let right: Int

  init(for values: [Scalar]) {
    let finite = values.filter(\.isFinite)
    let sizes = finite.map { abs($0) }.filter { $0 > 0 }
    let (largest, smallest) = (sizes.max() ?? 1, sizes.min() ?? 1)
    let isScientific = largest >= Self.large || smallest < 1e-4 || largest / smallest > 1000
    let parts = finite.map { Decimal($0, scientific: isScientific) }
    self.isScientific = isScientific
    digits = parts.map(\.fraction.count).max() ?? 0
    right = 1 + digits + (parts.map(\.exponent.count).max() ?? 0)
    let words = values.filter { !$0.isFinite }.map { Decimal.word($0).count - (finite.isEmpty ? 0 : right) }
    left = (parts.map(\.whole.count) + words).max() ?? 0
    if finite.isEmpty { left -= right }
  }

  /// A number as wide as every other one of its tensor.
  func text(_ value: Scalar) -> String {
    if !value.isFinite { return padded(Decimal.word(value), to: left + right) }
    let number = Decimal(value, scientific: isScientific, atLeast: isScientific ? digits : 0)
    let fill = String(repeating: " ", count: digits - number.fraction.count)
    return padded(number.whole, to: left) + "." + number.fraction + fill + number.exponent
  }

  private func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A number by itself, as short as it can be.
  static func alone(_ value: Scalar) -> String {
    if !value.isFinite { return Decimal.word(value) }
    let isScientific = value != 0 && (abs(value) >= largeAlone || abs(value) < smallAlone)
    let number = Decimal(value, scientific: isScientific, atMost: 20)
    let fraction = number.fraction.isEmpty && !isScientific ? "0" : number.fraction
    return number.whole + (fraction.isEmpty ? "" : "." + fraction) + number.exponent
  }

  // From these sizes on, and below the small one, a number is written with an exponent.
  #if Double
    private static let large = 1e8
    private static let largeAlone = 1e16
    private static let smallAlone = 1e-4
  #else
    private static let large: Float = 1e6
    private static let largeAlone: Float = 1e6
    private static let smallAlone: Float = 1.00000005e-4
  #endif
}

/// A finite number in the fewest digits that identify it, with a number of digits after the point within the bounds.
private struct Decimal {
  let whole: String
  let fraction: String
  let exponent: String

  init(_ value: Scalar, scientific: Bool, atLeast least: Int = 0, atMost most: Int = 8) {
    func written(_ digits: Int) -> String { String(format: "%.\(digits)\(scientific ? "e" : "f")", Double(value)) }
    let text = (least...most).lazy.map(written).first { Scalar($0) == value } ?? written(most)
    let exponentStart = text.firstIndex(of: "e") ?? text.endIndex
    let parts = text[..<exponentStart].split(separator: ".")
    whole = String(parts[0])
    var fraction = parts.count > 1 ? parts[1] : ""
    while fraction.count > least, fraction.last == "0" { fraction.removeLast() }
    self.fraction = String(fraction)
    exponent = String(text[exponentStart...])
  }

  static func word(_ value: Scalar) -> String { value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
}
