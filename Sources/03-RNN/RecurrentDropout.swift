import Gradients
import Tensors
import Training

// T time steps · B batch · D input size · H hidden size

/// Dropout in a recurrent net, while it is trained.
///
/// Ordinary dropout draws a new mask at every time step. On the hidden state that destroys information: what is carried
/// over fifty steps must survive fifty draws. Variational dropout (Gal and Ghahramani 2016) draws one mask for each
/// sequence and keeps it, so each hidden number is present at all time steps or at none.
public struct RecurrentDropout: Sendable {
  /// The rate at the input, between layers and at the output.
  public var inputs: Scalar
  /// The rate on the hidden state that the next step uses.
  public var states: Scalar
  /// Whether one mask holds for all time steps.
  public var isVariational: Bool

  public init(inputs: Scalar = 0, states: Scalar = 0, isVariational: Bool = true) {
    (self.inputs, self.states, self.isVariational) = (inputs, states, isVariational)
  }

  public static let none = RecurrentDropout()

  /// `x` `[T, B, D]` with its mask.
  func onInputs(_ x: Variable, _ mode: Mode) -> Variable {
    guard case .training(let randomness) = mode, inputs > 0 else { return x }
    let shape = isVariational ? Array(x.shape.dropFirst()) : x.shape
    return x * constant(.dropoutMask(shape, rate: inputs, using: &randomness.generator))
  }

  /// The mask of the hidden states of a scan `[T, B, H]`: one `[B, H]` when variational, else one for each step.
  func onStates(_ shape: [Int], _ mode: Mode) -> Tensor? {
    guard case .training(let randomness) = mode, states > 0 else { return nil }
    return .dropoutMask(isVariational ? Array(shape.dropFirst()) : shape, rate: states, using: &randomness.generator)
  }
}
