/// The title of a picture on a page, in as many lines as it needs: a title that is cut off loses what sets it apart.
struct Heading {
  let lines: [String]
  private static let (size, lineHeight) = (16.0, 20.0)

  init(_ title: String, columns: Int = 70) {
    lines = title.folded(to: columns).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// About how wide its longest line is, in bold type.
  var width: Double { lines.map { SVG.width(of: $0, size: Self.size) * 1.1 }.max() ?? 0 }

  /// How much lower everything below it stands than with a title of one line.
  var extraHeight: Double { Self.lineHeight * Double(lines.count - 1) }

  func draw(left: Double, in picture: inout SVG) {
    for (index, line) in lines.enumerated() {
      picture.text(line, left, 28 + Self.lineHeight * Double(index), size: Self.size, bold: true)
    }
  }
}

extension String {
  /// A title in the terminal, in as many lines as it needs.
  func heading(in width: Int) -> String { width > 0 ? folded(to: width) : "" }
}
