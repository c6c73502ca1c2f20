extension HeatMap {
  /// The map as the screen shows it best.
  public var text: String { text(color: Screen.hasColor) }

  /// The map in colored cells, or in shades of ink.
  public func text(width: Int = Screen.width, color: Bool = Screen.hasColor) -> String {
    let heading = title.heading(in: width).bold(when: color)
    if values.isEmpty { return heading + "\n  (no values)" }
    if width < 12 { return heading + "\n" + tooNarrow(width) }
    let margin = min(rowNames.prefix(values.count).map(\.visibleWidth).max() ?? 0, width / 3)
    let edge = margin == 0 ? 0 : 1
    let room = max(1, width - margin - edge - (color ? 0 : 2))
    let halves = color && rowNames.isEmpty && columnNames.isEmpty && values.count > 16
    let cellWidth = halves ? 1 : self.cellWidth(room: room)
    let shown = pooled(rows: halves ? 96 : (rowNames.isEmpty ? 48 : values.count), columns: room / cellWidth)
    var canvas = halves ? halfBlocks(shown) : cells(shown, width: cellWidth, color: color)

    drawTrails(on: &canvas)
    var lines = color ? canvas.lines(color: true) : canvas.framed()
    let names = rowNames.prefix(shown.count).map { $0.fitted(to: margin).rightAligned(in: margin) }
    let beside = (color ? [] : [""]) + names
    lines = lines.enumerated().map { row, line in
      (row < beside.count ? beside[row] : "").leftAligned(in: margin) + spaces(edge) + line
    }
    let indent = spaces(margin + edge + (color ? 0 : 1))
    let header = columnHeader(width: cellWidth, shown: shown[0].count).map { (indent + $0).trimmedRight }
    let below = notes(shown, indent: indent, width: width, color: color)
    return ([heading] + header + lines + below).joined(separator: "\n")
  }

  /// Two columns make a cell square; more, where that lets the names stand above in full.
  private func cellWidth(room: Int) -> Int {
    let widest = columnNames.prefix(columnCount).map(\.visibleWidth).max() ?? 0
    let wanted = widest <= 2 ? 2 : widest + 1
    if wanted <= 9, wanted * columnCount <= room { return wanted }
    return 2 * columnCount <= room ? 2 : 1
  }

  /// The names of the columns: beside each other where they fit, else reading downwards.
  private func columnHeader(width: Int, shown: Int) -> [String] {
    let names = Array(columnNames.prefix(columnCount))
    guard !names.isEmpty, shown == columnCount else { return [] }
    let widest = names.map(\.visibleWidth).max() ?? 0
    if widest <= width { return [names.map { $0.centered(in: width) }.joined()] }
    let height = min(12, widest)
    let columns = names.map { name in
      let letters = name.fitted(to: height).map { String($0) }
      return [String](repeating: "", count: max(0, height - letters.count)) + letters
    }
    return (0..<height).map { row in columns.map { $0[row].leftAligned(in: width) }.joined() }
  }

  private func cells(_ shown: [[Double]], width: Int, color: Bool) -> Canvas {
    var canvas = Canvas(rows: shown.count, columns: 0)
    for (row, line) in shown.enumerated() {
      for value in line {
        let index = position(value)
        let blank: Character = index.isNaN ? "?" : " "
        let cell = color ? Canvas.Cell(blank, on: self.color(at: index)) : Canvas.Cell(shade(at: index))
        canvas.cells[row] += [Canvas.Cell](repeating: cell, count: width)
      }
    }
    return canvas
  }

  /// Two rows in one: the upper half of each character is ink, the lower ground.
  private func halfBlocks(_ shown: [[Double]]) -> Canvas {
    var canvas = Canvas(rows: (shown.count + 1) / 2, columns: shown[0].count)
    for row in canvas.cells.indices {
      for column in shown[0].indices {
        let upper = color(at: position(shown[2 * row][column]))
        let lower = 2 * row + 1 < shown.count ? color(at: position(shown[2 * row + 1][column])) : nil
        canvas.cells[row][column] = Canvas.Cell("▀", upper, on: lower)
      }
    }
    return canvas
  }

  /// The scale, and what the reader should know about a map that was too large.
  private func notes(_ shown: [[Double]], indent: String, width: Int, color: Bool) -> [String] {
    let steps = color ? 16 : (isDiverging ? 9 : 6)
    var bar = Canvas(rows: 1, columns: steps)
    for step in 0..<steps {
      let index = (Double(step) + 0.5) / Double(steps)
      bar.cells[0][step] = color ? Canvas.Cell(" ", on: self.color(at: index)) : Canvas.Cell(shade(at: index))
    }
    let scale = "\(number(range.lowerBound)) \(bar.lines(color: color)[0]) \(number(range.upperBound))"
    let (high, wide) = (pooling(values.count, shown.count), pooling(columnCount, shown[0].count))
    let note = high * wide == 1 ? [] : ["each cell: mean of \(high) × \(wide) values"]
    return wrapped([scale] + note + (axes.map { [$0.text] } ?? []) + trailLegend, width: max(1, width - indent.count))
      .map {
        (indent + $0).fitted(to: width)
      }
  }
}
