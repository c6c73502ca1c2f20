extension ScatterPlot {
  /// The plot as the screen shows it best.
  public var text: String { text(color: Screen.hasColor) }

  /// The plot with a mark for each point, in the color of its class where there are colors.
  public func text(width: Int? = nil, height: Int = 20, color: Bool = Screen.hasColor) -> String {
    let width = width ?? Screen.width
    let heading = title.heading(in: width).bold(when: color)
    if points.isEmpty { return heading + "\n" + "  (no points)".fitted(to: width) }
    if width < 24 { return heading + "\n" + tooNarrow(width) }
    let axes = TextAxes(axes, width: width, height: height)
    let legend = classes.map { label in
      String(PointClasses.mark(label)).colored(.series(label), when: color) + " " + names.name(label).fitted(to: 22)
    }
    let lines = axes.lines(around: drawn(axes), x: xName, y: yName, color: color)
    return ([heading] + wrapped(legend, width: width) + lines).joined(separator: "\n")
  }

  /// Where several points share a character, it belongs to the class that has most of them, of equals to the first.
  private func drawn(_ axes: TextAxes) -> Canvas {
    var counts: [[Int]: [Int: Int]] = [:]  // by row and column, then by class
    for point in points {
      let cell = [axes.dot(y: point.y) / 4, axes.dot(x: point.x) / 2]
      counts[cell, default: [:]][point.label, default: 0] += 1
    }
    var canvas = Canvas(rows: axes.rows, columns: axes.columns)
    for (cell, counts) in counts {
      let label = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }!.key
      canvas.cells[cell[0]][cell[1]] = Canvas.Cell(PointClasses.mark(label), .series(label))
    }
    return canvas
  }
}
