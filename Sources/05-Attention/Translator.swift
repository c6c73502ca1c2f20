import Datasets
import LSTM

// B batch · T time steps of the source · U of the target · V tokens of the target · D embedding width · H hiddenSize
// S numbers of state per unit

/// A recurrent encoder–decoder: one net reads the source both ways, another writes the target.
///
/// Without a look back, all that the writer knows of the source is the state that it begins with.
public struct Translator<Cell: RecurrentCell>: PairModel {
  public let sourceEmbedding: Embedding  // [tokens of the source, D]
  public let encoder: Recurrent<Cell>
  public let bridge: Linear  // [2·S·H, S·H]
  public let targetEmbedding: Embedding  // [V, D]
  public let decoder: Recurrent<Cell>
  public let attention: DecoderAttention?
  public let output: Linear  // [H, V]

  /// - Parameter score: How the writer's states are held against the reader's; nil for a writer that cannot look back.
  public init(
    sourceVocabularySize: Int, targetVocabularySize V: Int, width D: Int, hiddenSize H: Int, score: (any Score.Type)?,
    using generator: inout Generator
  ) {
    let S = Cell.stateCount
    sourceEmbedding = Embedding(sourceVocabularySize, width: D, using: &generator)
    encoder = Recurrent(inputs: D, hiddenSize: H, isBidirectional: true, using: &generator)
    bridge = Linear(2 * S * H, S * H, using: &generator)
    targetEmbedding = Embedding(V, width: D, using: &generator)
    decoder = Recurrent(inputs: D, hiddenSize: H, using: &generator)
    attention = score.map { DecoderAttention(memory: 2 * H, hiddenSize: H, score: $0, using: &generator) }
    output = Linear(H, V, using: &generator)
  }

  /// Where a writer stands in its texts: what was read for it, and its own state.
  public struct State: DecoderState {
    let offers: Variable?  // [B, T, H]
    let lengths: [Int]
    let state: RecurrentState

    public func rows(at indices: [Int]) -> State {
      State(
        offers: offers?.rows(at: indices), lengths: indices.map { lengths[$0] }, state: state.rows(at: indices))
    }
  }

  public func read(_ source: PaddedRows) -> State {
    let B = source.lengths.count
    let (memory, end) = encoder(
      lookingUp: source.tokens, in: sourceEmbedding.weight, batch: B, lengths: source.lengths)  // [B, T, 2H]
    let start = tanh(bridge(.concatenate(end.states[0], axis: 1)))
    return State(
      offers: attention?.offer(memory), lengths: source.lengths, state: RecurrentState(states: [[start]]))
  }

  /// The logits of every next target token, `[B, U, V]`, given the true ones before it; where the writer looked,
  /// `[B, U, T]`; and where it stands then.
  ///
  /// What was found is mixed in behind the recurrent net and not fed back into it: so the net walks along a given target
  /// in one go, and all of its states look back at once.
  public func write(_ target: [Int], from position: State) -> (logits: Variable, weights: Variable?, position: State) {
    let (states, end) = decoder(
      lookingUp: target, in: targetEmbedding.weight, batch: position.lengths.count, from: position.state)  // [B, U, H]
    let next = State(offers: position.offers, lengths: position.lengths, state: end)
    guard let attention, let offers = position.offers else { return (output(states), nil, next) }
    let (mixed, weights) = attention(states, offers, Mask(lengths: position.lengths))
    return (output(mixed), weights, next)
  }

  public func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    write(given.tokens, from: read(source)).logits
  }

  public func next(after tokens: [Int], _ position: State) -> (logits: Tensor, state: State) {
    let (logits, _, position) = write(tokens, from: position)
    return (logits.value.reshaped(tokens.count, -1), position)
  }
}

extension RecurrentState {
  /// The states of some rows of the batch, in this order.
  public func rows(at indices: [Int]) -> RecurrentState {
    RecurrentState(states: states.map { $0.map { $0.rows(at: indices) } })
  }
}
