// B batch · D input width · H hiddenSize

/// A long short-term memory with layer norm on both products and on what is shown of c.
///
/// Ba, Kiros and Hinton 2016. c itself is not normalized where it is carried on: that road stays free. Runs unrolled.
public struct NormalizedLSTMCell: RecurrentCell {
  public let input: Variable  // [D, 4H], the gates in the order i, f, g, o
  public let recurrent: Variable  // [H, 4H]
  public let bias: Variable  // [4H]
  public let inputNorm: LayerNorm  // [4H]
  public let recurrentNorm: LayerNorm  // [4H]
  public let memoryNorm: LayerNorm  // [H]

  public static var stateCount: Int { 2 }
  public var hiddenSize: Int { recurrent.shape[0] }

  public init(inputs: Int, hiddenSize H: Int, using generator: inout Generator) {
    let cell = LSTMCell(inputs: inputs, hiddenSize: H, using: &generator)
    (input, recurrent, bias) = (cell.input, cell.recurrent, cell.bias)
    (inputNorm, recurrentNorm, memoryNorm) = (LayerNorm(4 * H), LayerNorm(4 * H), LayerNorm(H))
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
    return Variable.concatenate([o * tanh(memoryNorm(new)), new], axis: 1)
  }

  public func states(along x: Variable, from state: Variable, _ scan: Scan) -> Variable {
    unrolled(along: x, from: state, scan)
  }
}
