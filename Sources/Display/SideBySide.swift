/// Pictures next to each other, their first lines level; one below the other where the screen is too narrow.
public func sideBySide(_ pictures: [String], gap: Int = 3, width: Int = Screen.width) -> String {
  let columns = pictures.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  let widths = columns.map { $0.map(\.visibleWidth).max() ?? 0 }
  if widths.reduce(0, +) + gap * (widths.count - 1) > width { return pictures.joined(separator: "\n\n") }
  let space = String(repeating: " ", count: gap)
  return (0..<(columns.map(\.count).max() ?? 0)).map { row in
    zip(columns, widths).map { lines, width in
      lines.indices.contains(row) ? lines[row].leftAligned(in: width) : String(repeating: " ", count: width)
    }.joined(separator: space)
  }.joined(separator: "\n")
}
