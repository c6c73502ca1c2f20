/// Rows under a header, in columns as wide as they need; columns of numbers stand to the right.
public struct Table: CustomStringConvertible, Sendable {
  private(set) var header: [String]
  private(set) var rows: [[String]] = []

  public init(_ columns: [String]) { header = columns.map(Self.cell) }

  /// Appends a row. Missing cells stay empty; cells beyond the last column get one without a name.
  public mutating func add(_ cells: [String]) { rows.append(cells.map(Self.cell)) }

  /// The table as a terminal shows it, the same with and without color.
  public var description: String { text() }

  /// The table for a README.
  public var markdown: String {
    var table = self
    table.header = header.map(Self.escaped)
    table.rows = rows.map { $0.map(Self.escaped) }
    let rule = table.layout.map { String(repeating: "-", count: $0.width + 1) + ($0.isNumeric ? ":" : "-") }
    let lines = ([table.header] + table.rows).map { "| " + table.aligned($0).joined(separator: " | ") + " |" }
    return ([lines[0], "|" + rule.joined(separator: "|") + "|"] + lines.dropFirst()).joined(separator: "\n")
  }

  private static func cell(_ text: String) -> String { text.split(whereSeparator: \.isNewline).joined(separator: " ") }
  private static func escaped(_ cell: String) -> String { cell.withoutEscapes.replacing("|", with: "\\|") }

  private func aligned(_ cells: [String]) -> [String] { layout.enumerated().map { aligned(cells, $0, $1) } }

  func aligned(_ cells: [String], _ index: Int, _ column: Column) -> String {
    let cell = index < cells.count ? cells[index] : ""
    return column.isNumeric ? cell.rightAligned(in: column.width) : cell.leftAligned(in: column.width)
  }

  typealias Column = (width: Int, isNumeric: Bool)

  /// Columns as wide as their heads and cells.
  var layout: [Column] {
    let count = max(header.count, rows.map(\.count).max() ?? 0)
    return (0..<count).map { index in
      let cells = rows.compactMap { index < $0.count ? $0[index] : nil }
      let name = index < header.count ? header[index] : ""
      let filled = cells.map(\.withoutEscapes).filter { !$0.isEmpty && !["–", "—", "-"].contains($0) }
      return ((cells + [name]).map(\.visibleWidth).max() ?? 0, !filled.isEmpty && filled.allSatisfy(looksNumeric))
    }
  }
}

/// Whether a cell is a number, perhaps with a short unit, a tolerance or a range: `1,234`, `12.3 %`, `0.41 ± 0.02`,
/// `0.84 (0.81–0.86)`.
private func looksNumeric(_ cell: String) -> Bool {
  if ["nan", "inf", "-inf"].contains(cell) { return true }
  let digits = cell.drop { "+-−<≤>≥≈~ ".contains($0) }
  guard let first = digits.first, first.isASCII, first.isNumber else { return false }
  let unit = digits.drop { "0123456789.,e+-−:".contains($0) }
  return unit.count <= 4 || unit.contains("±") || unit.wholeMatch(of: /\ \([0-9.,e+−–-]+( to [0-9.,e+-]+)?\)/) != nil
}
