/// The two axes of a plot in the terminal: where a point lies on its canvas, and what is written around it.
struct TextAxes {
  let columns: Int
  let rows: Int
  private let x: Axis
  private let y: Axis
  private let yTicks: [(value: Double, label: String)]
  private let margin: Int

  init(_ axes: (x: Axis, y: Axis), width: Int, height: Int) {
    (x, y) = axes
    rows = max(4, height)
    yTicks = y.ticks(about: max(2, rows / 3))
    margin = yTicks.map(\.label.count).max() ?? 0
    columns = width - margin - 2
  }

  /// The column of dots that shows a value, of two in a character, from the left.
  func dot(x value: Double) -> Int { Int(((x.position(value) ?? 0) * Double(2 * columns - 1)).rounded()) }

  /// The row of dots that shows a value, of four in a character, from the top.
  func dot(y value: Double) -> Int { Int(((1 - (y.position(value) ?? 0)) * Double(4 * rows - 1)).rounded()) }

  /// The names of the axes, the canvas, and the ticks beside and below it.
  func lines(around canvas: Canvas, x xName: String, y yName: String, color: Bool) -> [String] {
    var marked = [String](repeating: spaces(margin) + " │", count: rows)
    for tick in yTicks { marked[dot(y: tick.value) / 4] = tick.label.rightAligned(in: margin) + " ┤" }
    let body = zip(marked, canvas.lines(color: color)).map { ($0.dim(when: color) + $1).trimmedRight }
    let name = yName.isEmpty ? [] : [yName.fitted(to: margin + 2 + columns).dim(when: color)]
    return name + body + below(xName).map { (spaces(margin + 1) + $0).trimmedRight.dim(when: color) }
  }

  /// The line of the x axis, its labels, and its name.
  private func below(_ name: String) -> [String] {
    var line = [Character](repeating: "─", count: columns)
    var labels = ""
    for tick in x.ticks(about: max(2, columns / 10)) {
      let column = dot(x: tick.value) / 2
      let start = min(max(0, column - tick.label.count / 2), columns - tick.label.count)
      guard labels.isEmpty ? start >= 0 : start >= labels.count + 2 else { continue }
      line[column] = "┬"
      labels += spaces(start - labels.count) + tick.label
    }
    return ["└" + String(line), " " + labels]
      + (name.isEmpty ? [] : [" " + name.fitted(to: columns).centered(in: columns)])
  }
}
