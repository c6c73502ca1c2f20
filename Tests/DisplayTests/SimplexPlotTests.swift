import Testing

@testable import Display

struct SimplexPlotTests {
  private let certain = [[1.0, 0, 0], [0, 1, 0], [0, 0, 1]]
  private let names = ["cat", "dog", "owl"]

  /// One panel, in which every point is right.
  private func plot(_ points: [[Double]]) -> SimplexPlot {
    var plot = SimplexPlot("Beliefs", corners: names)
    plot.add("truth", points, colors: points)
    return plot
  }

  @Test func `the corners are those of a triangle with equal sides`() throws {
    let corners = try certain.map { try #require(SimplexPlot.Point($0, truth: $0)) }
    for (a, b) in [(0, 1), (1, 2), (2, 0)] {
      let (x, y) = (corners[a].x - corners[b].x, corners[a].y - corners[b].y)
      #expect(abs(x * x + y * y - 1) < 1e-12)
    }
    #expect(corners[0].y == corners[1].y && corners[0].x < corners[1].x && corners[2].y < corners[0].y)
  }

  @Test(
    arguments: [
      [0.5, 0.5, 0], [0, 0.25, 0.75], [1 / 3, 1 / 3, 1 / 3], [0.2, 0.3, 0.5], [1.03, -0.01, -0.02], [-0.02, 0.5, 0.52],
    ] as [[Double]])
  func `a point is the mean of the corners by its probabilities, also outside of the triangle`(p: [Double]) throws {
    let point = try #require(SimplexPlot.Point(p, truth: [1, 0, 0]))
    let corners = (0..<3).map { SimplexPlot.edge(from: $0, at: 0) }
    #expect(abs(point.x - zip(p, corners).map { $0 * $1.x }.reduce(0, +)) < 1e-12)
    #expect(abs(point.y - zip(p, corners).map { $0 * $1.y }.reduce(0, +)) < 1e-12)
  }

  @Test func `of numbers that do not add up to 1, the nearest point of the plane is shown`() throws {
    let exact = try #require(SimplexPlot.Point([0.2, 0.3, 0.5], truth: [1, 0, 0]))
    for excess in [-0.5, 0.1, 2] {
      let point = try #require(SimplexPlot.Point([0.2 + excess, 0.3 + excess, 0.5 + excess], truth: [1, 0, 0]))
      #expect(abs(point.x - exact.x) < 1e-12 && abs(point.y - exact.y) < 1e-12)
    }
  }

  @Test(
    arguments: [
      ([9, -8, 0], 0, nil), ([-8, 9, 0], SimplexPlot.width, nil), ([-4, -4, 9], nil, 0),
      ([9, 9, -17], nil, SimplexPlot.height), ([-1e308, 1e308, 1e308], SimplexPlot.width, 0),
      ([1e308, 1e308, -1e308], nil, SimplexPlot.height),
    ] as [([Double], Double?, Double?)])
  func `a point beyond the panel stands at its edge`(p: [Double], x: Double?, y: Double?) throws {
    let point = try #require(SimplexPlot.Point(p, truth: [1, 0, 0]))
    #expect(point.x == x ?? point.x && point.y == y ?? point.y)
    #expect((0...SimplexPlot.width).contains(point.x) && (0...SimplexPlot.height).contains(point.y))
  }

  @Test func `certainty has the colors of the first three series, which mix to gray`() {
    for state in 0..<3 { #expect(Color.mixture(SIMD3(certain[state])) == .series(state)) }
    #expect(Color.mixture(SIMD3(repeating: 1.0 / 3)).hex == "#827e7d")
    // Half the light of #0072b2 and half of #009e73: brighter than #008893, the mean of the numbers.
    #expect(Color.mixture([0.5, 0, 0.5]).hex == "#008a97")
  }

  /// Paths of points, without the larger dots beside the corners' names.
  private func paths(_ plot: SimplexPlot) -> [String] {
    plot.svg.split(separator: "\n").map(String.init).filter { $0.hasPrefix("<path ") && $0.contains("width=\"2.2\"") }
  }

  @Test func `on a page, points lie where their source puts them, in the color of the truth`() {
    var plot = SimplexPlot("Beliefs", corners: names)
    plot.add(
      "truth", [[0.5, 0.5, 0], [0, 0, 1], [0.5, 0.5, 0]], colors: [[0.5, 0.5, 0], [0, 0, 1], [0.49, 0.51, 0]])
    plot.add("model", [[0, 0, 1], [1.01, 0, -0.01], [1, 0, 0]], colors: [[0, 0, 2], [1, 1, -0.5], [0, 3, 0]])
    let (both, right, top) = (Color.mixture([0.5, 0.5, 0]).hex, Color.series(1).hex, Color.series(2).hex)
    let style = "stroke-width=\"2.2\" stroke-linecap=\"round\"/>"
    let expected = [
      "<path d=\"M169.6 103.6h0\" stroke=\"\(top)\" \(style)",
      "<path d=\"M169.6 328.8h0M169.6 328.8h0\" stroke=\"\(both)\" \(style)",
      "<path d=\"M480.8 103.6h0\" stroke=\"\(top)\" \(style)",
      "<path d=\"M350.8 328.8h0\" stroke=\"\(right)\" \(style)",
      "<path d=\"M349.5 331h0\" stroke=\"\(both)\" \(style)",
    ]
    #expect(paths(plot) == expected)
  }

  @Test(arguments: [(1, [1]), (2, [2]), (3, [3]), (4, [2, 2]), (5, [3, 2]), (7, [3, 3, 1]), (0, [1])])
  func `panels stand side by side, in rows of at most three on a page`(count: Int, rows: [Int]) {
    var plot = SimplexPlot("Beliefs", corners: names)
    for index in 0..<count { plot.add("source \(index)", [[1, 0, 0]], colors: [[1, 0, 0]]) }
    #expect(plot.rows(atMost: 3).map(\.count) == rows)
    #expect(plot.rows(atMost: 3).joined().map(\.name) == (count == 0 ? [""] : (0..<count).map { "source \($0)" }))
    #expect(Set(paths(plot)).count == count)
  }

  @Test func `points without three finite numbers or without a truth are left out`() {
    let bad: [[Double]] = [[.nan, 0, 1], [0, .infinity, 0], [1, 0], [1, 0, 0, 0], []]
    let mass = [[0.0, 0, 0], [-1, -1, 0], [1e308, 1e308, 0]]
    var all = SimplexPlot("Beliefs", corners: names)
    let sound = [[Double]](repeating: [1, 0, 0], count: bad.count + mass.count)
    all.add("truth", bad + certain + sound + [[1, 0, 0]], colors: sound[..<bad.count] + certain + bad + mass)
    #expect(all.svg == plot(certain).svg)
    #expect(all.text(width: 40, color: true) == plot(certain).text(width: 40, color: true))
  }

  @Test func `without points there is a triangle on the page and a word in the terminal`() {
    for plot in [SimplexPlot("Beliefs", corners: names), plot([])] {
      #expect(plot.text(width: 40, color: false) == "Beliefs\n  (no points)")
      #expect(plot.svg.contains(">no points</text>") && isWellFormed(plot.svg))
      for name in names { #expect(plot.svg.contains(">\(name)</text>")) }
    }
    var half = plot(certain)
    half.add("model", [], colors: [])
    #expect(half.text(width: 80, color: false).contains("(no points) model"))
    #expect(!plot(certain).svg.contains("no points") && half.svg.contains(">no points</text>"))
  }

  @Test func `a page of thousands of points is small, and the same at every drawing`() {
    let points = Self.fractal(steps: 8)[..<3000]
    func drawn() -> SimplexPlot {
      var plot = SimplexPlot("Beliefs", corners: names)
      for name in ["truth", "GPT", "LSTM"] { plot.add(name, Array(points), colors: Array(points)) }
      return plot
    }
    let (page, text) = (drawn().svg, drawn().text(width: 80, color: true))
    #expect(page.utf8.count < 200_000 && isWellFormed(page))
    #expect(page.matches(of: /h0/).count == 3 * 3000 + 9)
    #expect(Set(paths(drawn()).map { $0.split(separator: "stroke=")[1] }).count <= 153)
    for _ in 0..<5 { #expect(drawn().svg == page && drawn().text(width: 80, color: true) == text) }
  }

  /// Sierpiński's triangle: each step goes half of the way to a corner, in every possible order.
  static func fractal(steps: Int) -> [[Double]] {
    (0..<steps).reduce([[1, 0, 0]]) { points, _ in
      points.flatMap { p in (0..<3).map { corner in p.indices.map { (p[$0] + ($0 == corner ? 1 : 0)) / 2 } } }
    }
  }
}
