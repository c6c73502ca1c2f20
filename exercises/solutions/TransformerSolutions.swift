import Exercises
import Foundation
import Tensors
import Transformer

/// Model answers of chapter 07.
public enum TransformerSolutions: TransformerTasks {
  public static func splitHeads(_ x: Tensor, heads H: Int) throws -> Tensor {
    let (B, T, D) = x.shape3
    return x.reshaped(B, T, H, D / H).permuted(0, 2, 1, 3)
  }

  public static func mergeHeads(_ x: Tensor) throws -> Tensor {
    let (B, H, T, d) = x.shape4
    return x.permuted(0, 2, 1, 3).reshaped(B, T, H * d)
  }

  public static func causalWeights(_ scores: Tensor) throws -> Tensor {
    let (Q, K) = scores.shape2
    let mask = Tensor(shape: [Q, K]) { $0[1] <= $0[0] + K - Q ? 0 : -.infinity }
    return softmax(scores + mask)
  }

  public static func feedForward(_ x: Tensor, _ weights: FeedForwardWeights) throws -> Tensor {
    matmul(relu(matmul(x, weights.up) + weights.upBias), weights.down) + weights.downBias
  }

  public static func block(_ x: Tensor, _ parts: BlockParts) throws -> Tensor {
    let y = x + parts.attention(parts.attentionNorm(x))
    return y + parts.feedForward(parts.feedForwardNorm(y))
  }

  public static func combine(_ a: PartialAttention, _ b: PartialAttention) throws -> PartialAttention {
    let largest = Tensor(zip(a.largest.scalars, b.largest.scalars).map { max($0, $1) })
    let (p, q) = (exp(a.largest - largest), exp(b.largest - largest))  // one of the two is 1, the other at most 1
    return PartialAttention(
      largest: largest, total: p * a.total + q * b.total,
      context: p.reshaped(-1, 1) * a.context + q.reshaped(-1, 1) * b.context)
  }

  public static func parameterCount(width D: Int, feedForwardWidth F: Int, heads H: Int) throws -> Int {
    let attention = 4 * (D * D + D)  // the heads share the columns of these layers
    let feedForward = D * F + F + F * D + D
    let norms = 2 * (D + D)
    return attention + feedForward + norms
  }
}
