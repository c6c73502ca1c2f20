import Foundation
import Tensors
import Transformer

// B batch size · T context length · D width · H heads · d = D/H width of a head · F feed-forward width
// Q queries · K keys · E width of a value

/// The exercises of chapter 07: the parts of a block, and how they are connected.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors. `x.permuted(0, 2, 1, 3)` puts the axes of x into that order; `x.reshaped(…)` keeps
/// the order of all numbers and gives them another shape.
public protocol TransformerTasks: Sendable {
  /// 07.1  Split the columns into heads.
  ///
  /// x `[B, T, D]` → `[B, H, T, d]`: head h gets the columns h·d ..< (h + 1)·d of every position.
  ///
  ///     2 heads, [[[1, 2, 3, 4], [5, 6, 7, 8]]] → [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]]
  static func splitHeads(_ x: Tensor, heads H: Int) throws -> Tensor

  /// 07.2  Merge the heads again.
  ///
  /// x `[B, H, T, d]` → `[B, T, D]`, D being H · d: column h·d + i of a position is entry i of its head h.
  ///
  ///     [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]] → [[[1, 2, 3, 4], [5, 6, 7, 8]]]
  static func mergeHeads(_ x: Tensor) throws -> Tensor

  /// 07.3  Attention weights under a causal mask.
  ///
  /// scores `[Q, K]` of the positions of one text → attention weights `[Q, K]`. Each row is the softmax over the keys
  /// up to the query's own position. All later keys get the weight 0, exactly. With fewer queries than keys, the
  /// queries are the last positions: the last query has the position of the last key. Scores may be as large as 1,000.
  ///
  ///     [[1, 9, 9], [0, 0, 9], [0, 0, 0]] → [[1, 0, 0], [½, ½, 0], [⅓, ⅓, ⅓]]
  static func causalWeights(_ scores: Tensor) throws -> Tensor

  /// 07.4  The feed-forward network.
  ///
  /// x `[B, T, D]` → `[B, T, D]`: relu(x·U + a)·W + b, at every position by itself. relu(s) is s where it is above 0,
  /// else 0.
  ///
  ///     x [[[2]]], U [[1, −1]], a [0, 0], W [[3], [5]], b [1] → [[[7]]]: the second activation is 0
  static func feedForward(_ x: Tensor, _ weights: FeedForwardWeights) throws -> Tensor

  /// 07.5  A pre-norm block from its parts.
  ///
  /// x `[B, T, D]` and the block's four parts, functions from `[B, T, D]` to `[B, T, D]` → `[B, T, D]`. First
  /// attention, then the feed-forward. The input of each is the residual stream after its own norm. Its output is added
  /// to the residual stream, which is not changed otherwise.
  ///
  ///     norms that change nothing, attention x ↦ 2x, feed-forward x ↦ 10x: x = 1 → 3 → 33
  static func block(_ x: Tensor, _ parts: BlockParts) throws -> Tensor

  /// 07.6  The online softmax: combine partial results over two sets of keys.
  ///
  /// The partial results of Q queries over some keys, and over other keys → the partial result over all of these keys.
  /// It holds for each query the largest score m, the total Σ e^(s − m), and the unnormalized context Σ e^(s − m) ·
  /// value. Totals and contexts can be added when both are relative to the same m. The output of attention is context /
  /// total.
  ///
  ///     largest [0], total [1], context [[4]] and largest [ln 2], total [1], context [[8]]
  ///       → largest [ln 2], total [1.5], context [[10]]: the weights are ⅓ and ⅔
  static func combine(_ a: PartialAttention, _ b: PartialAttention) throws -> PartialAttention

  /// 07.7  The number of parameters of a block.
  ///
  /// The width D, the feed-forward width F and the number of heads → the number of parameters of a block: four linear
  /// layers for queries, keys, values and the output projection, two for the feed-forward, each with a bias, and two
  /// layer norms, each with a gain and a bias.
  ///
  ///     D 1, F 1, 1 head → 16
  static func parameterCount(width D: Int, feedForwardWidth F: Int, heads H: Int) throws -> Int
}

/// The weights of a feed-forward.
public struct FeedForwardWeights: Sendable {
  /// U `[D, F]`
  public var up: Tensor
  /// a `[F]`
  public var upBias: Tensor
  /// W `[F, D]`
  public var down: Tensor
  /// b `[D]`
  public var downBias: Tensor

  public init(up: Tensor, upBias: Tensor, down: Tensor, downBias: Tensor) {
    self.up = up
    self.upBias = upBias
    self.down = down
    self.downBias = downBias
  }
}

/// The parts of a block: functions from `[B, T, D]` to `[B, T, D]`.
public struct BlockParts {
  public var attentionNorm: (Tensor) -> Tensor
  public var attention: (Tensor) -> Tensor
  public var feedForwardNorm: (Tensor) -> Tensor
  public var feedForward: (Tensor) -> Tensor

  public init(
    attentionNorm: @escaping (Tensor) -> Tensor, attention: @escaping (Tensor) -> Tensor,
    feedForwardNorm: @escaping (Tensor) -> Tensor, feedForward: @escaping (Tensor) -> Tensor
  ) {
    self.attentionNorm = attentionNorm
    self.attention = attention
    self.feedForwardNorm = feedForwardNorm
    self.feedForward = feedForward
  }
}

/// The partial result of attention over some of the keys.
public struct PartialAttention: Sendable {
  /// m `[Q]`, the largest score.
  public var largest: Tensor
  /// Σ e^(s − m) `[Q]`
  public var total: Tensor
  /// Σ e^(s − m) · value `[Q, E]`
  public var context: Tensor

  public init(largest: Tensor, total: Tensor, context: Tensor) {
    self.largest = largest
    self.total = total
    self.context = context
  }
}
