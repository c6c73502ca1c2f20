/// A matrix of values as a picture: attention, activations, weights.
public struct HeatMap: Sendable {
  let title: String
  let values: [[Double]]
  let rowNames: [String]
  let columnNames: [String]
  let range: ClosedRange<Double>
  let isDiverging: Bool
  var axes: MapAxes?
  var trails: [Trail] = []

  /// - Parameters:
  ///   - range: what the colors span; by default all values, and for a diverging map as far below zero as above.
  ///   - diverging: whether zero is white, with blue below and red above.
  public init(
    _ title: String, _ values: [[Double]], rows: [String] = [], columns: [String] = [],
    range: ClosedRange<Double>? = nil, diverging: Bool = false
  ) {
    self.title = title.printable
    let width = values.map(\.count).max() ?? 0
    self.values = width == 0 ? [] : values.map { $0 + [Double](repeating: .nan, count: width - $0.count) }
    rowNames = rows.map(\.printable)
    columnNames = columns.map(\.printable)
    isDiverging = diverging
    let shown = values.joined().filter(\.isFinite)
    let largest = shown.map { abs($0) }.max() ?? 1
    let natural = diverging ? -largest...largest : (shown.min() ?? 0)...(shown.max() ?? 1)
    let given = range.flatMap { $0.lowerBound.isFinite && $0.upperBound.isFinite ? $0 : nil }
    self.range = given ?? natural
  }

  var columnCount: Int { values.first?.count ?? 0 }

  /// Where a value lies between the ends of the range, from 0 to 1; NaN stays NaN, a range of one value is its middle.
  func position(_ value: Double) -> Double {
    let span = range.upperBound / 2 - range.lowerBound / 2
    if value.isNaN { return .nan }
    if span == 0 { return value == range.lowerBound ? 0.5 : (value < range.lowerBound ? 0 : 1) }
    return min(1, max(0, (value / 2 - range.lowerBound / 2) / span))
  }

  func color(at position: Double) -> Color { isDiverging ? .heat(2 * position - 1) : .ramp(position) }

  /// The sign for a value where there is no color: fuller is more, and dashes are below the middle of a diverging map.
  func shade(at position: Double) -> Character {
    if position.isNaN { return "?" }
    let shades = isDiverging ? Array("≡=-· ░▒▓█") : Array(" ·░▒▓█")
    return shades[min(shades.count - 1, Int(position * Double(shades.count)))]
  }
}

extension HeatMap {
  /// The map with neighbors averaged until it is at most that large; NaN counts only where there is nothing else.
  func pooled(rows most: Int, columns mostColumns: Int) -> [[Double]] {
    let (high, wide) = (pooling(values.count, most), pooling(columnCount, mostColumns))
    if high == 1, wide == 1 { return values }
    return stride(from: 0, to: values.count, by: high).map { row in
      stride(from: 0, to: columnCount, by: wide).map { column in
        let block = values[row..<min(row + high, values.count)].flatMap { $0[column..<min(column + wide, $0.count)] }
        let shown = block.filter { !$0.isNaN }
        return shown.isEmpty ? .nan : shown.reduce(0) { $0 + $1 / Double(shown.count) }
      }
    }
  }

  func pooling(_ count: Int, _ most: Int) -> Int { max(1, (count + most - 1) / max(1, most)) }
}
