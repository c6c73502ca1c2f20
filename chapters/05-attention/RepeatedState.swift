import Attention
import Datasets
import Gradients
import LSTM
import RNN
import Training

// B batch · U tokens of the target · V vocabulary size of the target · D embedding width · H hidden size

/// A translator without attention whose decoder gets the state of the source again at every step.
///
/// Cho and others 2014. The decoder need not carry the source through the target; it is one vector all the same.
struct RepeatedStateTranslator: PairModel {
  let sourceEmbedding: Embedding
  let encoder: GRU
  let bridge: Linear  // [2H, H]
  let targetEmbedding: Embedding  // [V, D]
  let decoder: GRU  // of inputs [D + H]
  let output: Linear  // [H, V]

  init(_ task: any PairTask, width D: Int, hiddenSize H: Int, using generator: inout Generator) {
    sourceEmbedding = Embedding(task.source.count, width: D, using: &generator)
    encoder = GRU(inputSize: D, hiddenSize: H, isBidirectional: true, using: &generator)
    bridge = Linear(2 * H, H, using: &generator)
    targetEmbedding = Embedding(task.target.count, width: D, using: &generator)
    decoder = GRU(inputSize: D + H, hiddenSize: H, using: &generator)
    output = Linear(H, task.target.count, using: &generator)
  }

  struct State: DecoderState {
    let source: Variable  // [B, H]
    var decoder: RecurrentState

    func rows(at indices: [Int]) -> State {
      State(source: source.rows(at: indices), decoder: decoder.rows(at: indices))
    }
  }

  func encode(_ source: PaddedRows) -> State {
    let end = encoder(
      lookingUp: source.tokens, in: sourceEmbedding.weight, batch: source.lengths.count, lengths: source.lengths
    ).state
    let start = tanh(bridge(.concatenate(end.states[0], axis: 1)))
    return State(source: start, decoder: RecurrentState(states: [[start]]))
  }

  private func decode(_ target: PaddedRows, _ state: inout State) -> Variable {
    let (B, U) = (target.lengths.count, target.width)
    let words = targetEmbedding(target.tokens, shape: [B, U])
    let repeated = state.source.reshaped(B, 1, -1) + constant(.zeros(B, U, 1))  // [B, U, H]
    let hidden: Variable
    (hidden, state.decoder) = decoder(
      .concatenate([words, repeated], axis: -1), from: state.decoder, lengths: target.lengths)
    return output(hidden)  // [B, U, V]
  }

  func callAsFunction(_ source: PaddedRows, _ decoderInput: PaddedRows, _ mode: Mode) -> Variable {
    var state = encode(source)
    return decode(decoderInput, &state)
  }

  func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    decode(tokens, &state).value.last(of: tokens.lengths)
  }
}
