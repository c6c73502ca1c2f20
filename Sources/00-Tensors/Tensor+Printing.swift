import Foundation

/// Tensors print as NumPy's arrays do: `[[1.  2.5], [3.  4. ]]`, one matrix row a line, long ones shortened.
extension Tensor: CustomStringConvertible {
  public var description: String {
    if rank == 0 { return NumberFormat(for: scalars).trimmed(scalars[0]) }
    let shown = Summary(shape)
    let format = NumberFormat(for: shown.places.map { scalars[$0] })
    return text(axis: 0, offset: 0, indent: 1, shown, format)
  }

  private func text(axis: Int, offset: Int, indent: Int, _ shown: Summary, _ format: NumberFormat) -> String {
    if axis == rank { return format.padded(scalars[offset]) }
    let step = shape[(axis + 1)...].reduce(1, *)
    let isRow = axis == rank - 1
    let separator = isRow ? " " : String(repeating: "\n", count: rank - 1 - axis) + String(repeating: " ", count: indent)
    let entries = shown.steps(along: axis).map { index in
      index.map { text(axis: axis + 1, offset: offset + $0 * step, indent: indent + 1, shown, format) } ?? "..."
    }
    return "[" + entries.joined(separator: separator) + "]"
  }
}

/// Which places of a large tensor are shown: three from each end of every axis when there are more than 1,000 numbers.
private struct Summary {
  let shape: [Int]
  let isShortened: Bool

  init(_ shape: [Int]) {
    self.shape = shape
    isShortened = shape.reduce(1, *) > 1000
  }

  /// The shown steps along an axis; nil stands for those left out.
  func steps(along axis: Int) -> [Int?] {
    let extent = shape[axis]
    if !isShortened || extent <= 6 { return Array(0..<extent) }
    return [0, 1, 2, nil, extent - 3, extent - 2, extent - 1]
  }

  /// The offsets of all shown numbers.
  var places: [Int] {
    shape.indices.reduce([0]) { offsets, axis in
      offsets.flatMap { offset in steps(along: axis).compactMap { $0 }.map { offset * shape[axis] + $0 } }
    }
  }
}

/// One way of writing that suits all shown numbers: the same number of digits behind the point, aligned at the point.
private struct NumberFormat {
  private var isScientific = false
  private var digits = 0
  private var left = 0

  /// At most this many digits behind the point.
  private static let precision = 8

  init(for values: [Scalar]) {
    let finite = values.filter(\.isFinite)
    let sizes = finite.map(abs).filter { $0 > 0 }
    if let largest = sizes.max(), let smallest = sizes.min() {
      isScientific = largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000
    }
    digits = finite.map { fraction(of: $0).count }.max() ?? 0
    left = finite.map { fixed($0).prefix { $0 != "." }.count }.max() ?? 0
    for value in values where !value.isFinite { left = max(left, word(value).count - digits - (finite.isEmpty ? 0 : 1)) }
  }

  /// The shortest digits behind the point that give the number back, at most `precision`.
  private func fraction(of value: Scalar) -> Substring {
    let whole = isScientific ? significand(value) : decimal(value)
    return whole.split(separator: ".", omittingEmptySubsequences: false).last!.prefix { $0.isNumber }
  }

  private func decimal(_ value: Scalar) -> String {
    // The shortest text that reads back as the same number, unless that has too many digits.
    let shortest = "\(value)"
    let places = shortest.contains("e") ? Self.precision : shortest.split(separator: ".").last?.count ?? 0
    return trimZeros(String(format: "%.\(min(places, Self.precision))f", Double(value)))
  }

  private func significand(_ value: Scalar) -> String {
    var shortest = "\(value)".filter { $0.isNumber || $0 == "." || $0 == "e" }
    shortest = String(shortest.prefix { $0 != "e" })
    let count = shortest.filter(\.isNumber).drop { $0 == "0" }.count
    let text = String(format: "%.\(max(0, min(count - 1, Self.precision)))e", Double(value))
    return trimZeros(String(text.prefix { $0 != "e" }))
  }

  private func trimZeros(_ text: String) -> String {
    var text = text.contains(".") ? text : text + "."
    while text.last == "0" { text.removeLast() }
    return text
  }

  private func fixed(_ value: Scalar) -> String {
    let text = String(format: isScientific ? "%.\(digits)e" : "%.\(digits)f", Double(value))
    return digits > 0 ? text : text.replacingOccurrences(of: "e", with: ".e") + (isScientific ? "" : ".")
  }

  private func word(_ value: Scalar) -> String { value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }

  /// The number as wide as every other one of its tensor.
  func padded(_ value: Scalar) -> String {
    let width = left + 1 + digits
    if !value.isFinite { return String(repeating: " ", count: max(0, width - word(value).count)) + word(value) }
    if isScientific { return String(repeating: " ", count: max(0, left - fixed(value).prefix { $0 != "." }.count)) + fixed(value) }
    let text = fixed(value)
    let kept = trimZeros(text)
    let pad = String(repeating: " ", count: max(0, left - text.prefix { $0 != "." }.count))
    return pad + kept + String(repeating: " ", count: text.count - kept.count)
  }

  /// The number by itself.
  func trimmed(_ value: Scalar) -> String { value.isFinite ? decimal(value) : word(value) }
}
