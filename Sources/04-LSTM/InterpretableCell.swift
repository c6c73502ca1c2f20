import Tensors
import Training

// T time steps · H hidden size

/// A cell whose state tracks a signal in a text, and how closely: a correlation of 1 or −1 is perfect, 0 is none.
public struct InterpretableCell {
  /// Its index among the H cells.
  public let index: Int
  public let correlation: Double

  /// The column of `cellStates` `[T, H]` whose correlation with `signal` is the largest, positive or negative.
  public init(of signal: [Double], among cellStates: Tensor) {
    let (_, H) = cellStates.shape2
    let correlations = (0..<H).map { index in
      InterpretableCell.correlation(cellStates.columns(index..<index + 1).scalars.map { Double($0) }, signal)
    }
    index = correlations.indices.max { abs(correlations[$0]) < abs(correlations[$1]) }!
    correlation = correlations[index]
  }

  /// Pearson's correlation: the mean product of two lists of numbers, each shifted to mean 0 and scaled to variance 1.
  public static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let (dx, dy) = (centered(x), centered(y))
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let size = (dot(dx, dx) * dot(dy, dy)).squareRoot()
    return size == 0 ? 0 : dot(dx, dy) / size
  }

  private static func centered(_ x: [Double]) -> [Double] {
    let average = mean(x)
    return x.map { $0 - average }
  }
}
