import Foundation

/// The smallest recurrent net: one number, h ← w·σ(h) + b, without input. The target is a value of σ(h) after so many
/// steps.
///
/// The error is a function of two parameters and can be drawn. It has a wall: there a small step of the parameters
/// changes the value after fifty steps from one end to the other, so the gradient explodes. After figure 6 of Pascanu, Mikolov and Bengio 2013.
public struct SingleUnit: Sendable {
  public struct Point: Sendable, Equatable {
    public var w: Double
    public var b: Double

    public init(w: Double, b: Double) { (self.w, self.b) = (w, b) }

    public var length: Double { hypot(w, b) }
  }

  public var steps = 50
  public var start = 0.5
  public var target = 0.7

  public init() {}

  /// (σ(h) − target)² after the last step.
  public func error(_ point: Point) -> Double { run(point).error }

  /// Its derivative with respect to w and b.
  public func gradient(_ point: Point) -> Point { run(point).gradient }

  /// Forward accumulation: each step multiplies dh/dw and dh/db by w·σ′(h) and adds its own part.
  private func run(_ point: Point) -> (error: Double, gradient: Point) {
    var (h, dw, db) = (start, 0.0, 0.0)
    for _ in 0..<steps {
      let y = sigmoid(h)
      let slope = point.w * y * (1 - y)
      (h, dw, db) = (point.w * y + point.b, y + slope * dw, 1 + slope * db)
    }
    let y = sigmoid(h)
    let outer = 2 * (y - target) * y * (1 - y)
    return ((y - target) * (y - target), Point(w: outer * dw, b: outer * db))
  }

  /// The points of gradient descent; gradients longer than `limit` are scaled down to it.
  public func descent(from start: Point, rate: Double, steps: Int, clippingTo limit: Double? = nil) -> [Point] {
    var path = [start]
    for _ in 0..<steps {
      let (here, slope) = (path[path.count - 1], gradient(path[path.count - 1]))
      let scale = rate * min(1, (limit ?? .infinity) / max(slope.length, .leastNormalMagnitude))
      path.append(Point(w: here.w - scale * slope.w, b: here.b - scale * slope.b))
    }
    return path
  }

  /// The errors over a grid, the largest b in the first row.
  public func surface(w: ClosedRange<Double>, b: ClosedRange<Double>, rows: Int, columns: Int) -> [[Double]] {
    (0..<rows).map { row in
      (0..<columns).map { column in
        let (x, y) = ((Double(column) + 0.5) / Double(columns), (Double(row) + 0.5) / Double(rows))
        return error(
          Point(
            w: w.lowerBound + x * (w.upperBound - w.lowerBound), b: b.upperBound - y * (b.upperBound - b.lowerBound)))
      }
    }
  }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
