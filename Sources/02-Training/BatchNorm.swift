import Gradients
import Tensors

// N rows: the batch, and the positions of a picture as well · D features

/// Shifts and scales each feature to mean 0 and variance 1 over all rows, then to a learned mean and size.
///
/// The features lie along the last axis. In evaluation, running averages from training take the place of the mean and
/// variance of the rows: what a model says of one example must not depend on the others of its batch.
///
/// Ioffe and Szegedy, "Batch normalization", 2015.
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

  /// - Parameter rectifies: Whether a relu follows: it is fused with the norm.
  public func callAsFunction(_ x: Variable, rectifies: Bool = false, _ mode: Mode) -> Variable {
    guard case .training = mode else {
      let y = gain * ((x - constant(mean.value)) / constant(sqrt(variance.value + epsilon))) + bias
      return rectifies ? relu(y) : y
    }
    let N = x.value.count / max(1, gain.value.count)
    require(N > 1, "BatchNorm: a batch of the shape \(x.shape) has no variance to train on")
    let (average, spread) = columnStatistics(x.value)
    mean.value = mean.value * (1 - momentum) + average * momentum
    // Divided by N − 1: the rows lie closer to their own mean than to the true one.
    variance.value = variance.value * (1 - momentum) + spread * (momentum * Scalar(N) / Scalar(N - 1))
    return batchNorm(x, (average, spread), gain: gain, bias: bias, epsilon: epsilon, rectifies: rectifies)
  }
}

/// gain ⊙ x̂ + bias with x̂ = (x − mean) / √(variance + ε) column by column, and a relu of it if it `rectifies`, as one
/// operation.
///
/// - Parameter statistics: Mean and variance of the columns of x.
private func batchNorm(
  _ x: Variable, _ statistics: (mean: Tensor, variance: Tensor), gain: Variable, bias: Variable, epsilon: Scalar,
  rectifies: Bool
) -> Variable {
  let input = x.value
  require(
    input.shape.last == gain.value.count,
    "BatchNorm: the shape \(input.shape) does not fit \(gain.value.count) features")
  let norm = ColumnNorm(
    mean: statistics.mean, inverse: 1 / sqrt(statistics.variance + epsilon), gain: gain.value, bias: bias.value,
    rectifies: rectifies)
  let needsX = x.isTrainable
  return Variable(norm(input), from: [x, gain, bias]) { dy in
    let (dx, dgain, dbias) = norm.gradients(dy, input, needsX: needsX)
    return [dx, dgain, dbias]
  }
}

/// Batch norm in training by plain operations, for rows `[N, D]`: the oracle of the fused one.
public func plainBatchNorm(
  _ x: Variable, gain: Variable, bias: Variable, epsilon: Scalar = 1e-5, rectifies: Bool = false
) -> Variable {
  let centered = x - x.mean(axis: 0)
  let variance = (centered * centered).mean(axis: 0)
  let y = gain * (centered / sqrt(variance + epsilon)) + bias
  return rectifies ? relu(y) : y
}
