import Gradients
import RNN
import Tensors
import Training

// B batch · D input size · H hidden size

/// Long short-term memory: the cell state c changes only by gates and additions; the hidden state h is read from it.
///
/// Hochreiter and Schmidhuber 1997; the forget gate is Gers, Schmidhuber and Cummins' of 2000.
public struct LSTMCell: FusedCell {
  public let input: Variable  // [D, 4H], the gates in the order i, f, g, o
  public let recurrent: Variable  // [H, 4H]
  public let bias: Variable  // [4H]

  public static var stateCount: Int { 2 }

  /// Weights drawn evenly from ±1/√H. The forget gates begin with bias 1, mostly open: gradients flow from the start.
  public init(inputSize: Int, hiddenSize H: Int, using generator: inout Generator) {
    let bound = 1 / Scalar(H).squareRoot()
    input = Variable(.uniform([inputSize, 4 * H], in: -bound..<bound, using: &generator))
    recurrent = Variable(.uniform([H, 4 * H], in: -bound..<bound, using: &generator))
    bias = Variable(.concatenate([.zeros(H), .ones(H), .zeros(2 * H)]))
  }

  /// A cell of given matrices, which may be the results of operations.
  public init(input: Variable, recurrent: Variable, bias: Variable) {
    (self.input, self.recurrent, self.bias) = (input, recurrent, bias)
  }

  /// The hidden state h and the cell state c after the input `x` `[B, D]`, from those before it.
  public func callAsFunction(_ x: Variable, h: Variable, c: Variable) -> (h: Variable, c: Variable) {
    let H = hiddenSize
    let gates = affine(x, input, bias) + matmul(h, recurrent)  // [B, 4H]
    let i = sigmoid(gates.columns(0..<H))  // input gate: write?
    let f = sigmoid(gates.columns(H..<2 * H))  // forget gate: keep?
    let g = tanh(gates.columns(2 * H..<3 * H))  // candidate: write what?
    let o = sigmoid(gates.columns(3 * H..<4 * H))  // output gate: show?
    let c = f * c + i * g  // no matrix on this path: the gradient passes gates alone
    return (h: o * tanh(c), c: c)
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    let new = self(x, h: state.columns(0..<hiddenSize), c: state.columns(hiddenSize..<2 * hiddenSize))
    return Variable.concatenate([new.h, new.c], axis: 1)
  }
}

public typealias LSTM = Recurrent<LSTMCell>
