/// The simplest recurrent cell: h ← tanh(x·U + h·W + b).
public struct RNNCell: RecurrentCell {
  public let input: Variable  // U [D, H]
  public let recurrent: Variable  // W [H, H]
  public let bias: Variable  // b [H]

  public static var numbersPerUnit: Int { 1 }
  public var units: Int { bias.shape[0] }

  /// Weights drawn evenly from ±1/√H.
  public init(inputs: Int, units: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(units).squareRoot()
    input = Variable(.uniform([inputs, units], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([units, units], in: -bound..<bound, using: &generator))
    bias = Variable(.uniform([units], in: -bound..<bound, using: &generator))
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    tanh(affine(x, input, bias) + matmul(state, recurrent))
  }

  public func states(along x: Variable, from state: Variable, _ path: Path) -> Variable {
    rnnStates(affine(x, input, bias), recurrent, from: state, path)
  }

  public func states(lookingUp symbols: [Int], in table: Variable, from state: Variable, _ path: Path) -> Variable {
    let z = affine(table, input, bias).rows(at: symbols)
    return rnnStates(z.steps(of: state.shape[0]), recurrent, from: state, path)
  }
}
