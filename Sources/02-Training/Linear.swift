import Gradients
import Tensors

/// x·W + b along the last axis.
public final class Linear: Module {
  private var trained: Variable?
  public let bias: Variable?  // [out]
  /// Its output is added to this map's own, if there is one: chapter 13 attaches low-rank updates here.
  public var adapter: (any Adapter)?
  /// Multiplies instead of the weight, if there is one: chapter 13 puts the weight in fewer bits here.
  public private(set) var frozen: (any FrozenMatrix)?

  /// Weights drawn uniformly from ±1/√in, so that the variance of the outputs does not grow with the number of inputs.
  public init(_ inputs: Int, _ outputs: Int, hasBias: Bool = true, using generator: inout Generator) {
    let bound = 1 / Scalar(inputs).squareRoot()
    trained = Variable(.uniform([inputs, outputs], in: -bound..<bound, using: &generator))
    bias = hasBias ? Variable(.uniform([outputs], in: -bound..<bound, using: &generator)) : nil
  }

  public var weight: Variable {  // [in, out]
    guard let trained else { fail("Linear: a frozen matrix \(shape) has taken the place of the weight") }
    return trained
  }

  /// `[in, out]`
  public var shape: [Int] { frozen?.shape ?? weight.shape }

  public func callAsFunction(_ x: Variable) -> Variable {
    let y = product(x)
    return adapter.map { y + $0(x) } ?? y
  }

  /// activation(x·W + b): fused into one operation where nothing is added in between.
  public func callAsFunction(_ x: Variable, activation: Activation) -> Variable {
    guard let bias, adapter == nil, frozen == nil else { return activation(self(x)) }
    return affine(x, weight, bias, activation: activation)
  }

  private func product(_ x: Variable) -> Variable {
    guard let frozen else { return bias.map { affine(x, weight, $0) } ?? matmul(x, weight) }
    let y = matmul(x, frozen)
    return bias.map { y + $0 } ?? y
  }

  /// Puts a matrix in the place of the weight, whose memory is released.
  public func replaceWeight(by matrix: any FrozenMatrix) {
    require(matrix.shape == shape, "Linear: the matrix \(matrix.shape) cannot replace the weight \(shape)")
    (trained, frozen) = (nil, matrix)
  }
}

/// The weight has its name for the parameter walk as long as it is there.
extension Linear: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["weight": trained as Any, "bias": bias as Any, "adapter": adapter as Any])
  }
}

/// What can be added to a linear map without changing the model that holds it.
public protocol Adapter: Module {
  /// `[…, in] → […, out]`
  func callAsFunction(_ x: Variable) -> Variable
}
