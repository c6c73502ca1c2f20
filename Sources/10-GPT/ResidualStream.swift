import Attention
import Gradients
import Tensors
import Transformer

// B batch · T positions · D width · N rows · K quantities

extension GPTModel {
  /// The residual stream: the embeddings, then what it holds after each block, `n + 1` tensors `[B, T, D]`.
  ///
  /// The last one is not yet normalized.
  public func residualStream(_ ids: [Int], batch B: Int) -> [Tensor] {
    withoutGradients {
      var x = input(ids, batch: B, .evaluation)
      return [x.value]
        + stack.blocks.map { block in
          x = block(x, .causal, .evaluation)
          return x.value
        }
    }
  }

  /// For every block, how much each head attends from each position to the one that `source` names: the mean over all
  /// positions that have one.
  ///
  /// - Parameters:
  ///   - ids: B rows of T.
  ///   - source: The position to which an attention of a certain kind goes, or nil.
  /// - Returns: One number in 0...1 for each head of each block.
  public func attention(_ ids: [Int], batch B: Int, to source: (_ row: Int, _ position: Int) -> Int?) -> [[Double]] {
    let T = ids.count / B
    let weights = withoutGradients { stack.weights(input(ids, batch: B, .evaluation), .causal).map(\.own) }
    return weights.map { weights in  // [B, H, T, T]
      let H = weights.shape[1]
      return (0..<H).map { head in
        var (sum, count) = (0.0, 0)
        for row in 0..<B {
          for position in 0..<T {
            guard let source = source(row, position) else { continue }
            sum += Double(weights[row, head, position, source])
            count += 1
          }
        }
        require(count > 0, "attention: no position of \(B) rows of \(T) has a source")
        return sum / Double(count)
      }
    }
  }

  /// The induction score of every head on texts whose first half is repeated: how much a token of the second half attends to
  /// the token *after* the last time that it stood.
  ///
  /// Olsson et al., "In-context learning and induction heads", 2022.
  public func inductionScores(_ ids: [Int], batch B: Int) -> [[Double]] {
    let half = ids.count / B / 2
    require(half > 0, "inductionScores: \(ids.count) tokens in \(B) rows have no halves")
    return attention(ids, batch: B) { _, position in position < half ? nil : position - half + 1 }
  }

  /// How much every head attends to the token before.
  public func previousTokenScores(_ ids: [Int], batch B: Int) -> [[Double]] {
    attention(ids, batch: B) { _, position in position == 0 ? nil : position - 1 }
  }
}
