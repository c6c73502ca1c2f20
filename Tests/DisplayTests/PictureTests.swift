import Testing

@testable import Display

/// The smallest number there is, where halving gives zero.
private let tiny = Double.leastNonzeroMagnitude

struct LinePlotTests {
  @Test func `a straight line is drawn from corner to corner`() {
    var plot = LinePlot("Line", x: "step", y: "loss")
    plot.add("train", (0...10).map { (x: Double($0), y: Double($0)) })
    let expected = """
      Line
      ━━ train
      loss
      10 ┤                      ⣀⣀⠤⠒
         │                ⢀⡠⠤⠒⠉⠉
         │           ⣀⡠⠤⠒⠉⠁
         │    ⢀⣀⡠⠤⠔⠊⠉
       0 ┤⣀⠤⠒⠊⠁
         └┬────────────┬───────────┬
          0            5          10
                     step
      """
    #expect(plot.text(width: 30, height: 5, color: false) == expected)
  }

  @Test func `without color, letters name the curves`() {
    var plot = LinePlot("Two", x: "", y: "")
    plot.add("up", [(0, 0), (1, 1)])
    plot.add("down", [(0, 1), (1, 0)])
    plot.addFloor("floor", 0.5)
    let expected = """
      Two
      A up   B down
      ⠂⠂⠂ floor 0.500
      1 ┤⠒⠤⢄⣀                   ⣀⡠⠤A
        │    ⠉⠑⠒B⢄⣀       ⣀⡠⠤⠒⠊⠉
        │⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠍⢕⣖⠤⣖⡎⠍⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄
        │     ⢀⣀⠤⠔⠒⠉⠁   ⠈⠉⠒⠢B⣀⡀
      0 ┤⣀⠤⠔A⠉⠁               ⠈⠉⠒⠢⠤B
        └┬────────────┬────────────┬
         0.0         0.5         1.0
      """
    #expect(plot.text(width: 30, height: 5, color: false) == expected)
  }

  @Test func `color changes no character but the letters`() {
    var plot = LinePlot("One", x: "x", y: "y")
    plot.add("a", [(0, 0), (1, 1), (2, 0)])
    let colored = plot.text(width: 50, color: true)
    #expect(colored.contains("\u{1B}["))
    let lines = colored.withoutEscapes.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.map { String($0).trimmedRight }.joined(separator: "\n") == plot.text(width: 50, color: false))
  }

  @Test func `points that cannot be shown are skipped`() {
    var plot = LinePlot("Bad", x: "x", y: "y", logY: true)
    plot.add("a", [(0, .nan), (.infinity, 1), (1, 0), (2, -1)])
    plot.addFloor("b", .nan)
    #expect(plot.text(width: 30, color: false) == "Bad\n  (no points)")
  }

  @Test(
    arguments: [
      [], [(1, 1)], [(0, 0), (0, 0)], [(5, 5), (6, 5)], [(1, 1e308), (2, -1e308)],
      [(tiny, tiny), (4 * tiny, 3 * tiny)],
      [(1, 1), (1.0000000000000002, 1.0000000000000002)], [(-1e300, 1e-300), (1e300, 1e300)], [(1e6, 1e7), (2e6, 3e7)],
    ] as [[(x: Double, y: Double)]], [false, true])
  func `extreme points are drawn without a trap, within the width`(points: [(x: Double, y: Double)], log: Bool) {
    var plot = LinePlot("Extreme", x: "x", y: "y", logX: log, logY: log)
    plot.add(String(repeating: "very long name ", count: 20), points)
    plot.addFloor("floor", 1)
    for width in [0, 24, 80] {
      let lines = plot.text(width: width, height: 1, color: false).split(separator: "\n")
      #expect(lines.allSatisfy { String($0).visibleWidth <= width })
    }
    #expect(isWellFormed(plot.svg))
  }

  @Test func `ticks are round and lie on the axis`() {
    #expect(Axis([0.3, 9.7]).ticks(about: 5).map(\.label) == ["2", "4", "6", "8"])
    #expect(Axis([-1, 1]).ticks(about: 4).map(\.label) == ["-1.0", "-0.5", "0.0", "0.5", "1.0"])
    #expect(Axis([1e-3, 1e3], isLogarithmic: true).ticks(about: 8).count == 7)
    #expect(Axis([20, 800], isLogarithmic: true).ticks(about: 6).map(\.label) == ["30", "100", "300"])
  }
}

struct HeatMapTests {
  @Test func `shades, names and scale line up without color`() {
    let map = HeatMap("Attention", [[0, 0.5], [1, .nan]], rows: ["le", "chat"], columns: ["the", "cat"])
    let expected = """
      Attention
            the cat
           ┌────────┐
        le │    ▒▒▒▒│
      chat │████????│
           └────────┘
            0  ·░▒▓█ 1
      """
    #expect(map.text(width: 80, color: false) == expected)
  }

  @Test func `a diverging map is symmetric around zero`() {
    let map = HeatMap("W", [[-2, -1, 0, 0.5, 1]], diverging: true)
    #expect(map.range == -2...2)
    #expect(map.text(width: 80, color: false) == "W\n┌──────────┐\n│≡≡--  ░░▒▒│\n└──────────┘\n -2 ≡=-· ░▒▓█ 2")
  }

  @Test func `names too long for their column read downwards`() {
    let map = HeatMap("M", [[0, 1]], columns: ["ab", "abcdefghijkl"])
    let lines = map.text(width: 80, color: false).split(separator: "\n")
    #expect(lines[11] == " a k" && lines[12] == " b l")
  }

  @Test func `a map wider than the screen is averaged, and says so`() {
    let map = HeatMap("Wide", [(0..<100).map { Double($0) }])
    let text = map.text(width: 40, color: false)
    #expect(text.split(separator: "\n").allSatisfy { String($0).visibleWidth <= 40 })
    #expect(text.contains("each cell: mean of 1 × 3 values"))
  }

  @Test(
    arguments: [[], [[]], [[1]], [[.nan]], [[.infinity, -.infinity]], [[1, 2], [3]], [[1e308, -1e308]]] as [[[Double]]])
  func `degenerate values are drawn without a trap`(values: [[Double]]) {
    for diverging in [false, true] {
      let map = HeatMap("M", values, rows: ["a", "b", "c"], columns: ["d"], diverging: diverging)
      #expect(map.text(width: 20, color: false).hasPrefix("M\n"))
      #expect(map.text(width: 20, color: true).withoutEscapes.hasPrefix("M\n"))
      #expect(isWellFormed(map.svg))
    }
  }

  @Test func `an image uses half blocks, two rows to a line`() {
    let map = HeatMap("I", (0..<28).map { row in (0..<28).map { Double(row * $0) } })
    #expect(map.text(width: 80, color: true).split(separator: "\n").count == 1 + 14 + 1)
  }
}

struct DecisionMapTests {
  @Test func `regions and points can be told apart without color`() {
    let points = [
      (x: 0.1, y: 0.9, label: 0), (x: 0.9, y: 0.9, label: 1), (x: 0.9, y: 0.1, label: 0), (x: 1, y: 0, label: 1),
    ]
    let map = DecisionMap("Map", classOf: [[0, 1], [0, 1]], points: points, classes: ["in", "out"])
    let expected = """
      Map
      ┌──────────┐
      │ ●   ░░░░×│
      │     ░░░░░│
      │     ░░░░░│
      │     ░░░░░│
      │     ░░░░×│
      └──────────┘
      ● in (blank)
      × out (░)
      """
    #expect(map.text(width: 12, color: false) == expected)
  }

  @Test func `regions differ in color on any terminal`() {
    for exact in [false, true] {
      let codes = (0..<7).map { Color.series($0).paler(DecisionMap.paleness).code(background: true, exact: exact) }
      #expect(Set(codes).count == 7)
    }
  }

  @Test func `odd grids and points are drawn without a trap`() {
    let points = [(x: Double.nan, y: 0.5, label: 0), (x: 2, y: 0.5, label: 1), (x: 1, y: 1, label: -9)]
    for grid in [[], [[]], [[5]], [[1, 2, 3], [1]], [[-1]]] as [[[Int]]] {
      let map = DecisionMap("Odd", classOf: grid, points: points)
      #expect(map.text(width: 10, color: false).hasPrefix("Odd\n"))
      #expect(map.text(width: 10, color: true).withoutEscapes.hasPrefix("Odd\n"))
      #expect(isWellFormed(map.svg))
    }
  }
}

struct TrailTests {
  @Test func `a path is drawn over a map where it lies, and left out where it does not`() {
    var map = HeatMap("map", [[0, 0, 0, 0], [1, 1, 1, 1]])
    map.addTrail("walk", mark: "x", [(x: 0.1, y: 0.9), (x: 0.9, y: 0.1), (x: 1.2, y: 0.5), (x: 0.5, y: -0.1)])
    let lines = map.text(width: 40, color: false).split(separator: "\n").map(String.init)
    #expect(lines[2] == "│       x│" && lines[3].hasPrefix("│x") && lines[3].count { $0 == "x" } == 1)
    #expect(lines.last!.contains("x walk"))
    #expect(map.svg.contains("<polyline") && map.svg.contains("walk"))
  }
}
