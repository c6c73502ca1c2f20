/// The two axes of a plot on a page: where values land, and the lines, ticks and names around them.
struct PageAxes {
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let axes: (x: Axis, y: Axis)

  func x(_ value: Double) -> Double { left + (axes.x.position(value) ?? 0) * (right - left) }
  func y(_ value: Double) -> Double { bottom - (axes.y.position(value) ?? 0) * (bottom - top) }

  func draw(x xName: String, y yName: String, in picture: inout SVG) {
    for tick in axes.y.ticks(about: 6) {
      picture.line(left, y(tick.value), right, y(tick.value), stroke: .grid)
      picture.text(tick.label, left - 8, y(tick.value) + 4, size: 12, anchor: .end, fill: .faint)
    }
    for tick in axes.x.ticks(about: 7) {
      picture.line(x(tick.value), bottom, x(tick.value), bottom + 5, stroke: .faint)
      picture.text(tick.label, x(tick.value), bottom + 20, size: 12, anchor: .middle, fill: .faint)
    }
    picture.line(left, bottom, right, bottom, stroke: .faint)
    picture.line(left, top, left, bottom, stroke: .faint)
    picture.text(xName.fitted(to: 80), (left + right) / 2, bottom + 44, anchor: .middle)
    picture.text(yName.fitted(to: 40), 20, (top + bottom) / 2, anchor: .middle, turned: -90)
  }
}

extension SVG {
  /// Where the names of a legend stand, flowing over as many rows as they need, each with room for a sign before it.
  static func legendPositions(of names: [String], from left: Double, to right: Double) -> [(x: Double, row: Double)] {
    var (x, row) = (left, 0.0)
    return names.map { name in
      let width = 28 + SVG.width(of: name, size: 12) + 20
      if x > left, x + width > right { (x, row) = (left, row + 1) }
      defer { x += width }
      return (x, row)
    }
  }
}
