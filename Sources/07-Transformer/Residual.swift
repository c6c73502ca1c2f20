import Gradients
import Tensors
import Training

/// Where the norms of a block are.
public enum NormPlacement: Sendable, CaseIterable {
  /// Post-norm, norm(x + f(x)): what leaves the block is normalized, and the gradient passes through every norm.
  case post
  /// Pre-norm, x + f(norm(x)): the residual connection passes through no norm, so deep stacks learn without a warm-up.
  case pre
}

/// Which norm a block has.
public enum NormKind: Sendable, CaseIterable {
  /// Shifted to mean 0 and scaled to variance 1: the paper's.
  case layer
  /// Scaled to root mean square 1, not shifted: one parameter vector less.
  case rms

  public func callAsFunction(_ width: Int, epsilon: Scalar) -> any Norm {
    switch self {
    case .layer: LayerNorm(width, epsilon: epsilon)
    case .rms: RMSNorm(width, epsilon: epsilon)
    }
  }

  /// How many numbers such a norm learns.
  public func parameterCount(_ width: Int) -> Int { self == .layer ? 2 * width : width }
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
    _ x: Variable, _ norm: any Norm, _ mode: Mode, _ part: (Variable) -> Variable
  ) -> Variable {
    switch placement {
    case .pre: x + dropout(part(norm(x)), mode)
    case .post: norm(x + dropout(part(x), mode))
    }
  }
}
