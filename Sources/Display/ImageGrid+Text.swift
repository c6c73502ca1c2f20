extension ImageGrid {
  /// The pictures as the screen shows them best.
  public var text: String { text() }

  /// The pictures in colored half blocks, or in shades of ink, in as many rows as the width asks for.
  public func text(width: Int = Screen.width, color: Bool = Screen.hasColor) -> String {
    let heading = title.heading(in: width).bold(when: color)
    if items.isEmpty { return heading + "\n  (no pictures)" }
    var rows: [[[String]]] = []
    var used = 0
    for item in items {
      let lines = item.lines(width: width, color: color)
      let wide = lines[0].visibleWidth
      if rows.isEmpty || used + ImageGrid.gap + wide > width {
        rows.append([])
        used = -ImageGrid.gap
      }
      rows[rows.count - 1].append(lines)
      used += ImageGrid.gap + wide
    }
    let pages = rows.map { row in
      sideBySide(row.map { $0.joined(separator: "\n") }, gap: ImageGrid.gap, width: width)
    }
    return ([heading] + pages).joined(separator: "\n")
  }

  /// The columns between two pictures.
  private static let gap = 2
}

extension ImageGrid.Item {
  /// The lines of the picture with the caption below, all of one width.
  fileprivate func lines(width limit: Int, color: Bool) -> [String] {
    // The frame of a picture without color takes two columns.
    let picture = width + (color ? 0 : 2) > limit ? [tooNarrow(limit)] : color ? halfBlocks() : shades()
    let room = picture[0].visibleWidth
    let words = wrapped(caption.split(separator: " ").map(String.init), width: room, gap: " ")
    let below = words.map { $0.fitted(to: room).leftAligned(in: room) }
    return picture + below
  }

  /// Two rows of pixels in one line: the upper half of each character is ink, the lower ground.
  private func halfBlocks() -> [String] {
    var canvas = Canvas(rows: (height + 1) / 2, columns: width)
    for row in canvas.cells.indices {
      for column in 0..<width {
        let lower = 2 * row + 1 < height ? pixels[2 * row + 1][column] : nil
        canvas.cells[row][column] = Canvas.Cell("▀", pixels[2 * row][column], on: lower)
      }
    }
    return canvas.lines(color: true)
  }

  /// Two rows of pixels in one character, fuller where their mean is brighter.
  private func shades() -> [String] {
    let inks = Array(" ·░▒▓█")
    var canvas = Canvas(rows: (height + 1) / 2, columns: width)
    for row in canvas.cells.indices {
      for column in 0..<width {
        let pair = pixels[2 * row..<min(2 * row + 2, height)].map { $0[column].luma }
        let luma = pair.reduce(0, +) / Double(pair.count)
        canvas.cells[row][column] = Canvas.Cell(inks[min(inks.count - 1, Int(luma * Double(inks.count)))])
      }
    }
    return canvas.framed()
  }
}
