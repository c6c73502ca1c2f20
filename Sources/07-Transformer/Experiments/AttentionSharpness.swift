import Attention
import Foundation
import Gradients
import Tensors

// B batch · H heads · T positions

/// How sharp the causal attention of a model is.
public struct AttentionSharpness {
  /// The largest |score| of a query for a key that it sees.
  public var largestScore: Double
  /// −Σ p·ln p over the weights of a query, in nats: 0 if it attends to one key, ln n if to n keys alike. The mean over
  /// all queries and heads.
  public var entropy: Double
}

extension MultiHeadAttention {
  /// The scores of every query for every key, before the mask, `[B, H, T, T]`: for measuring.
  public func scores(_ x: Variable) -> Tensor {
    let q = queries(x, from: [0]).splitHeads(heads)
    let k = keysAndValues(x, from: [0]).0.splitHeads(heads)
    return matmul(q * (scale ?? 1 / Scalar(q.shape[3]).squareRoot()), k, transposing: .right).value
  }

  /// How sharp the causal self-attention over x `[B, T, D]` is.
  public func sharpness(_ x: Variable) -> AttentionSharpness {
    withoutGradients {
      let (scores, T) = (scores(x).scalars, x.shape[1])
      // Entry n belongs to query n / T % T and key n % T.
      let visible = scores.indices.lazy.filter { $0 % T <= $0 / T % T }.map { Double(abs(scores[$0])) }
      let weights = plain(x, .causal, .evaluation).weights.value.scalars
      let sum = weights.reduce(0) { $1 > 0 ? $0 - Double($1) * log(Double($1)) : $0 }
      return AttentionSharpness(largestScore: visible.max() ?? 0, entropy: sum / Double(weights.count / T))
    }
  }
}

extension TransformerStack {
  /// The largest score of all blocks of a pre-norm stack with a causal mask, and the mean of their entropies.
  public func sharpness(_ x: Variable) -> AttentionSharpness {
    withoutGradients {
      var (y, result) = (x, AttentionSharpness(largestScore: 0, entropy: 0))
      for block in blocks {
        let own = block.attention.sharpness(block.attentionNorm(y))
        result.largestScore = max(result.largestScore, own.largestScore)
        result.entropy += own.entropy / Double(blocks.count)
        y = block(y, .causal, .evaluation)
      }
      return result
    }
  }
}
