import Gradients
import Tensors

/// Shifts and scales each feature to mean 0 and variance 1 over the batch, then to a learned mean and size.
///
/// In evaluation, running averages from training take the place of the batch's own mean and variance.
public struct BatchNorm: Module {
  public let gain: Variable  // [D]
  public let bias: Variable  // [D]
  public let mean: Buffer  // [D], running
  public let variance: Buffer  // [D], running
  public let epsilon: Scalar
  /// How much of each new batch goes into the running averages.
  public let momentum: Scalar

  public init(_ width: Int, epsilon: Scalar = 1e-5, momentum: Scalar = 0.1) {
    gain = Variable(.ones(width))
    bias = Variable(.zeros(width))
    mean = Buffer(.zeros(width))
    variance = Buffer(.ones(width))
    self.epsilon = epsilon
    self.momentum = momentum
  }

  public func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    let (B, _) = x.value.shape2
    guard case .training = mode else {
      return gain * ((x - constant(mean.value)) / constant(sqrt(variance.value + epsilon))) + bias
    }
    require(B > 1, "BatchNorm: a batch of the shape \(x.shape) has no variance to train on")
    let average = x.mean(axis: 0)
    let centered = x - average
    let spread = (centered * centered).mean(axis: 0)
    mean.value = mean.value * (1 - momentum) + average.value * momentum
    // Divided by B − 1: the batch lies closer to its own mean than to the true one.
    variance.value = variance.value * (1 - momentum) + spread.value * (momentum * Scalar(B) / Scalar(B - 1))
    return gain * (centered / sqrt(spread + epsilon)) + bias
  }
}
