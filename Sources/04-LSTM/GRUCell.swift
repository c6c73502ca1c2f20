import Gradients
import RNN
import Tensors
import Training

// B batch · D input size · H hidden size

/// Gated recurrent unit: one update gate keeps and replaces, and the hidden state h is all that is carried.
///
/// Cho et al. 2014, with the reset gate after the product, as every fast implementation has it.
public struct GRUCell: FusedCell {
  public let input: Variable  // [D, 3H], in the order r, u, n
  public let recurrent: Variable  // [H, 3H]
  public let bias: Variable  // [3H]
  public let candidateBias: Variable  // [H], inside of what the reset gate multiplies

  public static var stateCount: Int { 1 }
  public var recurrentBias: Variable? { candidateBias }

  /// Weights drawn evenly from ±1/√H. The update gates begin with bias 1: most of the state is kept.
  public init(inputSize: Int, hiddenSize H: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(H).squareRoot()
    input = Variable(.uniform([inputSize, 3 * H], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([H, 3 * H], in: -bound..<bound, using: &generator))
    bias = Variable(.concatenate([.zeros(H), .ones(H), .zeros(H)]))
    candidateBias = Variable(.zeros(H))
  }

  public func step(_ x: Variable, _ h: Variable) -> Variable { step(x, h, masked: h) }

  public func step(_ x: Variable, _ h: Variable, masked: Variable) -> Variable {
    let H = hiddenSize
    let (z, m) = (affine(x, input, bias), matmul(masked, recurrent))  // [B, 3H] each
    let r = sigmoid(z.columns(0..<H) + m.columns(0..<H))  // reset gate: use the old state?
    let u = sigmoid(z.columns(H..<2 * H) + m.columns(H..<2 * H))  // update gate: keep?
    let n = tanh(z.columns(2 * H..<3 * H) + r * (m.columns(2 * H..<3 * H) + candidateBias))  // candidate
    return (1 - u) * n + u * h
  }
}

public typealias GRU = Recurrent<GRUCell>
