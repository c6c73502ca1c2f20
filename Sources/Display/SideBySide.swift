/// Pictures next to each other, their first lines level.
public func sideBySide(_ pictures: [String], gap: Int = 3) -> String {
  let columns = pictures.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  let widths = columns.map { $0.map(\.visibleWidth).max() ?? 0 }
  let space = String(repeating: " ", count: gap)
  return (0..<(columns.map(\.count).max() ?? 0)).map { row in
    zip(columns, widths).map { lines, width in
      lines.indices.contains(row) ? lines[row].leftAligned(in: width) : String(repeating: " ", count: width)
    }.joined(separator: space)
  }.joined(separator: "\n")
}
