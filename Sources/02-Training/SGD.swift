import Gradients
import Tensors

/// Stochastic gradient descent, with momentum: steps along a decaying sum of the gradients.
public final class SGD: Optimizer {
  public let parameters: NamedVariables
  public var steps = 0
  let momentum: Scalar
  private var velocity: [Tensor?]

  public init(_ parameters: NamedVariables, momentum: Scalar = 0) {
    self.parameters = parameters
    self.momentum = momentum
    velocity = parameters.map { _ in nil }
    for (index, parameter) in parameters.enumerated() where parameter.variable.isTrainable { beginState(at: index) }
  }

  public var state: [String: [Tensor?]] {
    get { momentum == 0 ? [:] : ["velocity": velocity] }
    set { velocity = newValue["velocity"] ?? parameters.map { _ in nil } }
  }

  public func beginState(at index: Int) {
    if momentum != 0 { velocity[index] = Tensor(repeating: 0, shape: parameters[index].variable.shape) }
  }

  public func step(rate: Scalar) {
    steps += 1
    for (index, (_, variable)) in parameters.enumerated() {
      guard variable.isTrainable, var direction = variable.gradient else { continue }
      if momentum != 0 {
        if velocity[index] == nil { beginState(at: index) }
        velocity[index]!.update(with: direction) { [momentum] in $0 * momentum + $1 }
        direction = velocity[index]!
      }
      variable.update { $0.update(with: direction) { $0 - rate * $1 } }
    }
  }
}
