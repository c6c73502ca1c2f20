import Gradients
import Tensors
import Training

/// A recurrent cell with layer norm: h ← tanh(norm(x·U + h·W)).
///
/// Ba, Kiros and Hinton 2016. Each time step is normalized over its own H numbers, so it needs nothing from other
/// sequences or other steps, and the scale of W cannot make the state grow or shrink from step to step. Runs unrolled.
public struct LayerNormRNNCell: RecurrentCell {
  public let input: Variable  // U [D, H]
  public let recurrent: Variable  // W [H, H]
  public let norm: LayerNorm  // gain and bias [H]

  public static var stateCount: Int { 1 }
  public var hiddenSize: Int { recurrent.shape[0] }

  public init(inputSize: Int, hiddenSize: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(hiddenSize).squareRoot()
    input = Variable(.uniform([inputSize, hiddenSize], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([hiddenSize, hiddenSize], in: -bound..<bound, using: &generator))
    norm = LayerNorm(hiddenSize)
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    tanh(norm(matmul(x, input) + matmul(state, recurrent)))
  }

  public func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    unrolled(along: x, from: state, scan)
  }
}
