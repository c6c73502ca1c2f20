import Foundation
import Tensors

/// The learning rate of each step, counted from 0.
public struct Schedule: Sendable {
  private let rate: @Sendable (_ step: Int) -> Scalar

  public init(_ rate: @escaping @Sendable (_ step: Int) -> Scalar) { self.rate = rate }

  public func callAsFunction(_ step: Int) -> Scalar { rate(step) }

  public static func constant(_ rate: Scalar) -> Schedule { Schedule { _ in rate } }

  /// Rises evenly to `peak` over the warm-up, then falls along half a cosine wave to `floor` at `total`.
  ///
  /// The warm-up waits for Adam's averages to mean something; the slow end lets the noise of the batches average out.
  public static func cosine(peak: Scalar, warmup: Int, total: Int, floor: Scalar = 0) -> Schedule {
    Schedule { step in
      if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
      let progress = min(1, Double(step - warmup) / Double(max(1, total - warmup)))
      return floor + (peak - floor) * Scalar(0.5 + 0.5 * cos(.pi * progress))
    }
  }

  /// Rises evenly to `peak` over the warm-up, then falls as 1/√step: the schedule of the first Transformer.
  public static func inverseSquareRoot(peak: Scalar, warmup: Int) -> Schedule {
    let warmup = max(1, warmup)
    return Schedule { step in
      let step = Scalar(step + 1)
      return peak * min(step / Scalar(warmup), (Scalar(warmup) / step).squareRoot())
    }
  }
}
