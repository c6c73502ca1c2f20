@_exported import RNN

// B batch · D input width · H hiddenSize

/// Long short-term memory: what is remembered, c, is changed only by keeping and adding; what is shown, h, is read from it.
///
/// Hochreiter and Schmidhuber 1997; the forget gate is Gers, Schmidhuber and Cummins' of 2000.
public struct LSTMCell: RecurrentCell {
  public let input: Variable  // [D, 4H], the gates in the order i, f, g, o
  public let recurrent: Variable  // [H, 4H]
  public let bias: Variable  // [4H]

  public static var stateCount: Int { 2 }
  public var hiddenSize: Int { recurrent.shape[0] }

  /// Weights drawn evenly from ±1/√H; the forget gates begin open, with bias 1, so that gradients flow from the start.
  public init(inputs: Int, hiddenSize H: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(H).squareRoot()
    input = Variable(.uniform([inputs, 4 * H], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([H, 4 * H], in: -bound..<bound, using: &generator))
    bias = Variable(.concatenate([.zeros(H), .ones(H), .zeros(2 * H)]))
  }

  /// h and c of the step before become h and c of this one.
  public func callAsFunction(_ x: Variable, h: Variable, c: Variable) -> (h: Variable, c: Variable) {
    let H = hiddenSize
    let gates = affine(x, input, bias) + matmul(h, recurrent)  // [B, 4H]
    let i = sigmoid(gates.columns(0..<H))  // write?
    let f = sigmoid(gates.columns(H..<2 * H))  // keep?
    let g = tanh(gates.columns(2 * H..<3 * H))  // write what?
    let o = sigmoid(gates.columns(3 * H..<4 * H))  // show?
    let c = f * c + i * g  // no matrix on this path: the gradient's highway
    return (h: o * tanh(c), c: c)
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    let new = self(x, h: state.columns(0..<hiddenSize), c: state.columns(hiddenSize..<2 * hiddenSize))
    return Variable.concatenate([new.h, new.c], axis: 1)
  }

  public func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    lstmStates(affine(x, input, bias), recurrent, from: state, scan)
  }

  public func states(lookingUp tokens: [Int], in table: Variable, from state: Variable, _ scan: Scan) -> Variable {
    let z = affine(table, input, bias).rows(at: tokens)
    return lstmStates(z.steps(of: state.shape[0]), recurrent, from: state, scan)
  }
}

public typealias LSTM = Recurrent<LSTMCell>
