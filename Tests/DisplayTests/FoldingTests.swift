import Testing

@testable import Display

/// Text and tables fit the screen, however narrow it is.
struct FoldingTests {
  private var table: Table {
    var table = Table(["model", "hidden size", "parameters", "test loss"])
    table.add(["LSTM, 2 layers", "128", "123,456", "1.85"])
    table.add(["RNN", "64", "1,234", "1.93"])
    return table
  }

  @Test func `a table that fits stays as it is`() {
    let expected = """
      model           hidden size  parameters  test loss
      ──────────────────────────────────────────────────
      LSTM, 2 layers          128     123,456       1.85
      RNN                      64       1,234       1.93
      """
    #expect(table.text(width: 50) == expected)
  }

  @Test func `one that does not gets heads of several lines`() {
    let expected = """
                      hidden              test
      model             size  parameters  loss
      ────────────────────────────────────────
      LSTM, 2 layers     128     123,456  1.85
      RNN                 64       1,234  1.93
      """
    #expect(table.text(width: 49) == expected)
    #expect(table.text(width: 40) == expected)
  }

  @Test func `a wider one is broken into pieces, each with the first column`() {
    let expected = """
                      hidden
      model             size  parameters
      ──────────────────────────────────
      LSTM, 2 layers     128     123,456
      RNN                 64       1,234

                      test
      model           loss
      ────────────────────
      LSTM, 2 layers  1.85
      RNN             1.93
      """
    #expect(table.text(width: 39) == expected)
  }

  @Test(arguments: [1, 5, 19, 20, 21, 79])
  func `no line of text is wider than the screen, and no word is lost`(width: Int) {
    let text =
      "a line with words and one verylongword日本 \u{1B}[1mbold\u{1B}[0m\n\nshort\n" + String(repeating: "x", count: 50)
    let folded = text.folded(to: width)
    // A wide character has no room in one column.
    #expect(
      folded.split(separator: "\n").allSatisfy { $0.count <= width && (String($0).visibleWidth <= width || width == 1) }
    )
    func letters(_ text: String) -> String { text.withoutEscapes.filter { !$0.isWhitespace } }
    #expect(letters(folded) == letters(text))
  }

  @Test func `text that fits keeps its colors and blanks`() {
    let text = "  \u{1B}[1mbold\u{1B}[0m   x"
    #expect(text.folded(to: 10) == text && text.folded(to: 0) == text)
  }

  @Test func `nothing unprintable is left`() {
    #expect("a\u{1B}[2Jb\u{7}\u{9B}\nc\r\nd\te".printableLines == "ab\u{FFFD}\u{FFFD}\nc\nd⇥e")
    #expect(String(repeating: "name\n", count: 1000).brief.visibleWidth == 80)
  }

  @Test(arguments: [1, 8, 11, 12, 16, 23, 24, 40])
  func `pictures fit or say that they do not`(width: Int) {
    var plot = LinePlot("a title of some length", x: "step", y: "nats per token")
    plot.add("a curve with a long name", [(x: 0, y: 1), (x: 10, y: 3)])
    let map = HeatMap(
      "attention weights", [[0, 1, 0.5], [1, 0, 0.25]], rows: ["the", "dog"], columns: ["der", "Hund", "."])
    let regions = DecisionMap("classes", classOf: [[0, 1], [1, 0]], points: [(0.5, 0.5, 1)])
    let points = ScatterPlot(
      "sentences, seen from afar", x: "first component", y: "second component", points: [(-1, 2, 0), (3, 4, 1)],
      classes: ["praise of every kind", "complaints of every kind"])
    var beliefs = SimplexPlot(
      "beliefs of a model", corners: ["asleep for a long time", "awake at last", "between both"])
    for name in ["by Bayes' rule", "of a model"] { beliefs.add(name, [[1, 0, 0]], colors: [[1, 0, 0]]) }
    for color in [false, true] {
      for text in [
        beliefs.text(width: width, color: color),
        plot.text(width: width, color: color), points.text(width: width, color: color),
        map.text(width: width, color: color),
        regions.text(width: width, color: color),
      ] {
        let isNoted = text.hasSuffix(tooNarrow(width))
        #expect(isNoted == (width < 12) || isNoted && width < 24)
        for line in text.split(separator: "\n") { #expect(String(line).visibleWidth <= width, "\(text)") }
      }
    }
  }

  @Test func `a paragraph stands beside its mark, in lines no wider than the screen`() {
    let text = "one two three four five"
    #expect(paragraph(text, mark: "  1  ", width: 16) == "  1  one two\n     three four\n     five")
    #expect(
      paragraph(text, mark: "\u{1B}[32m  ✔ \u{1B}[39m", width: 12)
        == "\u{1B}[32m  ✔ \u{1B}[39mone two\n    three\n    four\n    five")
    #expect(paragraph(text, mark: "- ", width: 25) == "- " + text)
    #expect(paragraph("ab", mark: "  1  ", width: 4) == "  1  a\n     b")
  }
}
