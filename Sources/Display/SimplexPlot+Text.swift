extension SimplexPlot {
  /// The plot as the screen shows it best.
  public var text: String { text(color: Screen.hasColor) }

  /// The plot in Braille dots, each character in the color of the mean of its points' true distributions.
  ///
  /// - Parameter height: the most lines that a triangle takes.
  public func text(width: Int? = nil, height: Int = 20, color: Bool = Screen.hasColor) -> String {
    let width = width ?? Screen.width
    let heading = title.heading(in: width).bold(when: color)
    if isEmpty { return heading + "\n" + "  (no points)".fitted(to: width) }
    let (narrowest, gap) = (24, 3)
    if width < narrowest { return heading + "\n" + tooNarrow(width) }
    let rows = rows(atMost: (width + gap) / (narrowest + gap))
    let room = (width - gap * (rows[0].count - 1)) / rows[0].count
    let columns = Int(min(Double(room), max(8, 2 * Double(height) * Self.width / Self.height)))
    let pictures = rows.map { panels in
      sideBySide(panels.map { drawn($0, columns: columns, color: color) }, gap: gap, width: width)
    }
    let lines = pictures.joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false)
    return ([heading] + lines.map { String($0).trimmedRight }).joined(separator: "\n")
  }

  /// A panel between the names of its corners.
  private func drawn(_ panel: Panel, columns: Int, color: Bool) -> String {
    let corners = (0..<3).map { state in
      (color ? "● ".colored(.series(state), when: true) : "") + corner(state).fitted(to: columns / 2 - 3)
    }
    let name = (panel.points.isEmpty ? "(no points) " : "") + panel.name
    let above = [name.fitted(to: columns), corners[2]].map { $0.centered(in: columns) }
    let below = corners[0] + corners[1].rightAligned(in: columns - corners[0].visibleWidth)
    return (above + canvas(panel, columns: columns).lines(color: color) + [below]).joined(separator: "\n")
  }

  private func canvas(_ panel: Panel, columns: Int) -> Canvas {
    let rows = Int((Double(columns) / 2 * Self.height / Self.width).rounded())
    var cells = [[Cell]](repeating: [Cell](repeating: Cell(), count: columns), count: rows)
    func dot(_ point: Point) -> (x: Int, y: Int) {
      let (x, y) = (point.x / Self.width, point.y / Self.height)
      return (Int((x * Double(2 * columns - 1)).rounded()), Int((y * Double(4 * rows - 1)).rounded()))
    }
    for point in panel.points {
      let (x, y) = dot(point)
      cells[y / 4][x / 2].dots |= Braille.bit(x: x, y: y)
      cells[y / 4][x / 2].truth += point.truth
    }
    for (x, y) in outline(every: 4, of: 2 * columns).map(dot) where !cells[y / 4][x / 2].hasPoints {
      cells[y / 4][x / 2].dots |= Braille.bit(x: x, y: y)
    }
    var canvas = Canvas(rows: rows, columns: columns)
    canvas.cells = cells.map { $0.map(\.drawn) }
    return canvas
  }

  /// Dots of one character, and the sum of the true distributions of its points.
  private struct Cell {
    var dots: UInt32 = 0
    var truth = SIMD3<Double>.zero

    var hasPoints: Bool { truth.sum() > 0 }

    var drawn: Canvas.Cell {
      if dots == 0 { return Canvas.Cell(" ") }
      return Canvas.Cell(Braille.character(dots), hasPoints ? .mixture(truth / truth.sum()) : .gray)
    }
  }

  /// The three sides, as points that are that many dots apart.
  private func outline(every distance: Int, of dots: Int) -> [Point] {
    let steps = max(1, dots / distance)
    return (0..<3).flatMap { state in
      (0..<steps).map { Self.edge(from: state, at: Double($0) / Double(steps)) }
    }
  }
}
