import Attention
import Datasets
import Gradients
import RNN
import Tensors

// N sequences · T new tokens of the longest · V tokens · D width

extension CausalLanguageModel: AutoregressiveModel {
  /// The state before the first token.
  ///
  /// - Parameter capacity: How many tokens of a sequence get memory at once; more make it grow.
  public func start(capacity: Int = 64) -> StackCache { StackCache(capacity: capacity) }

  /// Reads more tokens of each of N sequences, of different lengths, and returns the logits `[N, V]` of each one's next
  /// token.
  public func read(_ tokens: PaddedRows, _ cache: inout StackCache) -> Tensor {
    let N = tokens.lengths.count
    require(tokens.lengths.allSatisfy { $0 > 0 }, "read: \(tokens.lengths) new tokens; each sequence needs one or more")
    return withoutGradients {
      let x = input(tokens.tokens, batch: N, from: cache.starts(N))  // [N, T, D]
      let y = stack(x, counts: tokens.lengths, cache: &cache)
      return output(constant(y.value.last(of: tokens.lengths))).value
    }
  }
}
