import Foundation
import Tensors

// T positions · D width

/// Encodings of positions that are simpler than sinusoids, each without a property that attention needs.
///
/// All but `circle` write one number into every column. A score then contains that number of the key times a factor that
/// depends on the query alone. Where the number grows with the position, the score grows or falls with it, so its largest
/// value lies at one end of the sequence: no query can attend to a position near itself.
public enum SimplePositions: String, CaseIterable, Sendable {
  /// A constant step for each position: t / 10. It grows without a bound.
  case step
  /// t / T. It is bounded, but depends on the length T.
  case fraction
  /// 1.05ᵗ. A shift is a factor, and the number explodes.
  case growing
  /// 0.95ᵗ. A shift is a factor, and the number vanishes.
  case shrinking
  /// One sine with a period of eight positions. It repeats, even within a period.
  case sine
  /// Sine and cosine of that frequency: a shift is a rotation. It repeats after each period.
  case circle

  /// The period of `sine` and `circle`.
  public static let period = 8

  /// The rows of the first T positions, `[T, D]`.
  public func table(_ T: Int, width D: Int) -> Tensor {
    Tensor(shape: [T, D]) { index in
      let (t, column) = (Double(index[0]), index[1])
      let angle = 2 * Double.pi * t / Double(SimplePositions.period)
      let value =
        switch self {
        case .step: t / 10
        case .fraction: t / Double(T)
        case .growing: pow(1.05, t)
        case .shrinking: pow(0.95, t)
        case .sine: sin(angle)
        case .circle: column % 2 == 0 ? sin(angle) : cos(angle)
        }
      return Scalar(value)
    }
  }
}
