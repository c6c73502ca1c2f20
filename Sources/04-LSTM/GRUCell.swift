// B batch · D input width · H hiddenSize

/// Gated recurrent unit: one gate both keeps and writes, and what is remembered is what is shown.
///
/// Cho et al. 2014, with r after the product, as every fast implementation has it.
public struct GRUCell: RecurrentCell {
  public let input: Variable  // [D, 3H], in the order r, u, n
  public let recurrent: Variable  // [H, 3H]
  public let bias: Variable  // [3H]
  public let candidateBias: Variable  // [H], inside of what r weighs

  public static var stateCount: Int { 1 }
  public var hiddenSize: Int { recurrent.shape[0] }

  /// Weights drawn evenly from ±1/√H; the update gates begin with bias 1: most of the state is kept.
  public init(inputs: Int, hiddenSize H: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(H).squareRoot()
    input = Variable(.uniform([inputs, 3 * H], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([H, 3 * H], in: -bound..<bound, using: &generator))
    bias = Variable(.concatenate([.zeros(H), .ones(H), .zeros(H)]))
    candidateBias = Variable(.zeros(H))
  }

  public func step(_ x: Variable, _ h: Variable) -> Variable { step(x, h, seenAs: h) }

  public func step(_ x: Variable, _ h: Variable, seenAs seen: Variable) -> Variable {
    let H = hiddenSize
    let (z, m) = (affine(x, input, bias), matmul(seen, recurrent))  // [B, 3H] each
    let r = sigmoid(z.columns(0..<H) + m.columns(0..<H))  // look back?
    let u = sigmoid(z.columns(H..<2 * H) + m.columns(H..<2 * H))  // keep?
    let n = tanh(z.columns(2 * H..<3 * H) + r * (m.columns(2 * H..<3 * H) + candidateBias))  // or write what?
    return (1 - u) * n + u * h
  }

  public func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    gruStates(affine(x, input, bias), recurrent, candidateBias, from: state, scan)
  }

  public func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable {
    let z = affine(table, input, bias).rows(at: tokens).steps(of: state.shape[0])
    return gruStates(z, recurrent, candidateBias, from: state, scan)
  }
}

public typealias GRU = Recurrent<GRUCell>
