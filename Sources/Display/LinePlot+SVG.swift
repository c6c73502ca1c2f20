extension LinePlot {
  /// The plot as an SVG document of its own.
  public var svg: String {
    let (width, left, right) = (720.0, 72.0, 24.0)
    let legend = placedLegend(from: left, to: width - right)
    let top = 50 + 20 * (legend.last.map { $0.row + 1 } ?? 0)
    var picture = SVG(width: width, height: top + 360)
    picture.text(title.fitted(to: 70), left, 28, size: 16, bold: true)
    for item in legend { drawSign(item.sign, x: item.x, y: 46 + 20 * item.row, name: item.name, in: &picture) }
    let frame = Frame(left: left, right: width - right, top: top, bottom: top + 300, axes: axes)
    drawAxes(frame, in: &picture)
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

  /// Where values land on the page.
  private struct Frame {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
    let axes: (x: Axis, y: Axis)

    func x(_ value: Double) -> Double { left + (axes.x.position(value) ?? 0) * (right - left) }
    func y(_ value: Double) -> Double { bottom - (axes.y.position(value) ?? 0) * (bottom - top) }
  }

  private enum Sign {
    case curve(Int)
    case floor
  }

  private func drawAxes(_ frame: Frame, in picture: inout SVG) {
    for tick in frame.axes.y.ticks(about: 6) {
      picture.line(frame.left, frame.y(tick.value), frame.right, frame.y(tick.value), stroke: .grid)
      picture.text(tick.label, frame.left - 8, frame.y(tick.value) + 4, size: 12, anchor: .end, fill: .faint)
    }
    for tick in frame.axes.x.ticks(about: 7) {
      picture.line(frame.x(tick.value), frame.bottom, frame.x(tick.value), frame.bottom + 5, stroke: .faint)
      picture.text(tick.label, frame.x(tick.value), frame.bottom + 20, size: 12, anchor: .middle, fill: .faint)
    }
    picture.line(frame.left, frame.bottom, frame.right, frame.bottom, stroke: .faint)
    picture.line(frame.left, frame.top, frame.left, frame.bottom, stroke: .faint)
    picture.text(xName.fitted(to: 80), (frame.left + frame.right) / 2, frame.bottom + 44, anchor: .middle)
    picture.text(yName.fitted(to: 40), 20, (frame.top + frame.bottom) / 2, anchor: .middle, turned: -90)
  }

  private func draw(_ curve: Series, _ index: Int, _ frame: Frame, in picture: inout SVG) {
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
    var (x, row) = (left, 0.0)
    return (names + levels).map { sign, name in
      let width = 28 + SVG.width(of: name, size: 12) + 20
      if x > left, x + width > right { (x, row) = (left, row + 1) }
      defer { x += width }
      return (sign, name, x, row)
    }
  }
}
