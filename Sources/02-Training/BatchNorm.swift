/// Shifts and scales each feature to mean 0 and variance 1 over the batch, then to a learned mean and size.
///
/// In use, where there may be no batch, averages kept from training stand in for the batch's own.
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
    // Divided by B − 1: the batch's own mean lies closer to the batch than the true one does.
    variance.value = variance.value * (1 - momentum) + spread.value * (momentum * Scalar(B) / Scalar(B - 1))
    return gain * (centered / sqrt(spread + epsilon)) + bias
  }
}
