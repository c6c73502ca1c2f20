/// Text colored by value: blue at -1, white at 0, red at +1.
///
/// Where there is no color, a line of marks stands below each line of text; `heatLegend` explains them.
/// A newline in the text shows as ⏎ and breaks the line. Pieces without a value count as 0.
public func heatText(
  _ pieces: [String], values: [Double], width: Int = Screen.width, color: Bool = Screen.hasColor
) -> String {
  var lines: [[HeatPiece]] = [[]]
  var used = 0
  for (index, piece) in pieces.enumerated() {
    let shown = HeatPiece(text: piece.printable.fitted(to: width), value: index < values.count ? values[index] : 0)
    if used + shown.text.visibleWidth > width {
      lines.append([])
      used = 0
    }
    lines[lines.count - 1].append(shown)
    used += shown.text.visibleWidth
    if piece.contains(where: \.isNewline) {
      lines.append([])
      used = 0
    }
  }
  if lines.last?.isEmpty == true { lines.removeLast() }
  return lines.map { color ? coloredLine($0) : markedLine($0) }.joined(separator: "\n")
}

/// Text colored by value, one value for each character.
public func heatText(
  _ text: [Character], values: [Double], width: Int = Screen.width, color: Bool = Screen.hasColor
) -> String {
  heatText(text.map { String($0) }, values: values, width: width, color: color)
}

/// One line that explains the colors, or the marks, of `heatText`.
public func heatLegend(color: Bool = Screen.hasColor) -> String {
  guard color else { return "▲ ≥ 0.6   △ ≥ 0.2   ▽ ≤ -0.2   ▼ ≤ -0.6" }
  let bar = (0...20).map { HeatPiece(text: " ", value: Double($0) / 10 - 1) }
  return "-1 " + coloredLine(bar) + " +1"
}

private struct HeatPiece {
  let text: String
  let value: Double
}

private func coloredLine(_ pieces: [HeatPiece]) -> String {
  var canvas = Canvas(rows: 1, columns: 0)
  for piece in pieces {
    // Dark blue and dark red need white letters, everything between black ones.
    let ink: Color = abs(piece.value) > 0.75 ? .rgb(255, 255, 255) : .rgb(0, 0, 0)
    for character in piece.text {
      canvas.cells[0].append(Canvas.Cell(character, ink, on: .heat(piece.value)))
    }
  }
  return canvas.lines(color: true)[0]
}

private func markedLine(_ pieces: [HeatPiece]) -> String {
  let text = pieces.map(\.text).joined()
  let marks = pieces.map { String(repeating: mark($0.value), count: $0.text.visibleWidth) }.joined()
  return text.trimmedRight + "\n" + marks.trimmedRight
}

private func mark(_ value: Double) -> String {
  switch value {
  case 0.6...: "▲"
  case 0.2...: "△"
  case ...(-0.6): "▼"
  case ...(-0.2): "▽"
  default: value.isNaN ? "?" : " "
  }
}
