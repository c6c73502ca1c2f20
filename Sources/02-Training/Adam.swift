import Gradients
import Tensors

/// Steps of about equal size for every number: the mean gradient divided by the root of the mean square gradient.
///
/// Kingma and Ba 2015. Both running means start at zero; dividing by 1 − βᵗ corrects for that.
public class Adam: Optimizer {
  public let parameters: NamedVariables
  public var steps = 0
  let beta1: Scalar
  let beta2: Scalar
  let epsilon: Scalar
  /// What the learning rate of each parameter is multiplied by.
  private let rateFactors: [Scalar]
  /// The state of each parameter; nil for one that was frozen so far.
  private var moments: [Moments?]

  private struct Moments {
    /// The steps that this parameter has made: fewer than the optimizer's if it was frozen before.
    var steps = 0
    var mean: Tensor
    var square: Tensor
  }

  /// - Parameter rateFactor: What the learning rate of the parameter with a path is multiplied by.
  public init(
    _ parameters: NamedVariables, beta1: Scalar = 0.9, beta2: Scalar = 0.999, epsilon: Scalar = 1e-8,
    rateFactor: (_ path: String) -> Scalar = { _ in 1 }
  ) {
    self.parameters = parameters
    rateFactors = parameters.map { rateFactor($0.path) }
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    moments = parameters.map { _ in nil }
    for (index, parameter) in parameters.enumerated() where parameter.variable.isTrainable { beginState(at: index) }
  }

  public var state: [String: [Tensor?]] {
    get {
      [
        "steps": moments.map { $0.map { Tensor(Scalar($0.steps)) } }, "mean": moments.map { $0?.mean },
        "square": moments.map { $0?.square },
      ]
    }
    set {
      moments = parameters.indices.map { index in
        guard let steps = newValue["steps"]?[index], let mean = newValue["mean"]?[index],
          let square = newValue["square"]?[index]
        else { return nil }
        return Moments(steps: Int(exactly: steps.scalar) ?? 0, mean: mean, square: square)
      }
    }
  }

  public func beginState(at index: Int) {
    let zeros = Tensor(repeating: 0, shape: parameters[index].variable.shape)
    moments[index] = Moments(mean: zeros, square: zeros)
  }

  public func step(rate: Scalar) {
    steps += 1
    for (index, (_, variable)) in parameters.enumerated() {
      guard variable.isTrainable, let gradient = variable.gradient else { continue }
      if moments[index] == nil { beginState(at: index) }
      // Taken out of the array while it changes, so that nothing is copied.
      var own = moments[index]!
      moments[index] = nil
      defer { moments[index] = own }
      own.steps += 1
      let (t, rate) = (own.steps, rate * rateFactors[index])
      let step = AdamStep(
        rate: rate / (1 - power(beta1, t)), beta1: beta1, beta2: beta2,
        squareScale: 1 / (1 - power(beta2, t)).squareRoot(), epsilon: epsilon,
        keep: 1 - rate * decay(of: variable))
      variable.update { step.apply(to: &$0, gradient, mean: &own.mean, square: &own.square) }
    }
  }

  /// How much a parameter shrinks by itself, per unit of the learning rate.
  func decay(of variable: Variable) -> Scalar { 0 }
}

/// Adam with decoupled weight decay: the decay acts on the weight directly, not through the running means.
///
/// Loshchilov and Hutter 2019. Only matrices decay. Biases and gains are few and do not overfit, and a norm's gain that
/// decays towards zero would scale its layer's output towards zero.
public final class AdamW: Adam {
  let decay: Scalar

  public init(
    _ parameters: NamedVariables, decay: Scalar = 0.01, beta1: Scalar = 0.9, beta2: Scalar = 0.999,
    epsilon: Scalar = 1e-8, rateFactor: (_ path: String) -> Scalar = { _ in 1 }
  ) {
    self.decay = decay
    super.init(parameters, beta1: beta1, beta2: beta2, epsilon: epsilon, rateFactor: rateFactor)
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
