import Gradients
import Tensors

/// x·W + b along the last axis.
public final class Linear: Module {
  public let weight: Variable  // [in, out]
  public let bias: Variable?  // [out]
  /// Its output is added to this map's own, if there is one: chapter 13 attaches low-rank updates here.
  public var adapter: (any Adapter)?

  /// Weights drawn uniformly from ±1/√in, so that the variance of the outputs does not grow with the number of inputs.
  public init(_ inputs: Int, _ outputs: Int, hasBias: Bool = true, using generator: inout Generator) {
    let bound = 1 / Scalar(inputs).squareRoot()
    weight = Variable(.uniform([inputs, outputs], in: -bound..<bound, using: &generator))
    bias = hasBias ? Variable(.uniform([outputs], in: -bound..<bound, using: &generator)) : nil
  }

  public func callAsFunction(_ x: Variable) -> Variable {
    let y = bias.map { affine(x, weight, $0) } ?? matmul(x, weight)
    return adapter.map { y + $0(x) } ?? y
  }

  /// activation(x·W + b): fused into one operation where nothing is added in between.
  public func callAsFunction(_ x: Variable, activation: Activation) -> Variable {
    guard let bias, adapter == nil else { return activation(self(x)) }
    return affine(x, weight, bias, activation: activation)
  }
}

/// What can be added to a linear map without changing the model that holds it.
public protocol Adapter: Module {
  /// `[…, in] → […, out]`
  func callAsFunction(_ x: Variable) -> Variable
}
