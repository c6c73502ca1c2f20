extension Table {
  /// The table in at most `width` columns of the screen: as it is; or with heads of several lines; or in pieces one below
  /// the other, each with the first column.
  func text(width: Int = Screen.width) -> String {
    let columns = layout
    if total(columns) <= width { return block(columns.indices.map { $0 }, columns, heads: header.map { [$0] }) }
    let heads = header.map { $0.split(separator: " ").map(String.init) }
    let narrow = columns.enumerated().map { index, column -> Column in
      let words = index < heads.count ? heads[index] : []
      let cells = rows.compactMap { index < $0.count ? $0[index] : nil }
      return (min(width, (words + cells).map(\.visibleWidth).max() ?? 0), column.isNumeric)
    }
    let wrappedHeads = heads.enumerated().map { wrapped($1, width: narrow[$0].width, gap: " ") }
    return pieces(narrow, width: width).map { block($0, narrow, heads: wrappedHeads) }.joined(separator: "\n\n")
  }

  private static let gap = 2

  private func total(_ columns: [Column]) -> Int {
    columns.map(\.width).reduce(0, +) + Table.gap * max(0, columns.count - 1)
  }

  /// The columns of each piece: as many as fit beside the first.
  private func pieces(_ columns: [Column], width: Int) -> [[Int]] {
    guard let first = columns.first else { return [[]] }
    var pieces = [[0]]
    var used = first.width
    for index in columns.indices.dropFirst() {
      if pieces[pieces.count - 1].count > 1, used + Table.gap + columns[index].width > width {
        pieces.append([0])
        used = first.width
      }
      pieces[pieces.count - 1].append(index)
      used += Table.gap + columns[index].width
    }
    return pieces
  }

  /// Some of the columns: their heads, which may have several lines, a rule and the rows.
  private func block(_ shown: [Int], _ columns: [Column], heads: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      shown.map { aligned(cells, $0, columns[$0]) }.joined(separator: "  ").trimmedRight
    }
    let height = max(1, shown.map { $0 < heads.count ? heads[$0].count : 0 }.max() ?? 0)
    let headLines = (0..<height).map { row in
      line(heads.map { head in row < height - head.count ? "" : head[row - height + head.count] })
    }
    let rule = shown.map { String(repeating: "─", count: columns[$0].width) }.joined(separator: "──")
    return (headLines + [rule] + rows.map(line)).joined(separator: "\n")
  }
}
