/// The simplest recurrent cell: h ← tanh(x·U + h·W + b).
public struct RNNCell: RecurrentCell {
  public let input: Variable  // U [D, H]
  public let recurrent: Variable  // W [H, H]
  public let bias: Variable  // b [H]

  public static var stateCount: Int { 1 }
  public var hiddenSize: Int { bias.shape[0] }

  /// Weights drawn evenly from ±1/√H.
  public init(inputs: Int, hiddenSize: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(hiddenSize).squareRoot()
    input = Variable(.uniform([inputs, hiddenSize], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([hiddenSize, hiddenSize], in: -bound..<bound, using: &generator))
    bias = Variable(.uniform([hiddenSize], in: -bound..<bound, using: &generator))
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    tanh(affine(x, input, bias) + matmul(state, recurrent))
  }

  public func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    rnnStates(affine(x, input, bias), recurrent, from: state, scan)
  }

  public func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable {
    let z = affine(table, input, bias).rows(at: tokens)
    return rnnStates(z.steps(of: state.shape[0]), recurrent, from: state, scan)
  }
}
