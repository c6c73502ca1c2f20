/// A rule by which parameters follow their gradients.
public protocol Optimizer: AnyObject {
  var parameters: NamedVariables { get }

  /// Moves every parameter that has a gradient, `rate` far.
  func step(rate: Scalar)

  /// What it remembers from step to step: names a quantity, for each parameter in order.
  var memory: [String: [Tensor]] { get set }

  /// How many steps it has made.
  var steps: Int { get set }
}

extension Optimizer {
  /// Forgets the gradients. They add up otherwise, which is wanted only when several batches make one step.
  public func clearGradients() {
    for (_, variable) in parameters { variable.gradient = nil }
  }

  /// The length of all gradients laid end to end.
  public func gradientNorm() -> Scalar {
    let gradients = parameters.compactMap(\.variable.gradient)
    let norm = gradients.reduce(0) { $0 + squareSum($1) }.squareRoot()
    if norm.isFinite || !gradients.allSatisfy(\.isFinite) { return norm }
    // Only the squares overflowed: measure in hiddenSize of the largest gradient, as an exploding gradient is worth saving.
    let largest = gradients.reduce(0) { max($0, $1.max, -$1.min) }
    return largest * gradients.reduce(0) { $0 + squareSum($1 / largest) }.squareRoot()
  }

  /// Shortens all gradients by one factor when their common length is above `limit`; returns the length before.
  ///
  /// One factor for all keeps the direction, so a step into a wall becomes a shorter step, not another one.
  @discardableResult
  public func clipGradients(toNorm limit: Scalar) -> Scalar {
    let norm = gradientNorm()
    if norm > limit {
      for (_, variable) in parameters { variable.gradient? *= limit / norm }
    }
    return norm
  }
}

/// Stochastic gradient descent: down the gradient, with momentum along the average of the last gradients.
public final class SGD: Optimizer {
  public let parameters: NamedVariables
  public var steps = 0
  let momentum: Scalar
  private var velocity: [Tensor]

  public init(_ parameters: NamedVariables, momentum: Scalar = 0) {
    self.parameters = parameters
    self.momentum = momentum
    velocity = momentum == 0 ? [] : parameters.map { Tensor(repeating: 0, shape: $0.variable.shape) }
  }

  public var memory: [String: [Tensor]] {
    get { momentum == 0 ? [:] : ["velocity": velocity] }
    set { velocity = newValue["velocity"] ?? [] }
  }

  public func step(rate: Scalar) {
    steps += 1
    for (index, (_, variable)) in parameters.enumerated() {
      guard variable.isTrainable, var direction = variable.gradient else { continue }
      if momentum != 0 {
        velocity[index].update(with: direction) { [momentum] in $0 * momentum + $1 }
        direction = velocity[index]
      }
      variable.update { $0.update(with: direction) { $0 - rate * $1 } }
    }
  }
}
