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

  mutating func set(_ x: Int, _ y: Int, owner index: Int?) {
    bits[y / 4][x / 2] |= Braille.bit(x: x, y: y)
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
        let color = owner[row][column].map(Color.series) ?? .gray
        canvas.cells[row][column] = Canvas.Cell(Braille.character(bits[row][column]), color)
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
    let heading = title.heading(in: width).bold(when: color)
    if isEmpty { return heading + "\n  (no points)" }
    if width < 24 { return heading + "\n" + tooNarrow(width) }
    let axes = TextAxes(axes, width: width, height: height)
    let canvas = drawn(axes, letters: !color && series.count > 1)
    let lines = wrapped(legend(color: color, width: width), width: width)
    return ([heading] + lines + axes.lines(around: canvas, x: xName, y: yName, color: color)).joined(separator: "\n")
  }

  private func drawn(_ axes: TextAxes, letters: Bool) -> Canvas {
    let columns = axes.columns
    var dots = Dots(columns: columns, rows: axes.rows)
    for floor in floors {
      let level = axes.dot(y: floor.y)
      for column in 0..<columns { dots.set(2 * column, level, owner: nil) }
    }
    var ends: [(x: Int, y: Int)?] = []
    for (index, curve) in series.enumerated() {
      let positions = curve.points.map { (x: axes.dot(x: $0.x), y: axes.dot(y: $0.y)) }
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
}
