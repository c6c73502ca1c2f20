import Gradients
import Tensors
import Training

/// A layer with a gated skip connection: y = t ⊙ H(x) + (1 − t) ⊙ x, with t = sigmoid(x·W + b).
///
/// Srivastava, Greff and Schmidhuber 2015: the LSTM's gates, over depth instead of time.
public struct Highway: Module {
  public let transform: Linear
  public let gate: Linear
  let activation: Activation

  /// The gates begin almost closed, with bias `gateBias`: at first even a deep stack passes its input on.
  public init(
    _ width: Int, gateBias: Scalar = -2, activation: Activation = .tanh, using generator: inout Generator
  ) {
    transform = Linear(width, width, using: &generator)
    gate = Linear(width, width, using: &generator)
    gate.bias!.update { $0 = Tensor(repeating: gateBias, shape: [width]) }
    self.activation = activation
  }

  public func callAsFunction(_ x: Variable) -> Variable {
    let t = sigmoid(gate(x))
    return t * activation(transform(x)) + (1 - t) * x
  }
}
