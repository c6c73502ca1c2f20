import EncoderDecoder
import Foundation
import Tensors
import Tokens

// B batch size · U tokens of the target · V vocabulary size · N rows of logits · T positions so far · D width

/// The exercises of chapter 08: training a decoder, its layer, and generation.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors. Tokens are integers.
public protocol EncoderDecoderTasks: Sendable {
  /// 08.1  Decoder inputs and targets.
  ///
  /// The target sentences of a batch, of different lengths → two rows of U tokens for each, where U is the length of
  /// the longest plus one. The inputs are `begin` and then the sentence. The targets are the sentence and then `end`:
  /// at every position the next token. Both are filled up to U with `padding` at the end.
  ///
  ///     begin 1, end 2, padding 0: [[7, 8, 9], [5]]
  ///       → inputs [[1, 7, 8, 9], [1, 5, 0, 0]], targets [[7, 8, 9, 2], [5, 2, 0, 0]]
  static func shift(
    _ sentences: [[Int]], begin: Int, end: Int, padding: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]])

  /// 08.2  Cross-entropy with label smoothing.
  ///
  /// logits `[N, V]`, a target for each row, and ε, the `smoothing` → the loss and its gradient `[N, V]`. The target
  /// distribution q gives 1 − ε to the target, and spreads ε evenly over all V tokens, the target included. With p the
  /// softmax of a row, its loss is −Σ q · ln p. The loss is the mean over all rows whose target is not `padding`. Rows
  /// of padding do not count, and their gradient is 0. At least one row counts. Logits may be as large as 1,000.
  ///
  ///     V 4, ε 0.2, target 1 → q [0.05, 0.85, 0.05, 0.05]
  static func smoothedLoss(
    _ logits: Tensor, targets: [Int], smoothing: Scalar, padding: Int
  ) throws -> (loss: Scalar, gradient: Tensor)

  /// 08.3  The learning rate of the first Transformer.
  ///
  /// Steps count from 1: 1/√D · min(1/√step, step / warmup^1.5). It rises linearly up to the step `warmup`, and falls
  /// as 1/√step after it.
  ///
  ///     D 4, warmup 4: step 1 → 0.0625, step 4 → 0.25, step 16 → 0.125
  static func rate(step: Int, width D: Int, warmup: Int) throws -> Scalar

  /// 08.4  The decoder layer of stage 2, with all four parts.
  ///
  /// x `[B, U, D]`, the memory (the encoder's outputs), and the layer's parts → `[B, U, D]`. In this order: the
  /// recurrent net, self-attention, cross-attention, the feed-forward. The input of each is the residual stream after
  /// its own norm, and its output is added to the residual stream. Cross-attention gets the memory as it is: the
  /// encoder has normalized it.
  ///
  ///     norms that change nothing, recurrence x ↦ 2x, self x ↦ 3x, cross x, m ↦ x + m, feed-forward x ↦ x, memory 5:
  ///       x = 1 → 3 → 12 → 29 → 58
  static func layer(_ x: Tensor, memory: Tensor, _ parts: LayerParts) throws -> Tensor

  /// 08.5  Attention of one new token, with a key–value cache.
  ///
  /// x `[B, D]`, the embedding of the newest token of each text, and the cached keys and values `[B, T, D]` of the T
  /// tokens before it → the context vector of the newest token `[B, D]`, and the keys and values with its own appended.
  /// The first token has position 0, so the newest has position T. Row T of the sinusoidal table is added to x, before
  /// x is multiplied by the three matrices. The weights over all T + 1 keys, its own included, are softmax(q·k / √D).
  /// Scores may be as large as 1,000.
  ///
  /// `SinusoidalPositions(width: D).table(T..<T + 1)` is that row, `[1, D]`.
  static func attendNext(
    _ x: Tensor, _ weights: AttentionProjections, keys: Tensor, values: Tensor
  ) throws -> (context: Tensor, keys: Tensor, values: Tensor)

  /// 08.6  Greedy decoding.
  ///
  /// `next` takes the newest token of a text and returns the logits `[V]` of the next one. It keeps a state, so it is
  /// called once for each token, the first time with `begin`. The token with the largest logit is appended to the text,
  /// and is the newest token of the next call. The text ends at `end`, or after `limit` tokens. → the text, without
  /// `begin` and `end`.
  ///
  ///     limit 3; 7 is the most probable token after `begin`, then 8, then `end` → [7, 8]
  static func generate(
    begin: Int, end: Int, limit: Int, next: (_ token: Int) throws -> Tensor
  ) throws -> [Int]
}

/// The parts of a decoder layer: functions from `[B, U, D]` to `[B, U, D]`.
public struct LayerParts {
  public var recurrenceNorm: (Tensor) -> Tensor
  public var recurrence: (Tensor) -> Tensor
  public var selfNorm: (Tensor) -> Tensor
  public var selfAttention: (Tensor) -> Tensor
  public var crossNorm: (Tensor) -> Tensor
  /// Its queries come from the first argument, its keys and values from the memory.
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

/// The matrices of queries, keys and values, each `[D, D]`.
public struct AttentionProjections: Sendable {
  public var query: Tensor
  public var key: Tensor
  public var value: Tensor

  public init(query: Tensor, key: Tensor, value: Tensor) {
    self.query = query
    self.key = key
    self.value = value
  }
}
