import Foundation

/// A picture under construction, in SVG: one font, no reference to anything outside, its own ground below all.
struct SVG {
  let width: Double
  let height: Double
  private var elements: [String] = []

  init(width: Double, height: Double) {
    (self.width, self.height) = (width, height)
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String, _ x: Double, _ y: Double, size: Double = 13, anchor: Anchor = .start, fill: Paint = .ink,
    bold: Bool = false, turned degrees: Double = 0
  ) {
    let weight = bold ? " font-weight=\"bold\"" : ""
    let turn = degrees == 0 ? "" : " transform=\"rotate(\(positions(degrees)) \(positions(x)) \(positions(y)))\""
    elements.append(
      "<text x=\"\(positions(x))\" y=\"\(positions(y))\" font-size=\"\(positions(size))\" text-anchor=\"\(anchor.rawValue)\""
        + " \(fill.fill)\(weight)\(turn)>\(text.xmlEscaped)</text>")
  }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: Paint, width: Double = 1, dashes: String = ""
  ) {
    let dash = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
    elements.append(
      "<line x1=\"\(positions(x1))\" y1=\"\(positions(y1))\" x2=\"\(positions(x2))\" y2=\"\(positions(y2))\""
        + " \(stroke.stroke) stroke-width=\"\(positions(width))\"\(dash)/>")
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: Color) {
    elements.append(
      "<rect x=\"\(positions(x))\" y=\"\(positions(y))\" width=\"\(positions(width))\" height=\"\(positions(height))\""
        + " fill=\"\(fill.hex)\" shape-rendering=\"crispEdges\"/>")
  }

  /// A picture of pixels, each a sharp square: a PNG file inside of the document takes far fewer bytes than rectangles.
  mutating func image(_ png: PNG, _ x: Double, _ y: Double, _ width: Double, _ height: Double) {
    elements.append(
      "<image x=\"\(positions(x))\" y=\"\(positions(y))\" width=\"\(positions(width))\" height=\"\(positions(height))\""
        + " preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\""
        + " href=\"data:image/png;base64,\(png.data.base64EncodedString())\"/>")
  }

  mutating func curve(_ points: [(x: Double, y: Double)], stroke: Color, dashes: String = "") {
    let list = points.map { "\(positions($0.x)),\(positions($0.y))" }.joined(separator: " ")
    let dash = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
    elements.append(
      "<polyline points=\"\(list)\" fill=\"none\" stroke=\"\(stroke.hex)\""
        + " stroke-width=\"2\" stroke-linejoin=\"round\"\(dash)/>")
  }

  /// A mark for a point, in one of four shapes, so that classes differ in more than color.
  mutating func mark(_ x: Double, _ y: Double, radius r: Double, shape: Int, fill: Color) {
    let edge = "fill=\"\(fill.hex)\" stroke=\"#ffffff\" stroke-width=\"1\""
    let corners: [(Double, Double)]
    switch shape % 4 {
    case 0:
      elements.append("<circle cx=\"\(positions(x))\" cy=\"\(positions(y))\" r=\"\(positions(r))\" \(edge)/>")
      return
    case 1: corners = [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
    case 2: corners = [(0, -1.2), (1.1, 0.8), (-1.1, 0.8)]
    default: corners = [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
    }
    let list = corners.map { "\(positions(x + r * $0.0)),\(positions(y + r * $0.1))" }.joined(separator: " ")
    elements.append("<polygon points=\"\(list)\" \(edge)/>")
  }

  /// Round dots of one color. Each is a line of no length with round ends, which takes far fewer bytes than a circle.
  mutating func dots(_ points: [(x: Double, y: Double)], radius: Double, fill: Color) {
    let list = points.map { "M\(positions($0.x)) \(positions($0.y))h0" }.joined()
    elements.append(
      "<path d=\"\(list)\" stroke=\"\(fill.hex)\" stroke-width=\"\(positions(2 * radius))\" stroke-linecap=\"round\"/>")
  }

  /// The whole document.
  var document: String {
    let (w, h) = (positions(width), positions(height))
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(w)\" height=\"\(h)\" viewBox=\"0 0 \(w) \(h)\""
      + " font-family=\"Helvetica, Arial, sans-serif\">"
    let ground = "<rect width=\"\(w)\" height=\"\(h)\" \(Paint.ground.fill)/>"
    return ([head, Paint.darkStyle, ground] + elements + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  /// About how wide a text of that size is; files carry no font to measure.
  static func width(of text: String, size: Double = 13) -> Double { Double(text.visibleWidth) * size * 0.56 }
}

/// A coordinate with at most one decimal.
private func positions(_ x: Double) -> String {
  let text = String(format: "%.1f", x.isFinite ? x : 0)
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

extension String {
  /// The text with the five characters that XML reserves written out, and no control character.
  var xmlEscaped: String {
    printable.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&apos;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.append(character)
      }
    }
  }
}
