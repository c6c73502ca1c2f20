import Gradients
import Training

/// Where the norms of a block are.
public enum NormPlacement: Sendable, CaseIterable {
  /// Post-norm, norm(x + f(x)): what leaves the block is normalized, and the gradient passes through every norm.
  case post
  /// Pre-norm, x + f(norm(x)): the residual connection passes through no norm, so deep stacks learn without a warm-up.
  case pre
}

/// A residual connection around one part of a block: x plus what the part makes of it.
public struct Residual: Module {
  public let placement: NormPlacement
  public let dropout: Dropout

  public init(_ placement: NormPlacement, dropout: Scalar = 0) {
    self.placement = placement
    self.dropout = Dropout(dropout)
  }

  public func callAsFunction(
    _ x: Variable, _ norm: LayerNorm, _ mode: Mode, _ part: (Variable) -> Variable
  ) -> Variable {
    switch placement {
    case .pre: x + dropout(part(norm(x)), mode)
    case .post: norm(x + dropout(part(x), mode))
    }
  }
}
