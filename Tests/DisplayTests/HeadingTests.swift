import Testing

@testable import Display

struct HeadingTests {
  /// The words of all texts of a document, in their order.
  static func words(of svg: String) -> String {
    svg.matches(of: /<text[^>]*>(.*?)<\/text>/).map { String($0.1) }.joined(separator: " ")
  }

  static let title = "error of one unit after 50 steps, and a title that is so long that no page holds it in one line"

  @Test func `a long title is folded on a page, not cut off`() {
    let line = LinePlot(Self.title, x: "x", y: "y")
    let points = ScatterPlot(Self.title, x: "x", y: "y", points: [(0, 0, 0)])
    for svg in [line.svg, points.svg, HeatMap(Self.title, [[1, 2]]).svg, ImageGrid(Self.title, []).svg] {
      #expect(Self.words(of: svg).contains(Self.title))
      #expect(!svg.contains("…"))
    }
  }

  @Test func `each further line of a title moves all below it down`() {
    func height(_ title: String) -> Double? {
      HeatMap(title, [[1, 2]]).svg.firstMatch(of: /height="(\d+)"/).flatMap { Double($0.1) }
    }
    #expect(Heading("short").extraHeight == 0 && Heading(Self.title).lines.count == 2)
    #expect(height(Self.title) == height("short")! + 20)
  }

  @Test(arguments: [20, 40, 80])
  func `nor in the terminal`(width: Int) {
    let text = LinePlot(Self.title, x: "x", y: "y").text(width: width, color: false)
    #expect(text.split(separator: "\n").joined(separator: " ").contains(Self.title))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    let map = HeatMap(Self.title, [[1, 2]]).text(width: width, color: false)
    #expect(map.split(separator: "\n").joined(separator: " ").contains(Self.title))
  }

  @Test func `the axes of a map have ticks on a page, and are named in the terminal`() {
    var map = HeatMap("map", [[0, 1], [2, 3]])
    map.setAxes(x: ("w", 4...6), y: ("b", -3 ... -1))
    map.addTrail("walk", mark: "x", [(x: 0.1, y: 0.9)])
    let words = Self.words(of: map.svg)
    for label in ["4.0", "6.0", "-3.0", "-1.0", "w", "b"] { #expect(words.contains(label), "\(label)") }
    #expect(map.text(width: 60, color: false).contains("w: 4 to 6 (right)   b: -3 to -1 (up)"))
    #expect(map.svg.contains("<image") && map.svg.matches(of: /<rect/).count < 45, "the ground and the scale alone")
    // The largest value of b is at the top.
    let heights = map.svg.matches(of: /y="([\d.]+)"[^>]*>(-[13]\.0)</).map { ($0.2, Double($0.1)!) }
    #expect(heights.count == 2 && heights[0].0 == "-3.0" && heights[0].1 > heights[1].1)
  }
}
