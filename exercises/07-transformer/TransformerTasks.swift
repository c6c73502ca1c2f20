import Foundation
import Tensors
import Transformer

// B batch · T positions · D width · H heads · d = D/H width of a head · F width inside the feed-forward
// Q queries · K keys · E width of a value

/// The exercises of chapter 07: the parts of a block, and how they are wired.
///
/// Answers work on plain tensors. `x.permuted(0, 2, 1, 3)` puts the axes of x into that order; `x.reshaped(…)` keeps all
/// numbers in their order and only counts them otherwise.
public protocol TransformerTasks {
  /// 07.1  Columns dealt out to heads.
  ///
  /// x `[B, T, D]` → `[B, H, T, d]`: head h gets the columns h·d ..< (h + 1)·d of every position.
  ///
  ///     2 heads, [[[1, 2, 3, 4], [5, 6, 7, 8]]] → [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]]
  static func splitHeads(_ x: Tensor, heads H: Int) throws -> Tensor

  /// 07.2  The heads side by side again.
  ///
  /// x `[B, H, T, d]` → `[B, T, D]`, D being H · d: column h·d + i of a position is number i of its head h.
  ///
  ///     [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]] → [[[1, 2, 3, 4], [5, 6, 7, 8]]]
  static func mergeHeads(_ x: Tensor) throws -> Tensor

  /// 07.3  Attention that does not see the future.
  ///
  /// scores `[Q, K]` of a text's positions → the weights `[Q, K]`, the softmax over the keys that a query sees: those up
  /// to its own position. All others weigh exactly 0. Where there are fewer queries than keys, they are the last
  /// positions: the last query stands at the last key.
  ///
  ///     [[1, 9, 9], [0, 0, 9], [0, 0, 0]] → [[1, 0, 0], [½, ½, 0], [⅓, ⅓, ⅓]]
  static func causalWeights(_ scores: Tensor) throws -> Tensor

  /// 07.4  The feed-forward: what a position makes of what it has found.
  ///
  /// x `[B, T, D]` → `[B, T, D]`: relu(x·U + a)·W + b, at every position by itself. relu(s) is s where it is above 0,
  /// else 0.
  ///
  ///     x [[[2]]], U [[1, −1]], a [0, 0], W [[3], [5]], b [1] → [[[7]]]: the second unit is silent
  static func feedForward(_ x: Tensor, _ weights: FeedForwardWeights) throws -> Tensor

  /// 07.5  A block in pre-norm.
  ///
  /// x `[B, T, D]` and the block's four parts, each from such a tensor to such a tensor → `[B, T, D]`. First attention,
  /// then the feed-forward. Each reads what is on the road through its own norm, and what it says is added to the road;
  /// nothing else happens to the road itself.
  ///
  ///     norms that change nothing, attention x ↦ 2x, feed-forward x ↦ 10x: x = 1 → 3 → 33
  static func block(_ x: Tensor, _ parts: BlockParts) throws -> Tensor

  /// 07.6  Attention in pieces: two glimpses become one.
  ///
  /// What Q queries saw in some keys, and what they saw in others → what they saw in all of them. A glimpse holds for
  /// each query the largest score m, the total Σ e^(s − m), and the context Σ e^(s − m) · value. Totals and context of
  /// two glimpses can be added once both are measured from the same m. Attention is context / total, in the end.
  ///
  ///     largest [0], total [1], context [[4]] and largest [ln 2], total [1], context [[8]]
  ///       → largest [ln 2], total [1.5], context [[10]]: the weights are ⅓ and ⅔
  static func combine(_ a: Glimpse, _ b: Glimpse) throws -> Glimpse

  /// 07.7  How much a block learns.
  ///
  /// The width D, the width F inside the feed-forward and the number of heads → how many numbers a block has: four
  /// linear maps for queries, keys, values and the heads' output, two for the feed-forward, all of them with a bias, and
  /// two layer norms, each with a gain and a bias.
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

/// What a block is wired from: functions from `[B, T, D]` to `[B, T, D]`.
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

/// What queries saw in some of the keys.
public struct Glimpse: Sendable {
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
