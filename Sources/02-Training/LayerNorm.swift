import Gradients
import Tensors

/// Shifts and scales each vector to mean 0 and variance 1, then to a learned mean and size.
public struct LayerNorm: Norm {
  public let gain: Variable  // [D]
  public let bias: Variable  // [D]
  /// Keeps the division finite where a vector is constant.
  public let epsilon: Scalar

  public init(_ width: Int, epsilon: Scalar = 1e-5) {
    gain = Variable(.ones(width))
    bias = Variable(.zeros(width))
    self.epsilon = epsilon
  }

  public func callAsFunction(_ x: Variable) -> Variable { layerNorm(x, gain: gain, bias: bias, epsilon: epsilon) }
}

/// gain ⊙ x̂ + bias with x̂ = (x − mean) / √(variance + ε) along the last axis, as one operation.
///
/// Each x changes the mean and the variance of its vector, so two averages are subtracted from the gradient:
/// dx = (g − mean(g) − x̂ ⊙ mean(g ⊙ x̂)) / √(variance + ε) with g = dy ⊙ gain.
public func layerNorm(_ x: Variable, gain: Variable, bias: Variable, epsilon: Scalar = 1e-5) -> Variable {
  let (input, scale) = (x.value, gain.value)
  require(
    input.shape.last == scale.count && scale.shape == bias.shape,
    "layerNorm: the shapes \(input.shape), \(scale.shape) and \(bias.shape) do not fit together")
  let (needsX, needsGain, needsBias) = (x.isTrainable, gain.isTrainable, bias.isTrainable)
  let statistics = rowStatistics(input, isCentered: true, epsilon: epsilon)
  let y = normalizedRows(input, statistics, gain: scale, bias: bias.value)
  return Variable(y, from: [x, gain, bias]) { dy in
    let (dx, dgain, dbias) = normGradients(
      dy, input, statistics, gain: scale, needsX: needsX, needsGain: needsGain, needsBias: needsBias)
    return [dx, dgain, dbias]
  }
}

/// The same by plain operations: the oracle of the fused one.
public func plainLayerNorm(_ x: Variable, gain: Variable, bias: Variable, epsilon: Scalar = 1e-5) -> Variable {
  let centered = x - x.mean(axis: -1, keepingAxis: true)
  let variance = (centered * centered).mean(axis: -1, keepingAxis: true)
  return gain * (centered / sqrt(variance + epsilon)) + bias
}
