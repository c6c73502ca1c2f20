extension ScatterPlot {
  /// The plot as an SVG document of its own.
  public var svg: String {
    let (width, left, right) = (720.0, 72.0, 24.0)
    let heading = Heading(title, columns: 63)  // as many as fit
    let legend = classes.map { names.name($0).fitted(to: 60) }
    let positions = SVG.legendPositions(of: legend, from: left, to: width - right)
    let top = 50 + heading.extraHeight + 20 * (positions.last.map { $0.row + 1 } ?? 0)
    var picture = SVG(width: width, height: top + 460)
    heading.draw(left: left, in: &picture)
    for (label, (name, position)) in zip(classes, zip(legend, positions)) {
      let y = 46 + heading.extraHeight + 20 * position.row
      picture.mark(position.x + 14, y, radius: 5, label: label)
      picture.text(name, position.x + 28, y + 4, size: 12)
    }
    let frame = PageAxes(left: left, right: width - right, top: top, bottom: top + 400, axes: axes)
    frame.draw(x: xName, y: yName, in: &picture)
    if points.isEmpty {
      picture.text("no points", (left + width - right) / 2, top + 200, anchor: .middle, fill: .faint)
    }
    for point in points { picture.mark(frame.x(point.x), frame.y(point.y), radius: 4, label: point.label) }
    return picture.document
  }
}
