extension HeatMap {
  /// The map as an SVG document of its own.
  public var svg: String {
    let cell = min(30, max(3, 560 / Double(max(1, columnCount))))
    let names = (rows: rowNames.prefix(values.count), columns: columnNames.prefix(columnCount))
    let longestRow = names.rows.map { SVG.width(of: $0.fitted(to: 24), size: 12) }.max() ?? 0
    let longestColumn = names.columns.map { SVG.width(of: $0.fitted(to: 24), size: 12) }.max() ?? 0
    let heading = Heading(title)
    let isTurned = longestColumn > cell
    let left = 24 + longestRow + (longestRow > 0 ? 8 : 0) + (axes?.left ?? 0)
    let top = 44 + heading.extraHeight + (isTurned ? longestColumn * 0.71 + 14 : longestColumn > 0 ? 20 : 0)
    let (wide, high) = (cell * Double(columnCount), cell * Double(values.count))
    let tail = isTurned ? longestColumn * 0.71 : 0
    let width = max(left + wide + max(110, tail + 20), 32 + heading.width)
    var picture = SVG(width: width, height: top + max(high, 120) + 24 + (axes?.below ?? 0))
    heading.draw(left: 24, in: &picture)
    if values.isEmpty {
      picture.text("no values", 24, top + 20, fill: .faint)
      return picture.document
    }
    for (index, name) in names.rows.enumerated() {
      picture.text(name.fitted(to: 24), left - 8, top + (Double(index) + 0.5) * cell + 4, size: 12, anchor: .end)
    }
    for (index, name) in names.columns.enumerated() {
      let x = left + (Double(index) + 0.5) * cell
      picture.text(
        name.fitted(to: 24), isTurned ? x + 3 : x, top - 7, size: 12, anchor: isTurned ? .start : .middle,
        turned: isTurned ? -45 : 0)
    }
    drawCells(left: left, top: top, size: cell, in: &picture)
    axes?.draw(left: left, top: top, width: wide, height: high, in: &picture)
    drawTrails(left: left, top: top, width: wide, height: high, in: &picture)
    drawScale(left: left + wide + 20, top: top, in: &picture)
    return picture.document
  }

  private func drawCells(left: Double, top: Double, size: Double, in picture: inout SVG) {
    if axes != nil {  // thousands of cells, which would take as many elements
      let colors = values.joined().map { $0.isNaN ? Color.rgb(0xDD, 0xDD, 0xDD) : color(at: position($0)) }
      let bytes = colors.flatMap { [$0.components.0, $0.components.1, $0.components.2] }
      let image = PNG(bytes, height: values.count, width: columnCount, channels: 3)
      picture.image(image, left, top, size * Double(columnCount), size * Double(values.count))
      return
    }
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        let fill = value.isNaN ? .rgb(0xDD, 0xDD, 0xDD) : color(at: position(value))
        picture.rectangle(
          left + Double(column) * size, top + Double(row) * size, size, size, fill: fill)
      }
    }
  }

  private func drawScale(left: Double, top: Double, in picture: inout SVG) {
    let (steps, height) = (40, 120.0)
    for step in 0..<steps {
      let offset = 1 - (Double(step) + 0.5) / Double(steps)
      let y = top + height * Double(step) / Double(steps)
      picture.rectangle(left, y, 12, height / Double(steps), fill: color(at: offset))
    }
    let middle = range.lowerBound / 2 + range.upperBound / 2
    for (value, offset) in [(range.upperBound, 0.0), (middle, 0.5), (range.lowerBound, 1)] {
      picture.text(
        number(value, digits: 2), left + 18, top + height * offset + (offset == 0 ? 10 : offset == 1 ? 0 : 4), size: 12)
    }
  }
}
