/// Distributions over three states: points of a triangle whose corners stand for certainty.
///
/// There is a panel for each source of such distributions. A point lies where its source puts it, in the color of its
/// true distribution: the better a source, the more its panel looks like that of the truth, shape and colors.
public struct SimplexPlot: Sendable {
  struct Panel: Sendable {
    let name: String
    let points: [Point]
  }

  let title: String
  private let cornerNames: [String]
  private(set) var panels: [Panel] = []

  /// - Parameter corners: the names of the three states: lower left, lower right, top.
  public init(_ title: String, corners: [String]) {
    self.title = title.printable
    cornerNames = corners.map(\.printable)
  }

  /// Adds a panel. Points that it cannot show are left out: without three finite numbers, or without a true distribution.
  ///
  /// - Parameters:
  ///   - points: three numbers each. Estimates may lie outside the triangle, those beyond the panel stand at its edge.
  ///   - truth: the true distribution of each point, which gives the color.
  public mutating func add(_ name: String, _ points: [[Double]], colors truth: [[Double]]) {
    panels.append(Panel(name: name.printable, points: zip(points, truth).compactMap { Point($0, truth: $1) }))
  }

  func corner(_ state: Int) -> String { cornerNames.indices.contains(state) ? cornerNames[state] : "state \(state)" }

  var isEmpty: Bool { panels.allSatisfy(\.points.isEmpty) }

  /// The panels in as few rows of at most `most` as hold them, and those as short as can be; without panels, an empty one.
  func rows(atMost most: Int) -> [[Panel]] {
    if panels.isEmpty { return [[Panel(name: "", points: [])]] }
    let count = (panels.count + most - 1) / most
    let columns = (panels.count + count - 1) / count
    return stride(from: 0, to: panels.count, by: columns).map { Array(panels[$0..<min($0 + columns, panels.count)]) }
  }
}

extension SimplexPlot {
  /// A panel is the triangle with a margin around it, measured in sides of the triangle.
  static let width = 1 + 2 * margin
  static let height = altitude + 2 * margin
  private static let margin = 0.06
  private static let altitude = 3.0.squareRoot() / 2

  /// A point, measured in sides of the triangle from the panel's left and top.
  struct Point: Sendable {
    let x: Double
    let y: Double
    let truth: SIMD3<Double>

    /// Where p lies, or, if it does not add up to 1, the point of the triangle's plane that is nearest to it.
    init?(_ p: [Double], truth: [Double]) {
      guard p.count == 3, truth.count == 3, (p + truth).allSatisfy(\.isFinite) else { return nil }
      let weights = SIMD3(truth.map { max(0, $0) })
      guard weights.sum() > 0, weights.sum().isFinite else { return nil }
      self.truth = weights / weights.sum()
      let rise = (1 - p[0] - p[1] + 2 * p[2]) / 3  // = p[2], if they add up to 1
      x = min(width, max(0, margin + (1 + p[1] - p[0]) / 2))
      y = min(height, max(0, margin + altitude * (1 - rise)))
    }
  }

  /// A point on the side from one corner to the next: 0 at the first, 1 at the second.
  static func edge(from state: Int, at part: Double) -> Point {
    var p = [0.0, 0, 0]
    p[state] = 1 - part
    p[(state + 1) % 3] = part
    return Point(p, truth: p)!
  }
}
