import Gradients
import Tensors

/// A rule by which parameters follow their gradients.
public protocol Optimizer: AnyObject {
  var parameters: NamedVariables { get }

  /// Moves every parameter that has a gradient, `rate` far.
  func step(rate: Scalar)

  /// The optimizer state: each quantity by name, for each parameter in order. A parameter that was frozen so far has nil.
  var state: [String: [Tensor?]] { get set }

  /// Gives a parameter, by its index, the state with which its first step begins.
  func beginState(at index: Int)

  /// How many steps it has made.
  var steps: Int { get set }
}

extension Optimizer {
  /// Sets all gradients to nil. Otherwise the next batch's are added, which is right when several batches make one step.
  public func clearGradients() {
    for (_, variable) in parameters { variable.gradient = nil }
  }

  /// The Euclidean norm of all gradients taken together.
  public func gradientNorm() -> Scalar {
    let gradients = parameters.compactMap(\.variable.gradient)
    let norm = gradients.reduce(0) { $0 + $1.squaredNorm }.squareRoot()
    if norm.isFinite || !gradients.allSatisfy(\.isFinite) { return norm }
    // Only the squares overflowed: divide by the largest number first. An exploding gradient can still be clipped.
    let largest = gradients.reduce(0) { max($0, $1.max, -$1.min) }
    return largest * gradients.reduce(0) { $0 + ($1 / largest).squaredNorm }.squareRoot()
  }

  /// Scales all gradients by one factor when their common norm is above `limit`; returns the norm before.
  ///
  /// One factor for all keeps the direction of the step.
  @discardableResult
  public func clipGradients(toNorm limit: Scalar) -> Scalar {
    let norm = gradientNorm()
    if norm > limit {
      for (_, variable) in parameters { variable.gradient? *= limit / norm }
    }
    return norm
  }
}
