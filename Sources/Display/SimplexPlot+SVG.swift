extension SimplexPlot {
  private static let side = 260.0  // of the triangle
  private static let (above, below) = (44.0, 30.0)  // room for names around a panel

  /// The plot as an SVG document of its own.
  public var svg: String {
    let heading = Heading(title)
    let (left, top, gap) = (24.0, 44 + heading.extraHeight, 20.0)
    let (stepX, stepY) = (Self.side * Self.width + gap, Self.above + Self.side * Self.height + Self.below)
    let rows = rows(atMost: 3)
    let width = 2 * left + Double(rows[0].count) * stepX - gap
    var picture = SVG(width: max(width, 2 * left + heading.width), height: top + Double(rows.count) * stepY + 8)
    heading.draw(left: left, in: &picture)
    for (row, panels) in rows.enumerated() {
      for (column, panel) in panels.enumerated() {
        let (x, y) = (left + Double(column) * stepX, top + Double(row) * stepY + Self.above)
        draw(panel, left: x, top: y, in: &picture)
      }
    }
    return picture.document
  }

  private func draw(_ panel: Panel, left: Double, top: Double, in picture: inout SVG) {
    func place(_ point: Point) -> (x: Double, y: Double) { (left + Self.side * point.x, top + Self.side * point.y) }
    let corners = (0..<3).map { place(Self.edge(from: $0, at: 0)) }
    let (middle, bottom) = (corners[2].x, top + Self.side * Self.height)
    picture.text(panel.name.fitted(to: 36), middle, top - 26, anchor: .middle, bold: true)
    for (a, b) in zip(corners, corners[1...] + corners[..<1]) { picture.line(a.x, a.y, b.x, b.y, stroke: .faint) }
    nameCorner(0, corners[0].x, bottom + 10, in: &picture)
    nameCorner(1, corners[1].x, bottom + 10, isLeft: true, in: &picture)
    nameCorner(2, middle, top - 6, in: &picture)
    if panel.points.isEmpty {
      picture.text("no points", middle, corners[0].y - Self.side / 4, anchor: .middle, fill: .faint)
    }
    for (p, points) in shades(of: panel.points) { picture.dots(points.map(place), radius: 1.1, fill: .mixture(p)) }
  }

  /// A dot in the corner's color, with the name at its right or at its left.
  private func nameCorner(_ state: Int, _ x: Double, _ y: Double, isLeft: Bool = false, in picture: inout SVG) {
    let name = corner(state).fitted(to: 16)
    picture.dots([(x, y)], radius: 4, fill: .series(state))
    picture.text(name, isLeft ? x - 9 : x + 9, y + 4, size: 12, anchor: isLeft ? .end : .start)
  }

  /// Points grouped by their color, since a group writes it once: each distribution in sixteenths, 153 colors at most.
  private func shades(of points: [Point]) -> [(p: SIMD3<Double>, points: [Point])] {
    let steps = 16.0
    let groups = Dictionary(grouping: points) { point in
      let (first, both) = ((point.truth.x * steps).rounded(), ((point.truth.x + point.truth.y) * steps).rounded())
      return [first, both - first, steps - both]
    }
    let sorted = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    return sorted.map { (SIMD3($0.key) / steps, $0.value) }
  }
}
