import Attention
import Gradients
import LSTM
import RNN
import Tensors
import Training
import Transformer

// B batch · T positions · D width

/// A layer of an encoder or decoder, of which each part can be left out; each has a residual connection around it.
public struct StageLayer: Module {
  public let recurrence: GRU?
  public let attention: MultiHeadAttention?
  public let cross: MultiHeadAttention?
  public let feedForward: FeedForward
  let recurrenceNorm: LayerNorm?
  let attentionNorm: LayerNorm?
  let crossNorm: LayerNorm?
  let feedForwardNorm: LayerNorm
  let residual = Residual(.pre)

  init(
    width D: Int, heads: Int, feedForwardWidth: Int, hasRecurrence: Bool, hasAttention: Bool, hasCross: Bool,
    using generator: inout Generator
  ) {
    func attention(_ isThere: Bool) -> MultiHeadAttention? {
      isThere ? MultiHeadAttention(width: D, heads: heads, using: &generator) : nil
    }
    func norm(_ isThere: Bool) -> LayerNorm? { isThere ? LayerNorm(D) : nil }
    recurrence = hasRecurrence ? GRU(inputSize: D, hiddenSize: D, using: &generator) : nil
    self.attention = attention(hasAttention)
    cross = attention(hasCross)
    feedForward = FeedForward(width: D, feedForwardWidth: feedForwardWidth, using: &generator)
    (recurrenceNorm, attentionNorm, crossNorm) = (norm(hasRecurrence), norm(hasAttention), norm(hasCross))
    feedForwardNorm = LayerNorm(D)
  }

  /// - Parameter start: The state with which the recurrence begins; zeros when nil.
  /// - Returns: The outputs `[B, T, D]`, and the last state of the recurrence, if there is one.
  func callAsFunction(
    _ x: Variable, _ mask: Mask, memory: Memory? = nil, from start: RecurrentState? = nil, _ mode: Mode
  ) -> (outputs: Variable, end: RecurrentState?) {
    var (y, end) = (x, RecurrentState?.none)
    if let recurrence, let recurrenceNorm {
      y = residual(y, recurrenceNorm, mode) { y in
        let (outputs, state) = recurrence(y, from: start, lengths: mask.lengths)
        end = state
        return outputs
      }
    }
    if let attention, let attentionNorm { y = residual(y, attentionNorm, mode) { attention($0, mask, mode) } }
    if let cross, let crossNorm, let memory {
      y = residual(y, crossNorm, mode) { cross($0, over: memory.states, memory.mask, mode) }
    }
    return (residual(y, feedForwardNorm, mode) { feedForward($0, mode) }, end)
  }

  /// The same for new positions of sequences whose earlier ones are in the cache and in the recurrent state.
  ///
  /// - Parameter counts: How many of the T positions of each row are new; the others are padding behind them.
  func callAsFunction(_ x: Variable, counts: [Int], memory: Memory, _ state: inout State) -> Variable {
    var y = x
    if let recurrence, let recurrenceNorm {
      y = residual(y, recurrenceNorm, .evaluation) { y in
        let (outputs, end) = recurrence(y, from: state.recurrent, lengths: counts)
        state.recurrent = end
        return outputs
      }
    }
    if let attention, let attentionNorm {
      y = residual(y, attentionNorm, .evaluation) { attention($0, appendingTo: &state.cache.own, counts: counts) }
    }
    if let cross, let crossNorm {
      y = residual(y, crossNorm, .evaluation) {
        cross($0, over: memory.states, keeping: &state.cache.memory, memory.mask)
      }
    }
    return residual(y, feedForwardNorm, .evaluation) { feedForward($0, .evaluation) }
  }

  /// What a layer keeps of the positions so far.
  struct State: DecoderState {
    var recurrent: RecurrentState?
    var cache = BlockCache()

    func rows(at indices: [Int]) -> State {
      State(recurrent: recurrent?.rows(at: indices), cache: cache.rows(at: indices))
    }
  }
}
