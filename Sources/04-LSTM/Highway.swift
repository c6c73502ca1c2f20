/// A layer that may let its input pass: y = t ⊙ H(x) + (1 − t) ⊙ x, with t = sigmoid(x·W + b).
///
/// Srivastava, Greff and Schmidhuber 2015: the LSTM's gates, turned from time to depth.
public struct Highway: Module {
  public let transform: Linear
  public let gate: Linear
  let activation: Activation

  /// The gates begin almost shut, with bias `openness`: a deep stack starts as a road straight through.
  public init(
    _ width: Int, openness: Scalar = -2, activation: Activation = .tanh, using generator: inout Generator
  ) {
    transform = Linear(width, width, using: &generator)
    gate = Linear(width, width, using: &generator)
    gate.bias!.update { $0 = Tensor(repeating: openness, shape: [width]) }
    self.activation = activation
  }

  public func callAsFunction(_ x: Variable) -> Variable {
    let t = sigmoid(gate(x))
    return t * activation(transform(x)) + (1 - t) * x
  }
}
