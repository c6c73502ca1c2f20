import Gradients
import Tensors

/// Sets a random part of its input to zero in training, so that no feature can rely on another one being there.
public struct Dropout: Module {
  /// The probability with which a number is set to zero.
  public let rate: Scalar

  public init(_ rate: Scalar) {
    require(rate >= 0 && rate < 1, "Dropout: the rate is \(rate), not in 0 ..< 1")
    self.rate = rate
  }

  /// In training, what stays is divided by the probability of staying: the expected sum is that of evaluation.
  public func callAsFunction(_ x: Variable, _ mode: Mode) -> Variable {
    guard case .training(let randomness) = mode, rate > 0 else { return x }
    let mask = Tensor.dropoutMask(x.shape, rate: rate, using: &randomness.generator)
    return Variable(x.value * mask, from: [x]) { dy in [dy * mask] }
  }
}

extension Tensor {
  /// 0 with probability `rate`, else 1 / (1 − rate).
  public static func dropoutMask(_ shape: [Int], rate: Scalar, using generator: inout Generator) -> Tensor {
    let kept = 1 / (1 - rate)
    return Tensor.uniform(shape, using: &generator).elementwise {
      Lanes(repeating: kept).replacing(with: 0, where: $0 .< rate)
    }
  }
}
