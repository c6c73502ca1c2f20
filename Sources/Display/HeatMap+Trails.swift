/// A path over a heat map, such as the positions that an optimizer visits.
struct Trail: Sendable {
  let name: String
  let mark: Character
  /// From 0 at the left and at the top to 1; what lies outside is not drawn.
  let positions: [(x: Double, y: Double)]

  var shown: [(x: Double, y: Double)] {
    positions.filter { (0..<1).contains($0.x) && (0..<1).contains($0.y) }
  }
}

extension HeatMap {
  /// Draws a path over the map: with a mark at each position in the terminal, as a line in SVG.
  ///
  /// - Parameter positions: From 0 at the left and at the top to 1 at the right and at the bottom.
  public mutating func addTrail(_ name: String, mark: Character, _ positions: [(x: Double, y: Double)]) {
    trails.append(Trail(name: name.printable, mark: mark, positions: positions))
  }

  /// Replaces cells of the map by marks; the background color stays.
  func drawTrails(on canvas: inout Canvas) {
    for trail in trails {
      for (x, y) in trail.shown {
        let (row, column) = (Int(y * Double(canvas.cells.count)), Int(x * Double(canvas.cells[0].count)))
        let cell = canvas.cells[row][column]
        let ground = cell.ground ?? cell.ink
        canvas.cells[row][column] = Canvas.Cell(trail.mark, ground.map { _ in .rgb(0, 0, 0) }, on: ground)
      }
    }
  }

  var trailLegend: [String] { trails.isEmpty ? [] : [trails.map { "\($0.mark) \($0.name)" }.joined(separator: "   ")] }

  func drawTrails(left: Double, top: Double, width: Double, height: Double, in picture: inout SVG) {
    for (index, trail) in trails.enumerated() {
      let ink = [Color.rgb(0xFF, 0x8C, 0), .red, .blue, .green][index % 4]
      let points = trail.shown.map { (x: left + $0.x * width, y: top + $0.y * height) }
      picture.curve(points, stroke: ink)
      // The marks of many points would hide the map.
      let marked = points.count > 60 ? [points[0], points[points.count - 1]] : points
      for (x, y) in marked { picture.mark(x, y, radius: points.count > 60 ? 5 : 3, shape: index, fill: ink) }
      let (x, y) = (left + 130 * Double(index), top + height + (axes?.below ?? 0))
      picture.mark(x + 4, y + 14, radius: 3, shape: index, fill: ink)
      picture.text(trail.name, x + 14, y + 18, size: 12)
    }
  }
}
