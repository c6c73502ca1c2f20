import Gradients
import Tensors

/// Scales each vector to root mean square 1, then to a learned size. Nothing is shifted: there is no mean and no bias.
///
/// Zhang and Sennrich 2019.
public struct RMSNorm: Norm {
  public let gain: Variable  // [D]
  /// Keeps the division finite where a vector is zero. Published models differ in it.
  public let epsilon: Scalar

  public init(_ width: Int, epsilon: Scalar = 1e-6) {
    gain = Variable(.ones(width))
    self.epsilon = epsilon
  }

  public func callAsFunction(_ x: Variable) -> Variable { rmsNorm(x, gain: gain, epsilon: epsilon) }
}

/// gain ⊙ x̂ with x̂ = x / √(mean(x²) + ε) along the last axis, as one operation.
///
/// Each x changes the mean square of its vector, so one average is subtracted from the gradient:
/// dx = (g − x̂ ⊙ mean(g ⊙ x̂)) / √(mean(x²) + ε) with g = dy ⊙ gain.
public func rmsNorm(_ x: Variable, gain: Variable, epsilon: Scalar = 1e-6) -> Variable {
  let (input, scale) = (x.value, gain.value)
  require(
    input.shape.last == scale.count && scale.rank == 1,
    "rmsNorm: the shapes \(input.shape) and \(scale.shape) do not fit together")
  let (needsX, needsGain) = (x.isTrainable, gain.isTrainable)
  let statistics = rowStatistics(input, isCentered: false, epsilon: epsilon)
  let y = normalizedRows(input, statistics, gain: scale, bias: .zeros(scale.count))
  return Variable(y, from: [x, gain]) { dy in
    let (dx, dgain, _) = normGradients(
      dy, input, statistics, gain: scale, needsX: needsX, needsGain: needsGain, needsBias: false)
    return [dx, dgain]
  }
}

/// The same by plain operations: the oracle of the fused one.
public func plainRMSNorm(_ x: Variable, gain: Variable, epsilon: Scalar = 1e-6) -> Variable {
  gain * (x / sqrt((x * x).mean(axis: -1, keepingAxis: true) + epsilon))
}
