/// Points in a plane, each of a class.
public struct ScatterPlot: Sendable {
  let title: String
  let xName: String
  let yName: String
  let points: [(x: Double, y: Double, label: Int)]
  let names: PointClasses

  /// Points that no axis can show are left out: NaN and infinity.
  ///
  /// - Parameters:
  ///   - points: positions, and the class of each, which is its index in `classes`.
  ///   - classes: their names.
  public init(
    _ title: String, x: String, y: String, points: [(x: Double, y: Double, label: Int)], classes: [String] = []
  ) {
    (self.title, xName, yName) = (title.printable, x.printable, y.printable)
    self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    names = PointClasses(classes)
  }

  /// The classes that have a point, in order.
  var classes: [Int] { Set(points.map(\.label)).sorted() }

  /// The axes that hold every point.
  var axes: (x: Axis, y: Axis) { (Axis(points.map(\.x)).padded, Axis(points.map(\.y)).padded) }
}
