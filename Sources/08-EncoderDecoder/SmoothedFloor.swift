import Foundation

// V vocabulary size · ε smoothing · q target distribution · p a model's distribution

/// What no model can beat under label smoothing: the loss −Σ q·ln p is smallest at p = q.
public struct SmoothedFloor: Sendable {
  /// q of the target: 1 − ε, and its share of the ε that all tokens get.
  public let target: Double
  /// q of each other token.
  public let other: Double
  private let others: Int

  public init(vocabularySize V: Int, smoothing ε: Double) {
    other = ε / Double(V)
    target = 1 - ε + other
    others = V - 1
  }

  /// The lowest smoothed loss: the entropy of q.
  public var smoothedLoss: Double {
    let rest = other == 0 ? 0 : Double(others) * other * log(other)  // x·ln x goes to 0 with x
    return -target * log(target) - rest
  }

  /// The loss without smoothing, −ln p(target), of the model that has the lowest smoothed loss.
  public var loss: Double { -log(target) }
}
