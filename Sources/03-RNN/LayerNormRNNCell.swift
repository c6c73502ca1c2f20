import Training

/// A recurrent cell that keeps the size of its sums in hand: h ← tanh(norm(x·U + h·W)).
///
/// Ba, Kiros and Hinton 2016. Each time step is normalised over its own units, so it needs nothing from other sequences
/// or other steps, and a state cannot grow or fade from step to step by the scale of W. Runs unrolled.
public struct LayerNormRNNCell: RecurrentCell {
  public let input: Variable  // U [D, H]
  public let recurrent: Variable  // W [H, H]
  public let norm: LayerNorm  // gain and bias [H]

  public static var numbersPerUnit: Int { 1 }
  public var units: Int { recurrent.shape[0] }

  public init(inputs: Int, units: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(units).squareRoot()
    input = Variable(.uniform([inputs, units], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([units, units], in: -bound..<bound, using: &generator))
    norm = LayerNorm(units)
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    tanh(norm(matmul(x, input) + matmul(state, recurrent)))
  }

  public func states(along x: Variable, from state: Variable, _ path: Path) -> Variable {
    unrolled(along: x, from: state, path)
  }
}
