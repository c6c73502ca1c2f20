import Gradients
import Tensors

/// A table with one learned row for each token.
public struct Embedding: Module {
  public let weight: Variable  // [count, width]

  public init(_ count: Int, width: Int, using generator: inout Generator) {
    weight = Variable(.normal([count, width], using: &generator))
  }

  /// The rows of these tokens; the width becomes the last axis: `[B, T] → [B, T, width]`.
  public func callAsFunction(_ tokens: [Int], shape: [Int]) -> Variable {
    require(
      shape.reduce(1, *) == tokens.count, "Embedding: \(tokens.count) tokens do not fill the shape \(shape)")
    return weight.rows(at: tokens).reshaped(shape + [weight.shape[1]])
  }
}
