import Testing

@testable import Display

/// The smallest number there is, where halving gives zero.
private let tiny = Double.leastNonzeroMagnitude

struct ScatterPlotTests {
  private let points = [
    (x: -2.0, y: 1.0, label: 0), (x: -1, y: 3, label: 0), (x: 1.5, y: -2, label: 1), (x: 2, y: 0, label: 1),
  ]

  @Test func `each point has the mark of its class, between two axes`() {
    let plot = ScatterPlot("Points", x: "first", y: "second", points: points, classes: ["praise", "complaint"])
    let expected = """
      Points
      ● praise   × complaint
      second
         │        ●
         │
       2 ┤
         │ ●
         │
       0 ┤                            ×
         │
         │
      -2 ┤                         ×
         └─┬─────────────┬────────────┬─
          -2             0            2
                      first
      """
    #expect(plot.text(width: 34, height: 9, color: false) == expected)
  }

  @Test func `color changes no character`() {
    let plot = ScatterPlot("Points", x: "first", y: "second", points: points)
    let colored = plot.text(width: 40, color: true)
    for label in 0...1 { #expect(colored.contains("\u{1B}[\(Color.series(label).code())m\(PointClasses.mark(label))")) }
    let lines = colored.withoutEscapes.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.map { String($0).trimmedRight }.joined(separator: "\n") == plot.text(width: 40, color: false))
  }

  @Test(arguments: [([0, 1, 1], "×"), ([1, 1, 0], "×"), ([1, 0], "●"), ([2, 1, 0, 2, 1], "×")])
  func `of points that share a character, the class with most of them shows`(labels: [Int], mark: String) {
    let plot = ScatterPlot("P", x: "", y: "", points: labels.map { (1, 1, $0) }, classes: ["a", "b", "c"])
    let canvas = plot.text(width: 30, color: false).split(separator: "\n").dropFirst(2).joined()
    #expect(canvas.filter { "●×▲".contains($0) } == mark)
  }

  @Test func `a class without a name or beyond the last one is called by its number`() {
    let plot = ScatterPlot("P", x: "", y: "", points: [(0, 0, 0), (1, 1, 9), (2, 2, -1)], classes: ["praise"])
    #expect(plot.text(width: 60, color: false).split(separator: "\n")[1] == "# class -1   ● praise   × class 9")
    for name in ["praise", "class 9", "class -1"] { #expect(plot.svg.contains(">\(name)</text>")) }
  }

  @Test func `points that are not finite are left out, and so are their classes`() {
    let bad: [(x: Double, y: Double, label: Int)] = [(.nan, 0, 2), (0, .infinity, 2), (-.infinity, .nan, 3)]
    let (all, finite) = (
      ScatterPlot("P", x: "x", y: "y", points: bad + points), ScatterPlot("P", x: "x", y: "y", points: points)
    )
    #expect(all.text(width: 40, color: false) == finite.text(width: 40, color: false))
    #expect(all.svg == finite.svg)
    for nothing in [bad, []] {
      let plot = ScatterPlot("P", x: "x", y: "y", points: nothing, classes: ["a"])
      #expect(plot.text(width: 40, color: false) == "P\n  (no points)")
      #expect(plot.svg.contains(">no points</text>") && isWellFormed(plot.svg))
    }
    #expect(!finite.svg.contains("no points"))
  }

  @Test func `on a page, points lie where their axes say, in the shapes and colors of their classes`() {
    let plot = ScatterPlot("P", x: "x", y: "y", points: [(0, 0, 0), (1, 1, 1), (0.5, 1, 0)], classes: ["a", "b"])
    let marks = plot.svg.split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("<circle ") || $0.hasPrefix("<polygon ")
    }
    // The legend, then the points. The axes go from 0 to 1.04.
    let edge = ##"stroke="#ffffff" stroke-width="1"/>"##
    let expected = [
      ##"<circle cx="86" cy="46" r="5" fill="#0072b2" \##(edge)"##,
      ##"<polygon points="136.2,41.5 145.2,41.5 145.2,50.5 136.2,50.5" fill="#d55e00" \##(edge)"##,
      ##"<circle cx="72" cy="470" r="4" fill="#0072b2" \##(edge)"##,
      ##"<polygon points="668.4,81.8 675.6,81.8 675.6,89 668.4,89" fill="#d55e00" \##(edge)"##,
      ##"<circle cx="372" cy="85.4" r="4" fill="#0072b2" \##(edge)"##,
    ]
    #expect(marks == expected)
  }

  @Test func `the page is the same at every drawing`() {
    let many = (0..<60).map { (index: Int) -> (x: Double, y: Double, label: Int) in
      (Double(index * 37 % 61), Double(index * 17 % 53), index % 9)
    }
    func drawn() -> [String] {
      let plot = ScatterPlot("P", x: "x", y: "y", points: many, classes: ["a", "b", "c"])
      return [plot.svg, plot.text(width: 30, height: 5, color: true)]
    }
    let first = drawn()
    for _ in 0..<20 { #expect(drawn() == first) }
  }

  @Test(
    arguments: [
      [(1, 1)], [(0, 0), (0, 0)], [(1, 1e308), (2, -1e308)], [(-1e300, 1e-300), (1e300, 1e300)],
      [(tiny, tiny), (4 * tiny, 3 * tiny)], [(1, 1), (1.0000000000000002, 1.0000000000000002)],
    ] as [[(x: Double, y: Double)]])
  func `extreme points are drawn without a trap, within the width`(positions: [(x: Double, y: Double)]) {
    let name = String(repeating: "very long name ", count: 20) + "\u{1B}[2J\n<&>"
    for label in [0, 8, Int.min, Int.max] {
      let points = positions.map { (x: $0.x, y: $0.y, label: label) }
      let plot = ScatterPlot(name, x: name, y: name, points: points, classes: [name])
      for width in [0, 1, 23, 24, 80] {
        let lines = plot.text(width: width, height: 1, color: false).split(separator: "\n")
        #expect(lines.allSatisfy { String($0).visibleWidth <= width })
      }
      #expect(isWellFormed(plot.svg))
    }
  }

  @Test func `a title, a name or a class cannot break out of its line`() {
    let hostile = "a\u{1B}[2Jb\u{7}\nc\td"
    let plot = ScatterPlot(hostile, x: hostile, y: hostile, points: [(0, 0, 0)], classes: [hostile])
    let text = plot.text(width: 60, height: 4, color: false)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 3 + 4 + 3)
    #expect(text.matches(of: /ab\u{FFFD}⏎c⇥d/).count == 4)
  }
}
