@_exported import Transformer

// B batch · T positions · D width

/// A layer of a reader or writer, of which each part can be left out. A part reads the road and adds what it found.
public struct StageLayer: Module {
  public let recurrence: GRU?
  public let attention: MultiHeadAttention?
  public let cross: MultiHeadAttention?
  public let feedForward: FeedForward
  let recurrenceNorm: LayerNorm?
  let attentionNorm: LayerNorm?
  let crossNorm: LayerNorm?
  let feedForwardNorm: LayerNorm

  init(
    width D: Int, heads: Int, recurs: Bool, attends: Bool, looksBack: Bool, using generator: inout Generator
  ) {
    func attention(_ isThere: Bool) -> MultiHeadAttention? {
      isThere ? MultiHeadAttention(width: D, heads: heads, using: &generator) : nil
    }
    func norm(_ isThere: Bool) -> LayerNorm? { isThere ? LayerNorm(D) : nil }
    recurrence = recurs ? GRU(inputSize: D, hiddenSize: D, using: &generator) : nil
    self.attention = attention(attends)
    cross = attention(looksBack)
    feedForward = FeedForward(width: D, feedForwardWidth: 2 * D, using: &generator)
    (recurrenceNorm, attentionNorm, crossNorm) = (norm(recurs), norm(attends), norm(looksBack))
    feedForwardNorm = LayerNorm(D)
  }

  /// - Parameter start: Where the recurrence begins; zeros when nil.
  /// - Returns: The positions `[B, T, D]`, and where the recurrence ends, if there is one.
  func callAsFunction(
    _ x: Variable, _ mask: Mask, memory: Memory? = nil, from start: RecurrentState? = nil
  ) -> (outputs: Variable, end: RecurrentState?) {
    var end: RecurrentState?
    let y = wire(x) { net, x in
      let (outputs, state) = net(x, from: start, lengths: mask.lengths)
      end = state
      return outputs
    } attend: {
      $0($1, mask)
    } look: {
      $0($1, over: memory!.states, memory!.mask)
    }
    return (y, end)
  }

  /// The same for new positions of sequences whose earlier ones are in the cache, or behind the state.
  func callAsFunction(_ x: Variable, memory: Memory, _ position: inout State) -> Variable {
    var next = position
    defer { position = next }
    return wire(x) { net, x in
      let (outputs, state) = net(x, from: position.state)
      next.state = state
      return outputs
    } attend: {
      $0($1, appendingTo: &next.cache.own)
    } look: {
      $0($1, over: memory.states, keeping: &next.cache.memory, memory.mask)
    }
  }

  /// What a layer remembers of the positions so far.
  struct State: DecoderState {
    var state: RecurrentState?
    var cache = BlockCache()

    func rows(at indices: [Int]) -> State { State(state: state?.rows(at: indices), cache: cache.rows(at: indices)) }
  }

  private func wire(
    _ x: Variable, recur: (GRU, Variable) -> Variable, attend: (MultiHeadAttention, Variable) -> Variable,
    look: (MultiHeadAttention, Variable) -> Variable
  ) -> Variable {
    var y = x
    if let recurrence, let recurrenceNorm { y = y + recur(recurrence, recurrenceNorm(y)) }
    if let attention, let attentionNorm { y = y + attend(attention, attentionNorm(y)) }
    if let cross, let crossNorm { y = y + look(cross, crossNorm(y)) }
    return y + feedForward(feedForwardNorm(y))
  }
}
