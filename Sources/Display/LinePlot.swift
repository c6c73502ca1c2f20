/// Curves over two axes, for the terminal and as SVG.
public struct LinePlot: Sendable {
  struct Series: Sendable {
    let name: String
    let points: [(x: Double, y: Double)]
  }

  let title: String
  let xName: String
  let yName: String
  let logX: Bool
  let logY: Bool
  private(set) var series: [Series] = []
  private(set) var floors: [(name: String, y: Double)] = []

  public init(_ title: String, x: String, y: String, logX: Bool = false, logY: Bool = false) {
    (self.title, xName, yName) = (title.printable, x.printable, y.printable)
    (self.logX, self.logY) = (logX, logY)
  }

  /// Adds a curve. Points that the axes cannot show are skipped: NaN, infinity, and 0 or less on a logarithmic axis.
  public mutating func add(_ name: String, _ points: [(x: Double, y: Double)]) {
    let shown = points.filter { x, y in x.isFinite && y.isFinite && (!logX || x > 0) && (!logY || y > 0) }
    series.append(Series(name: name.printable, points: shown))
  }

  /// Adds a dotted level, such as the best loss that any model could reach.
  public mutating func addFloor(_ name: String, _ y: Double) {
    if y.isFinite, !logY || y > 0 { floors.append((name.printable, y)) }
  }

  var isEmpty: Bool { floors.isEmpty && series.allSatisfy { $0.points.isEmpty } }

  /// The axes that hold every curve and level.
  var axes: (x: Axis, y: Axis) {
    let points = series.flatMap(\.points)
    return (
      Axis(points.map(\.x), isLogarithmic: logX),
      Axis(points.map(\.y) + floors.map(\.y), isLogarithmic: logY).padded
    )
  }
}
