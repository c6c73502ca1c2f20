import Gradients
import Tensors
import Training

// D width · F width in between

/// Two linear layers with an activation between them, at every position alike: a 1 × 1 convolution, then another.
///
/// A gated one multiplies: activation(x·W_gate) ⊙ (x·W_up) decides for each inner number how much of it passes.
/// Shazeer, "GLU variants improve Transformer", 2020.
public struct FeedForward: Module {
  public let gate: Linear?  // [D, F]
  public let up: Linear  // [D, F]
  public let down: Linear  // [F, D]
  public let activation: Activation
  /// Drops a part of the inner numbers in training, as T5 does.
  public let dropout: Dropout

  /// - Parameter feedForwardWidth: F, four times the outer width in the paper.
  public init(
    width: Int, feedForwardWidth: Int, activation: Activation = .geluTanh, isGated: Bool = false, hasBias: Bool = true,
    dropout: Scalar = 0, using generator: inout Generator
  ) {
    up = Linear(width, feedForwardWidth, hasBias: hasBias, using: &generator)
    down = Linear(feedForwardWidth, width, hasBias: hasBias, using: &generator)
    gate = isGated ? Linear(width, feedForwardWidth, hasBias: hasBias, using: &generator) : nil
    self.activation = activation
    self.dropout = Dropout(dropout)
  }

  public func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    let inner = gate.map { $0(x, activation: activation) * up(x) } ?? up(x, activation: activation)
    return down(dropout(inner, mode))
  }
}
