import Datasets
import Gradients
import LSTM
import RNN
import Tensors
import Training

// B batch · T tokens of the source · U tokens of the target · V vocabulary size of the target
// D embedding width · H hidden size · S state vectors of a cell

/// A recurrent encoder–decoder: a bidirectional net encodes the source, another decodes the target.
///
/// Without attention the decoder knows the source only by the state in which it starts.
public struct Translator<Cell: RecurrentCell>: PairModel {
  public let sourceEmbedding: Embedding  // [vocabulary size of the source, D]
  public let encoder: Recurrent<Cell>
  /// Turns the encoder's last states, of both directions, into the decoder's first.
  public let bridge: Linear  // [2·S·H, S·H]
  public let targetEmbedding: Embedding  // [V, D]
  public let decoder: Recurrent<Cell>
  public let attention: DecoderAttention?
  public let output: Linear  // [H, V]

  /// - Parameter score: How queries are compared with keys; nil for a decoder without attention.
  public init(
    sourceVocabularySize: Int, targetVocabularySize V: Int, width D: Int, hiddenSize H: Int, score: (any Score.Type)?,
    using generator: inout Generator
  ) {
    let S = Cell.stateCount
    sourceEmbedding = Embedding(sourceVocabularySize, width: D, using: &generator)
    encoder = Recurrent(inputSize: D, hiddenSize: H, isBidirectional: true, using: &generator)
    bridge = Linear(2 * S * H, S * H, using: &generator)
    targetEmbedding = Embedding(V, width: D, using: &generator)
    decoder = Recurrent(inputSize: D, hiddenSize: H, using: &generator)
    attention = score.map { DecoderAttention(encoderWidth: 2 * H, hiddenSize: H, score: $0, using: &generator) }
    output = Linear(H, V, using: &generator)
  }

  /// The decoder's state, and the keys that the encoder made of the source.
  public struct State: DecoderState {
    let keys: Variable?  // [B, T, H]
    let lengths: [Int]  // of the sources
    var decoder: RecurrentState

    public func rows(at indices: [Int]) -> State {
      State(
        keys: keys?.rows(at: indices), lengths: indices.map { lengths[$0] }, decoder: decoder.rows(at: indices))
    }
  }

  public func encode(_ source: PaddedRows) -> State {
    let (states, end) = encoder(
      lookingUp: source.tokens, in: sourceEmbedding.weight, batch: source.lengths.count, lengths: source.lengths)
    let start = tanh(bridge(.concatenate(end.states[0], axis: 1)))  // states: [B, T, 2H]
    return State(
      keys: attention?.key(states), lengths: source.lengths, decoder: RecurrentState(states: [[start]]))
  }

  /// The logits of every next target token, `[B, U, V]`, given the true ones before it, and the attention weights
  /// `[B, U, T]`.
  ///
  /// The context vector is not fed back into the recurrent net. So the net runs over a known target in one pass, and the
  /// attention of all its hidden states is computed at once.
  public func decode(_ target: PaddedRows, _ state: inout State) -> (logits: Variable, weights: Variable?) {
    let hidden: Variable  // [B, U, H]
    (hidden, state.decoder) = decoder(
      lookingUp: target.tokens, in: targetEmbedding.weight, batch: target.lengths.count, from: state.decoder,
      lengths: target.lengths)
    guard let attention, let keys = state.keys else { return (output(hidden), nil) }
    let (combined, weights) = attention(hidden, over: keys, Mask(lengths: state.lengths))
    return (output(combined), weights)
  }

  public func callAsFunction(_ source: PaddedRows, _ decoderInput: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    var state = encode(source)
    return decode(decoderInput, &state).logits
  }

  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    decode(tokens, &state).logits.value.last(of: tokens.lengths)
  }
}

extension Tensor {
  /// The entry at the last position of each row, `[B, T, …] → [B, …]`.
  public func last(of lengths: [Int]) -> Tensor {
    let T = shape[1]
    return reshaped([shape[0] * T] + shape[2...]).rows(at: lengths.enumerated().map { $0 * T + $1 - 1 })
  }
}
