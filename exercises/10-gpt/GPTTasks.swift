import Foundation
import GPT
import Tensors

// B batch size · T positions · C capacity of a cache · D width · H heads · d = D/H width of a head · V vocabulary size
// S hidden states

/// The exercises of chapter 10: how a GPT is trained, how it generates, how it is fine-tuned, and what it knows inside.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors and lists. Tokens are integers.
public protocol GPTTasks: Sendable {
  /// 10.1  Contexts and their next tokens.
  ///
  /// The tokens of a text, and an offset, 0 or more, for each of B contexts → B rows of T inputs, and B rows of T
  /// targets. The inputs are the T tokens from the offset on. The target at each position is the token that follows it in
  /// the text. Do not use the library's `TokenBatch`.
  ///
  ///     the text 5 6 7 8 9, T 3, offsets 1 and 0 → inputs [[6, 7, 8], [5, 6, 7]], targets [[7, 8, 9], [6, 7, 8]]
  ///
  /// When a context is not in the text with all of its targets: `throw Misfit("…")`, with the reason in words.
  static func cutContexts(
    _ text: [Int], at offsets: [Int], contextLength T: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]])

  /// 10.2  A block of GPT-2, with causal attention of H heads.
  ///
  /// x `[T, D]` of one text → `[T, D]`: y = x + attention(attentionNorm(x)), then y + feedForward(feedForwardNorm(y)).
  /// The normalized x times `query`, `key` and `value` gives queries, keys and values, each `[T, D]`. Head h has the
  /// columns h·d ..< (h + 1)·d of all three. Its weights are the softmax of q·k / √d over the keys up to the query's own
  /// position; later keys get the weight 0. The contexts of all heads, side by side again, are multiplied by `output`.
  /// (GPT-2 adds a bias after each matrix; these have none.)
  ///
  ///     norms and a feed-forward that return 0: the block changes nothing
  static func causalBlock(_ x: Tensor, _ weights: CausalBlockWeights, heads H: Int) throws -> Tensor

  /// 10.3  Temperature and top-p: from logits to what is sampled from.
  ///
  /// The logits `[V]` → probabilities `[V]`. First p = softmax(logits / temperature). Then the most probable tokens are
  /// kept, as few as together have at least `topP`. They are divided by their sum, so that they sum to 1. All others
  /// get 0, and each token keeps its position. Logits may be as large as 1,000. Do not use the library's `Sampler`.
  /// (No two logits of the check are equal.)
  ///
  ///     logits [0, ln 2, ln 3], temperature 0.5: p = [1, 4, 9] / 14; topP 0.9 → [0, 4/13, 9/13]
  ///
  /// Unless 0 < temperature and 0 < topP ≤ 1: `throw Misfit("…")`.
  static func sampledProbabilities(_ logits: Tensor, temperature: Scalar, topP: Scalar) throws -> Tensor

  /// 10.4  One step of generation with a cache allocated once.
  ///
  /// The newest token, and the cache after the tokens before it → the context vector `[D]` of the newest token, and the
  /// cache with its key and value. The cache has memory for C positions. Rows 0 ..< length hold the tokens so far, and
  /// the rows after them any numbers. The newest token has the position `length`. Its x is its row of the table of tokens
  /// plus that position's row of the table of positions. x times the three matrices is its query, key and value. Key and
  /// value go to row `length`, so that the length grows by 1. The weights over the rows that are now filled, the newest
  /// included, are softmax(q·k / √D).
  ///
  ///     length 3: the newest token has position 3, goes to row 3, attends to the rows 0 … 3, and the new length is 4
  ///
  /// When the cache is full: `throw Misfit("…")`.
  static func cachedStep(
    _ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights
  ) throws -> (context: Tensor, cache: FixedCache)

  /// 10.5  Fine-tuning with the language model as auxiliary loss, and its gradients.
  ///
  /// From the task's head the logits `[B, K]` of K classes, and a label for each text. From the language model the logits
  /// `[B, T, V]` at all positions, the tokens of the texts, B rows of T, and their lengths, each at least 2: what follows
  /// is padding → the loss, and its gradients for both logits, of their shapes. The loss is the task loss plus λ, the
  /// `weight`, times the language-model loss. The task loss is the mean of −ln p(label) over the texts. The
  /// language-model loss is the mean of −ln p(next token) over all positions of the batch that have a next token: of a
  /// text of length n, positions 0 … n − 2. Each p comes from the softmax of a row of logits, which may be as large as
  /// 1,000. The gradient of a mean cross-entropy is p minus the one-hot target, divided by the number of rows that count.
  /// It is 0 at all other rows.
  ///
  ///     logits of zeros, K 2, V 4, λ 0.5 → ln 2 + 0.5 · ln 4 = 1.386, whatever the lengths
  static func fineTuningLoss(
    taskLogits: Tensor, labels: [Int], tokenLogits: Tensor, tokens: [[Int]], lengths: [Int], weight: Scalar
  ) throws -> (loss: Scalar, taskGradient: Tensor, tokenGradient: Tensor)

  /// 10.6  The inputs of GPT-1's tasks.
  ///
  /// A structured input → one or more rows of tokens, and for each the position of the state that the task's head reads.
  /// With `<s>`, `$` and `<e>` for the markers start, delimiter and end:
  ///
  ///     classification    <s> text <e>
  ///     entailment        <s> premise $ hypothesis <e>
  ///     similarity        <s> first $ second <e> and <s> second $ first <e>, as no order is the natural one
  ///     multiple choice   <s> context $ answer <e> for each answer
  ///
  /// All rows are filled up at the end with `padding` to the length of the longest. The head reads the state at `<e>`,
  /// the only one that has seen the whole input.
  ///
  ///     <s> 1, $ 2, <e> 3, padding 0, context 7 8, answers 9 and 5 6
  ///       → tokens [[1, 7, 8, 2, 9, 3, 0], [1, 7, 8, 2, 5, 6, 3]], read [5, 6]
  static func taskInput(
    _ input: StructuredInput, markers: InputMarkers
  ) throws -> (tokens: [[Int]], read: [Int])

  /// 10.7  Bayes' rule: what the tokens so far tell about a hidden state.
  ///
  /// A process has S hidden states. From state i it emits the token x and goes to state j, with the probability
  /// p(x, j | i) = `transitions[x, i, j]`; the tensor is `[V, S, S]`. The belief η `[S]` before the first token, and the N
  /// tokens that were seen, at least one → the beliefs `[N, S]`, each after one more token, and the probability of each
  /// token before it was seen, `[N]`. With T for the matrix of the token, η·T has in column j the probability of that
  /// token and state j. Its sum is the token's probability, and divided by its sum it is the new belief, which the next
  /// token updates.
  ///
  ///     η [½, ½], the matrix of the token [[0.4, 0.4], [0, 0.2]] → η·T = [0.2, 0.3], probability 0.5, belief [0.4, 0.6]
  ///
  /// When a token cannot come, of probability 0: `throw Misfit("…")`.
  static func updateBeliefs(
    _ belief: Tensor, _ transitions: Tensor, tokens: [Int]
  ) throws -> (beliefs: Tensor, probabilities: Tensor)

  /// 10.8  Which heads are induction heads?
  ///
  /// A text repeats its first P tokens again and again, and is longer than P. The attention weights `[H, T, T]` of H
  /// heads on it, head by head, query by query, key by key → a score `[H]` for each head: the mean weight that a query
  /// gives to the token after its own token's last occurrence, a period ago. That is, from position t to t − P + 1. The
  /// mean is over all queries that have seen their token before: positions P ..< T.
  ///
  ///     the text a b a b, P 2: query 2, an a, to key 1, the b after the first a; query 3 to key 2
  static func inductionScores(_ weights: Tensor, period P: Int) throws -> Tensor
}

/// The parts of a block with causal attention.
public struct CausalBlockWeights {
  /// The norms, and the feed-forward: functions from `[T, D]` to `[T, D]`.
  public var attentionNorm: (Tensor) -> Tensor
  public var feedForwardNorm: (Tensor) -> Tensor
  public var feedForward: (Tensor) -> Tensor
  /// The matrices of attention, each `[D, D]`.
  public var query: Tensor
  public var key: Tensor
  public var value: Tensor
  public var output: Tensor

  public init(
    attentionNorm: @escaping (Tensor) -> Tensor, feedForwardNorm: @escaping (Tensor) -> Tensor,
    feedForward: @escaping (Tensor) -> Tensor, query: Tensor, key: Tensor, value: Tensor, output: Tensor
  ) {
    (self.attentionNorm, self.feedForwardNorm, self.feedForward) = (attentionNorm, feedForwardNorm, feedForward)
    (self.query, self.key, self.value, self.output) = (query, key, value, output)
  }
}

/// The keys and values of one text, with memory for C positions.
public struct FixedCache: Sendable {
  /// `[C, D]`
  public var keys: Tensor
  /// `[C, D]`
  public var values: Tensor
  /// How many rows are filled, from row 0 on.
  public var length: Int

  public init(keys: Tensor, values: Tensor, length: Int) {
    (self.keys, self.values, self.length) = (keys, values, length)
  }
}

/// The tables and matrices of a step.
public struct CachedAttentionWeights: Sendable {
  /// The table of the tokens, `[V, D]`.
  public var tokens: Tensor
  /// The table of the positions, `[C, D]`.
  public var positions: Tensor
  /// `[D, D]`, as are the other two.
  public var query: Tensor
  public var key: Tensor
  public var value: Tensor

  public init(tokens: Tensor, positions: Tensor, query: Tensor, key: Tensor, value: Tensor) {
    (self.tokens, self.positions) = (tokens, positions)
    (self.query, self.key, self.value) = (query, key, value)
  }
}

/// An example of one of GPT-1's tasks, in tokens.
public enum StructuredInput: Sendable {
  case classification(text: [Int])
  case entailment(premise: [Int], hypothesis: [Int])
  case similarity(first: [Int], second: [Int])
  case multipleChoice(context: [Int], answers: [[Int]])
}

/// The tokens that stand for no text.
public struct InputMarkers: Sendable {
  public var start: Int
  public var delimiter: Int
  public var end: Int
  public var padding: Int

  public init(start: Int, delimiter: Int, end: Int, padding: Int) {
    (self.start, self.delimiter, self.end, self.padding) = (start, delimiter, end, padding)
  }
}
