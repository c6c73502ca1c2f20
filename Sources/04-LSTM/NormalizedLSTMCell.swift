import Gradients
import RNN
import Tensors
import Training

// B batch · D input size · H hidden size

/// An LSTM with layer norm on both products and on the cell state where the output gate reads it.
///
/// Ba, Kiros and Hinton 2016. The cell state is carried on without a norm, so its gradient still passes gates alone. Runs
/// unrolled.
public struct NormalizedLSTMCell: RecurrentCell {
  public let input: Variable  // [D, 4H], the gates in the order i, f, g, o
  public let recurrent: Variable  // [H, 4H]
  public let bias: Variable  // [4H]
  public let inputNorm: LayerNorm  // [4H]
  public let recurrentNorm: LayerNorm  // [4H]
  public let cellNorm: LayerNorm  // [H]

  public static var stateCount: Int { 2 }
  public var hiddenSize: Int { recurrent.shape[0] }

  public init(inputSize: Int, hiddenSize H: Int, using generator: inout Generator) {
    let cell = LSTMCell(inputSize: inputSize, hiddenSize: H, using: &generator)
    (input, recurrent, bias) = (cell.input, cell.recurrent, cell.bias)
    (inputNorm, recurrentNorm, cellNorm) = (LayerNorm(4 * H), LayerNorm(4 * H), LayerNorm(H))
  }

  public func step(_ x: Variable, _ state: Variable) -> Variable {
    let H = hiddenSize
    let (h, c) = (state.columns(0..<H), state.columns(H..<2 * H))
    let gates = inputNorm(matmul(x, input)) + recurrentNorm(matmul(h, recurrent)) + bias  // [B, 4H]
    let i = sigmoid(gates.columns(0..<H))
    let f = sigmoid(gates.columns(H..<2 * H))
    let g = tanh(gates.columns(2 * H..<3 * H))
    let o = sigmoid(gates.columns(3 * H..<4 * H))
    let new = f * c + i * g
    return Variable.concatenate([o * tanh(cellNorm(new)), new], axis: 1)
  }

  public func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    unrolled(along: x, from: state, scan)
  }
}
