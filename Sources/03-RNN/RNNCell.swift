import Gradients
import Tensors
import Training

/// The simplest recurrent cell: h ← tanh(x·U + h·W + b).
public struct RNNCell: FusedCell {
  public let input: Variable  // U [D, H]
  public let recurrent: Variable  // W [H, H]
  public let bias: Variable  // b [H]

  public static var stateCount: Int { 1 }

  /// Weights drawn evenly from ±1/√H.
  public init(inputSize: Int, hiddenSize: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(hiddenSize).squareRoot()
    input = Variable(.uniform([inputSize, hiddenSize], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([hiddenSize, hiddenSize], in: -bound..<bound, using: &generator))
    bias = Variable(.uniform([hiddenSize], in: -bound..<bound, using: &generator))
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    tanh(affine(x, input, bias) + matmul(state, recurrent))
  }
}
