import EncoderDecoder
import Foundation
import Tensors

// B batch · U tokens of the target · V different tokens · N rows of scores · T positions so far · D width

/// The exercises of chapter 08: teaching a decoder, wiring it, and letting it write.
///
/// Answers work on plain tensors, and tokens are whole numbers.
public protocol EncoderDecoderTasks {
  /// 08.1  What the decoder is given, and what it has to say.
  ///
  /// The targets of a batch, of different lengths → two rows of U tokens for each, U being one more than the longest
  /// target has. Given are `begin` and then the target; wanted are the target and then `end`: at every position the token
  /// that comes next. Behind both stands `padding`, up to U.
  ///
  ///     begin 1, end 2, padding 0: [[7, 8, 9], [5]]
  ///       → given [[1, 7, 8, 9], [1, 5, 0, 0]], wanted [[7, 8, 9, 2], [5, 2, 0, 0]]
  static func shift(
    _ targets: [[Int]], begin: Int, end: Int, padding: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]])

  /// 08.2  Cross-entropy with label smoothing.
  ///
  /// scores `[N, V]`, a target for each row, and ε, the `smoothing` → the loss and its gradient `[N, V]`. Of the wanted
  /// probability the target gets 1 − ε, and ε is spread evenly over all V tokens, the target included. With p the
  /// softmax of a row, its loss is −Σ wanted · ln p. The loss is the mean over all rows whose target is not `padding`;
  /// the others count in nothing, and have the gradient 0. At least one row counts.
  ///
  ///     V 4, ε 0.2, target 1 → wanted [0.05, 0.85, 0.05, 0.05]
  static func smoothedLoss(
    _ scores: Tensor, targets: [Int], smoothing: Scalar, padding: Int
  ) throws -> (loss: Scalar, gradient: Tensor)

  /// 08.3  The learning rate of the first Transformer.
  ///
  /// Steps count from 1: 1/√D · min(1/√step, step / warmup^1.5). It rises evenly up to the step `warmup`, and falls
  /// as 1/√step from there.
  ///
  ///     D 4, warmup 4: step 1 → 0.0625, step 4 → 0.25, step 16 → 0.125
  static func rate(step: Int, width D: Int, warmup: Int) throws -> Scalar

  /// 08.4  The decoder's layer of step 2, in which all parts are there at once.
  ///
  /// x `[B, U, D]`, what the encoder has read, and the layer's parts → `[B, U, D]`. In this order: the recurrent net,
  /// the look at what was written so far, the look into the memory, the feed-forward. Each reads the road through its
  /// own norm, and what it says is added to the road. The look into the memory asks with what it reads, and finds the
  /// memory as it is: its last norm belongs to the encoder.
  ///
  ///     norms that change nothing, recurrence x ↦ 2x, self x ↦ 3x, cross x, m ↦ x + m, feed-forward x ↦ x, memory 5:
  ///       x = 1 → 3 → 12 → 29 → 58
  static func layer(_ x: Tensor, memory: Tensor, _ parts: LayerParts) throws -> Tensor

  /// 08.5  One more token, with the keys and values of those before it kept.
  ///
  /// x `[B, D]`, what the newest token of each text means, and the keys and values of the T tokens before it
  /// `[B, T, D]` → what the newest finds `[B, D]`, and the keys and values with its own behind them. Its position is T, the
  /// first token's being 0: row T of the sinusoidal table is added to x, before x is multiplied by the three matrices.
  /// Then it attends to all T + 1 keys, its own included, by softmax(q·k / √D).
  ///
  /// `SinusoidalPositions(width: D).table(T..<T + 1)` is that row, `[1, D]`.
  static func attendNext(
    _ x: Tensor, _ weights: LookWeights, keys: Tensor, values: Tensor
  ) throws -> (found: Tensor, keys: Tensor, values: Tensor)

  /// 08.6  Greedy writing.
  ///
  /// `next` takes the newest token of a text and gives the scores `[V]` of the one that follows; it remembers what it
  /// was given before, so it is asked once for each token, the first time with `begin`. The token of the highest
  /// score is written, and is the newest then. At `end` the text is over, also after `limit` tokens. → the text,
  /// without `begin` and `end`.
  ///
  ///     limit 3; after `begin` 7 is best, then 8, then `end` → [7, 8]
  static func write(
    begin: Int, end: Int, limit: Int, next: (_ token: Int) throws -> Tensor
  ) throws -> [Int]
}

/// What a layer of the decoder is wired from: functions from `[B, U, D]` to `[B, U, D]`.
public struct LayerParts {
  public var recurrenceNorm: (Tensor) -> Tensor
  public var recurrence: (Tensor) -> Tensor
  public var selfNorm: (Tensor) -> Tensor
  /// The look at what was written so far.
  public var selfAttention: (Tensor) -> Tensor
  public var crossNorm: (Tensor) -> Tensor
  /// The look into the memory: what asks, and what is looked into.
  public var crossAttention: (_ queries: Tensor, _ memory: Tensor) -> Tensor
  public var feedForwardNorm: (Tensor) -> Tensor
  public var feedForward: (Tensor) -> Tensor

  public init(
    recurrenceNorm: @escaping (Tensor) -> Tensor, recurrence: @escaping (Tensor) -> Tensor,
    selfNorm: @escaping (Tensor) -> Tensor, selfAttention: @escaping (Tensor) -> Tensor,
    crossNorm: @escaping (Tensor) -> Tensor, crossAttention: @escaping (Tensor, Tensor) -> Tensor,
    feedForwardNorm: @escaping (Tensor) -> Tensor, feedForward: @escaping (Tensor) -> Tensor
  ) {
    self.recurrenceNorm = recurrenceNorm
    self.recurrence = recurrence
    self.selfNorm = selfNorm
    self.selfAttention = selfAttention
    self.crossNorm = crossNorm
    self.crossAttention = crossAttention
    self.feedForwardNorm = feedForwardNorm
    self.feedForward = feedForward
  }
}

/// What makes queries, keys and values: each `[D, D]`.
public struct LookWeights: Sendable {
  public var query: Tensor
  public var key: Tensor
  public var value: Tensor

  public init(query: Tensor, key: Tensor, value: Tensor) {
    self.query = query
    self.key = key
    self.value = value
  }
}
