extension ImageGrid {
  /// The pictures as an SVG document of its own.
  ///
  /// Each stands in a thin frame, which shows its edge where it has the color of the page.
  public var svg: String {
    let heading = Heading(title)
    let (perRow, gap, textHeight, top) = (6, 16.0, 16.0, 48 + heading.extraHeight)
    let widest = items.map(\.width).max() ?? 1
    let size = min(12, max(2, 96 / Double(widest)))
    let cell = max(96, Double(widest) * size)
    let captions = items.map { item in
      wrapped(item.caption.split(separator: " ").map(String.init), width: Int(cell / (12 * 0.56)), gap: " ")
        .map { $0.fitted(to: Int(cell / (12 * 0.56))) }
    }
    let columns = Double(min(perRow, max(1, items.count)))
    let starts = stride(from: 0, to: items.count, by: perRow).map { $0..<min($0 + perRow, items.count) }
    let heights = starts.map { row in
      row.map { Double(items[$0].height) * size + textHeight * Double(captions[$0].count) }.max()! + 2 * gap
    }
    let width = max(48 + heading.width, 48 + columns * (cell + gap) - gap)
    var picture = SVG(width: width, height: top + max(24, heights.reduce(0, +)))
    heading.draw(left: 24, in: &picture)
    if items.isEmpty { picture.text("no pictures", 24, top, fill: .faint) }
    var y = top
    for (row, height) in zip(starts, heights) {
      for (column, index) in row.enumerated() {
        let x = 24 + Double(column) * (cell + gap)
        items[index].draw(left: x, top: y, size: size, in: &picture)
        let below = y + Double(items[index].height) * size
        for (line, text) in captions[index].enumerated() {
          picture.text(text, x, below + textHeight * Double(line + 1), size: 12)
        }
      }
      y += height
    }
    return picture.document
  }
}

extension ImageGrid.Item {
  private var png: PNG {
    let bytes = pixels.joined().flatMap { color in [color.components.0, color.components.1, color.components.2] }
    return PNG(bytes, height: height, width: width, channels: 3)
  }

  fileprivate func draw(left: Double, top: Double, size: Double, in picture: inout SVG) {
    let (right, bottom) = (left + Double(width) * size, top + Double(height) * size)
    picture.image(png, left, top, right - left, bottom - top)
    for (x1, y1, x2, y2) in [
      (left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom),
    ] {
      picture.line(x1, y1, x2, y2, stroke: .grid)
    }
  }
}
