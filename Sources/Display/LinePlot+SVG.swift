extension LinePlot {
  /// The plot as an SVG document of its own.
  public var svg: String {
    let (width, left, right) = (720.0, 72.0, 24.0)
    let heading = Heading(title, columns: 63)  // as many as fit
    let legend = placedLegend(from: left, to: width - right)
    let top = 50 + heading.extraHeight + 20 * (legend.last.map { $0.row + 1 } ?? 0)
    var picture = SVG(width: width, height: top + 360)
    heading.draw(left: left, in: &picture)
    for item in legend {
      drawSign(item.sign, x: item.x, y: 46 + heading.extraHeight + 20 * item.row, name: item.name, in: &picture)
    }
    let frame = PageAxes(left: left, right: width - right, top: top, bottom: top + 300, axes: axes)
    frame.draw(x: xName, y: yName, in: &picture)
    if isEmpty {
      picture.text("no points", (left + width - right) / 2, top + 150, anchor: .middle, fill: .faint)
      return picture.document
    }
    for floor in floors {
      let y = frame.y(floor.y)
      picture.line(left, y, frame.right, y, stroke: .faint, width: 1.5, dashes: "2 4")
    }
    for (index, curve) in series.enumerated() { draw(curve, index, frame, in: &picture) }
    return picture.document
  }

  private enum Sign {
    case curve(Int)
    case floor
  }

  private func draw(_ curve: Series, _ index: Int, _ frame: PageAxes, in picture: inout SVG) {
    let positions = curve.points.map { (x: frame.x($0.x), y: frame.y($0.y)) }
    let color = Color.series(index)
    if positions.count > 1 { picture.curve(positions, stroke: color, dashes: dashes(index)) }
    guard positions.count <= 30 else { return }
    for offset in positions { picture.mark(offset.x, offset.y, radius: 3.5, shape: index, fill: color) }
  }

  /// After seven curves the colors come round again; dashes keep them apart.
  private func dashes(_ index: Int) -> String { index / 7 % 2 == 1 ? "7 4" : "" }

  private func drawSign(_ sign: Sign, x: Double, y: Double, name: String, in picture: inout SVG) {
    switch sign {
    case .curve(let index):
      picture.curve([(x, y), (x + 22, y)], stroke: Color.series(index), dashes: dashes(index))
    case .floor: picture.line(x, y, x + 22, y, stroke: .faint, width: 1.5, dashes: "2 4")
    }
    picture.text(name, x + 28, y + 4, size: 12)
  }

  /// The names of all curves and levels, flowing over as many rows as they need.
  private func placedLegend(from left: Double, to right: Double) -> [(sign: Sign, name: String, x: Double, row: Double)]
  {
    let names = series.enumerated().map { (Sign.curve($0), $1.name.fitted(to: 60)) }
    let levels = floors.map { (Sign.floor, "\($0.name.fitted(to: 60)) \(number($0.y))") }
    let signs = names + levels
    return zip(signs, SVG.legendPositions(of: signs.map(\.1), from: left, to: right)).map { ($0.0, $0.1, $1.x, $1.row) }
  }
}
