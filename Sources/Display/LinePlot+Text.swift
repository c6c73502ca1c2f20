/// Dots, 2×4 to a character, each character in the color of the curve that came last.
private struct Dots {
  let columns: Int
  let rows: Int
  private var bits: [[UInt32]]
  private var owner: [[Int?]]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    bits = [[UInt32]](repeating: [UInt32](repeating: 0, count: columns), count: rows)
    owner = [[Int?]](repeating: [Int?](repeating: nil, count: columns), count: rows)
  }

  /// Bits of a Braille character by row and column, as Unicode numbers them.
  private static let bit: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// The dot at a position within the plot, (0, 0) at the lower left corner and (1, 1) at the upper right.
  func dot(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    (Int((x * Double(2 * columns - 1)).rounded()), Int(((1 - y) * Double(4 * rows - 1)).rounded()))
  }

  mutating func set(_ x: Int, _ y: Int, owner index: Int?) {
    bits[y / 4][x / 2] |= Self.bit[y % 4][x % 2]
    owner[y / 4][x / 2] = index
  }

  mutating func line(from a: (x: Int, y: Int), to b: (x: Int, y: Int), owner index: Int) {
    let steps = max(abs(b.x - a.x), abs(b.y - a.y), 1)
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      let x = (Double(a.x) + part * Double(b.x - a.x)).rounded()
      let y = (Double(a.y) + part * Double(b.y - a.y)).rounded()
      set(Int(x), Int(y), owner: index)
    }
  }

  var canvas: Canvas {
    var canvas = Canvas(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns where bits[row][column] != 0 {
        let character = Character(Unicode.Scalar(0x2800 + bits[row][column])!)
        canvas.cells[row][column] = Canvas.Cell(character, owner[row][column].map(Color.series) ?? .gray)
      }
    }
    return canvas
  }

  /// Rows in which a curve passes a column.
  func rows(of index: Int, in column: Int) -> [Int] { (0..<rows).filter { owner[$0][column] == index } }
}

extension LinePlot {
  /// The plot in Braille dots; without color, letters on the curves tell them apart.
  public func text(width: Int? = nil, height: Int = 16, color: Bool = Screen.hasColor) -> String {
    let width = width ?? Screen.width
    let heading = title.fitted(to: width).bold(when: color)
    if isEmpty { return heading + "\n  (no points)" }
    if width < 24 { return heading + "\n" + tooNarrow(width) }
    let rows = max(4, height)
    let (x, y) = axes
    let yTicks = y.ticks(about: max(2, rows / 3))
    let margin = yTicks.map(\.label.count).max() ?? 0
    let columns = width - margin - 2
    let canvas = drawn(columns: columns, rows: rows, x, y, letters: !color && series.count > 1)

    var marked = [String](repeating: spaces(margin) + " │", count: rows)
    for tick in yTicks {
      let row = Int(((1 - (y.position(tick.value) ?? 0)) * Double(4 * rows - 1)).rounded()) / 4
      marked[row] = tick.label.rightAligned(in: margin) + " ┤"
    }
    let body = zip(marked, canvas.lines(color: color)).map { ($0.dim(when: color) + $1).trimmedRight }
    let name = yName.isEmpty ? [] : [yName.fitted(to: width).dim(when: color)]
    let below = xAxis(x, columns: columns).map { (spaces(margin + 1) + $0).trimmedRight.dim(when: color) }
    let lines = [heading] + wrapped(legend(color: color, width: width), width: width) + name + body + below
    return lines.joined(separator: "\n")
  }

  private func drawn(columns: Int, rows: Int, _ x: Axis, _ y: Axis, letters: Bool) -> Canvas {
    var dots = Dots(columns: columns, rows: rows)
    for floor in floors {
      let level = dots.dot(0, y.position(floor.y) ?? 0).y
      for column in 0..<columns { dots.set(2 * column, level, owner: nil) }
    }
    var ends: [(x: Int, y: Int)?] = []
    for (index, curve) in series.enumerated() {
      let positions = curve.points.map { dots.dot(x.position($0.x) ?? 0, y.position($0.y) ?? 0) }
      for (a, b) in zip(positions, positions.dropFirst()) { dots.line(from: a, to: b, owner: index) }
      if positions.count == 1 { dots.set(positions[0].x, positions[0].y, owner: index) }
      ends.append(positions.last)
    }
    var canvas = dots.canvas
    guard letters else { return canvas }
    for (index, end) in ends.enumerated() {
      guard let end else { continue }
      // A letter every 12 columns, shifted from curve to curve, and one at the end.
      for column in stride(from: (3 + 4 * index) % 12, to: columns, by: 12) {
        let rows = dots.rows(of: index, in: column)
        if !rows.isEmpty, abs(column - end.x / 2) > 3 {
          canvas.cells[rows[rows.count / 2]][column].character = letter(index)
        }
      }
      canvas.cells[end.y / 4][end.x / 2].character = letter(index)
    }
    return canvas
  }

  private func letter(_ index: Int) -> Character { Character(Unicode.Scalar(UInt8(65 + index % 26))) }

  private func legend(color: Bool, width: Int) -> [String] {
    let curves = series.enumerated().map { index, curve in
      let sign = color || series.count == 1 ? "━━".colored(.series(index), when: color) : String(letter(index))
      let name = curve.name.fitted(to: width - 16) + (curve.points.isEmpty ? " (no points)" : "")
      return sign + " " + name
    }
    let levels = floors.map { floor in
      "⠂⠂⠂".colored(.gray, when: color) + " \(floor.name.fitted(to: width - 16)) \(number(floor.y))"
    }
    return curves + levels
  }

  /// The line of the axis, its labels, and its name.
  private func xAxis(_ x: Axis, columns: Int) -> [String] {
    var line = [Character](repeating: "─", count: columns)
    var labels = ""
    for tick in x.ticks(about: max(2, columns / 10)) {
      let column = Int(((x.position(tick.value) ?? 0) * Double(2 * columns - 1)).rounded()) / 2
      let start = min(max(0, column - tick.label.count / 2), columns - tick.label.count)
      guard labels.isEmpty ? start >= 0 : start >= labels.count + 2 else { continue }
      line[column] = "┬"
      labels += spaces(start - labels.count) + tick.label
    }
    let name = xName.isEmpty ? [] : [" " + xName.fitted(to: columns).centered(in: columns)]
    return ["└" + String(line), " " + labels] + name
  }
}
