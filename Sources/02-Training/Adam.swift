/// Steps of about equal size for every number: the average gradient divided by the root of its average square.
///
/// Kingma and Ba 2015. The averages start at zero and are divided by the part of a full average that they have seen.
public class Adam: Optimizer {
  public let parameters: NamedVariables
  public var steps = 0
  let beta1: Scalar
  let beta2: Scalar
  let epsilon: Scalar
  private var mean: [Tensor]
  private var square: [Tensor]

  public init(
    _ parameters: NamedVariables, beta1: Scalar = 0.9, beta2: Scalar = 0.999, epsilon: Scalar = 1e-8
  ) {
    self.parameters = parameters
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    mean = parameters.map { Tensor(repeating: 0, shape: $0.variable.shape) }
    square = mean
  }

  public var memory: [String: [Tensor]] {
    get { ["mean": mean, "square": square] }
    set { (mean, square) = (newValue["mean"] ?? [], newValue["square"] ?? []) }
  }

  public func step(rate: Scalar) {
    steps += 1
    let unbias = AdamStep(
      rate: rate / (1 - power(beta1, steps)), beta1: beta1, beta2: beta2,
      squareScale: 1 / (1 - power(beta2, steps)).squareRoot(), epsilon: epsilon)
    for (index, (_, variable)) in parameters.enumerated() {
      guard variable.isTrainable, let gradient = variable.gradient else { continue }
      var step = unbias
      step.keep = 1 - rate * decay(of: variable)
      variable.update { step.apply(to: &$0, gradient, mean: &mean[index], square: &square[index]) }
    }
  }

  /// How much a parameter shrinks by itself, per unit of the learning rate.
  func decay(of variable: Variable) -> Scalar { 0 }
}

/// Adam that also lets weights shrink by themselves: the decay acts on the weight, not through the averages.
///
/// Loshchilov and Hutter 2019. Only matrices decay. A bias or a gain has nothing to overfit with, and a norm's gain
/// shrunk towards zero would silence its layer.
public final class AdamW: Adam {
  let decay: Scalar

  public init(
    _ parameters: NamedVariables, decay: Scalar = 0.01, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8
  ) {
    self.decay = decay
    super.init(parameters, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  override func decay(of variable: Variable) -> Scalar { variable.value.rank >= 2 ? decay : 0 }
}

/// A whole power by repeated squaring.
private func power(_ base: Scalar, _ exponent: Int) -> Scalar {
  var (result, square, rest) = (Scalar(1), base, exponent)
  while rest > 0 {
    if rest % 2 == 1 { result *= square }
    square *= square
    rest /= 2
  }
  return result
}
