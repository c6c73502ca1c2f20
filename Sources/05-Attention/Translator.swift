import Datasets
import LSTM

// B batch · T time steps of the source · U of the target · V symbols of the target · D embedding width · H units
// S numbers of state per unit

/// A recurrent encoder–decoder: one net reads the source both ways, another writes the target.
///
/// Without a look back, all that the writer knows of the source is the state that it begins with.
public struct Translator<Cell: RecurrentCell>: PairModel {
  public let sourceEmbedding: Embedding  // [symbols of the source, D]
  public let encoder: Recurrent<Cell>
  public let bridge: Linear  // [2·S·H, S·H]
  public let targetEmbedding: Embedding  // [V, D]
  public let decoder: Recurrent<Cell>
  public let lookBack: LookBack?
  public let output: Linear  // [H, V]

  /// - Parameter score: How the writer's states are held against the reader's; nil for a writer that cannot look back.
  public init(
    sourceSymbols: Int, targetSymbols V: Int, width D: Int, units H: Int, score: (any Score.Type)?,
    using generator: inout Generator
  ) {
    let S = Cell.numbersPerUnit
    sourceEmbedding = Embedding(sourceSymbols, width: D, using: &generator)
    encoder = Recurrent(inputs: D, units: H, isBidirectional: true, using: &generator)
    bridge = Linear(2 * S * H, S * H, using: &generator)
    targetEmbedding = Embedding(V, width: D, using: &generator)
    decoder = Recurrent(inputs: D, units: H, using: &generator)
    lookBack = score.map { LookBack(memory: 2 * H, units: H, score: $0, using: &generator) }
    output = Linear(H, V, using: &generator)
  }

  /// Where a writer stands in its texts: what was read for it, and its own state.
  public struct Place: WriterState {
    let offers: Variable?  // [B, T, H]
    let lengths: [Int]
    let state: RecurrentState

    public func rows(at indices: [Int]) -> Place {
      Place(
        offers: offers?.rows(at: indices), lengths: indices.map { lengths[$0] }, state: state.rows(at: indices))
    }
  }

  public func read(_ source: PaddedRows) -> Place {
    let B = source.lengths.count
    let (memory, end) = encoder(
      lookingUp: source.tokens, in: sourceEmbedding.weight, batch: B, lengths: source.lengths)  // [B, T, 2H]
    let start = tanh(bridge(.concatenate(end.paths[0], axis: 1)))
    return Place(
      offers: lookBack?.offer(memory), lengths: source.lengths, state: RecurrentState(paths: [[start]]))
  }

  /// The scores of every next target symbol, `[B, U, V]`, given the true ones before it; where the writer looked,
  /// `[B, U, T]`; and where it stands then.
  ///
  /// What was found is mixed in behind the recurrent net and not fed back into it: so the net walks along a given target
  /// in one go, and all of its states look back at once.
  public func write(_ target: [Int], from place: Place) -> (scores: Variable, weights: Variable?, place: Place) {
    let (states, end) = decoder(
      lookingUp: target, in: targetEmbedding.weight, batch: place.lengths.count, from: place.state)  // [B, U, H]
    let next = Place(offers: place.offers, lengths: place.lengths, state: end)
    guard let lookBack, let offers = place.offers else { return (output(states), nil, next) }
    let (mixed, weights) = lookBack(states, offers, Mask(lengths: place.lengths))
    return (output(mixed), weights, next)
  }

  public func callAsFunction(_ source: PaddedRows, _ given: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    write(given.tokens, from: read(source)).scores
  }

  public func next(after symbols: [Int], _ place: Place) -> (scores: Tensor, state: Place) {
    let (scores, _, place) = write(symbols, from: place)
    return (scores.value.reshaped(symbols.count, -1), place)
  }
}

extension RecurrentState {
  /// The states of some rows of the batch, in this order.
  public func rows(at indices: [Int]) -> RecurrentState {
    RecurrentState(paths: paths.map { $0.map { $0.rows(at: indices) } })
  }
}
