import Attention
import Datasets
import Gradients
import RNN
import Tensors

// N sequences · T new tokens of the longest · V tokens · D width

extension CausalLanguageModel: AutoregressiveModel {
  /// The keys and values of what was read so far.
  public struct State: DecoderState {
    var cache: StackCache

    public func rows(at indices: [Int]) -> State { State(cache: cache.rows(at: indices)) }
  }

  /// The state before the first token.
  ///
  /// - Parameter capacity: How many tokens of a sequence get memory at once; more make it grow.
  public func start(capacity: Int = 64) -> State { State(cache: StackCache(capacity: capacity)) }

  /// Reads more tokens of each of N sequences, of different lengths, and returns the logits `[N, V]` of each one's next
  /// token.
  public func read(_ tokens: PaddedRows, _ state: inout State) -> Tensor {
    let N = tokens.lengths.count
    require(tokens.lengths.allSatisfy { $0 > 0 }, "read: \(tokens.lengths) new tokens; each sequence needs one or more")
    return withoutGradients {
      let x = input(tokens.tokens, batch: N, from: state.cache.starts(N))  // [N, T, D]
      let y = stack(x, counts: tokens.lengths, cache: &state.cache)
      return output(constant(y.value.last(of: tokens.lengths))).value
    }
  }
}
