import Attention
import Foundation

// B batch · Q queries · K keys · D width of queries, keys and values · H width of a score's net
// E width of a value where it has its own · A, C widths of a query and a key where they differ
// W beginnings in a beam · V tokens

/// The exercises of chapter 05: looking back, writing with a beam, and judging what was written.
///
/// Answers work on plain tensors. `matmul(a, b, transposing: .right)` is a·bᵀ for every matrix of a batch.
public protocol AttentionTasks {
  /// 05.1  Scaled dot attention over sentences of different lengths.
  ///
  /// queries `[B, Q, D]`, keys and values `[B, K, D]`, and how many keys each sentence truly has, 1 … K → a context of
  /// the values for each query, `[B, Q, D]`. The keys beyond a sentence's length are padding: they weigh nothing,
  /// whatever stands there.
  ///
  ///     scores    q·k / √D, for every query and key of a sentence
  ///     weights   the softmax of a query's scores: over the keys they sum to 1
  ///     context   the sum of the values, each times its key's weight
  ///
  ///     a query of zeros, values 2, 4, 9, length 2 → 3: all scores are 0, the first two keys weigh ½ each
  static func attend(_ queries: Tensor, keys: Tensor, values: Tensor, lengths: [Int]) throws -> Tensor

  /// 05.2  The additive score: a small net judges every pair of a query and a key.
  ///
  /// queries `[B, Q, A]`, keys `[B, K, C]` → scores `[B, Q, K]`: v · tanh(q·W + k·U), for each query q with each key k
  /// of the same sentence.
  ///
  ///     q [[[1]]], k [[[1], [−1]]], W [[1]], U [[1]], v [2] → [[[1.928, 0]]], which is 2 · tanh 2 and 2 · tanh 0
  static func additiveScore(_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) throws -> Tensor

  /// 05.3  Back through scaled dot attention.
  ///
  /// The gradient dy `[B, Q, D]` of the context → the gradients of queries, keys and values, each of its own's shape.
  /// There is no padding.
  ///
  ///     forward   S = q·kᵀ / √D,  P = softmax S,  y = P·v
  ///     softmax   dS = P ⊙ (dP − Σ dP ⊙ P), the sum over the keys
  ///
  /// Everything else is a product of matrices: in y = a·b, da = dy·bᵀ and db = aᵀ·dy.
  static func attendBackward(
    _ dy: Tensor, queries: Tensor, keys: Tensor, values: Tensor
  ) throws -> (queries: Tensor, keys: Tensor, values: Tensor)

  /// 05.4  One step of a beam.
  ///
  /// The logarithms `[W, V]` of the probabilities of the next tokens, one row for each of W beginnings, and `sums`
  /// `[W]`, the logarithms of the probabilities of those beginnings → the `width` most probable of all ways to go on,
  /// the best first; of equals the one of the earlier beginning, and then the one with the smaller token. All of them,
  /// where there are fewer.
  ///
  ///     logarithms [[−1, −3], [−2, −1]], sums [−1, −4], width 2
  ///       → (parent 0, token 0, sum −2), (parent 0, token 1, sum −4)
  static func beamStep(_ logProbabilities: Tensor, sums: Tensor, width: Int) throws -> [Continuation]

  /// 05.5  BLEU: what translations have in common with those wanted.
  ///
  /// Sentences that were written and those wanted in their position, words as numbers, four or more in each → for
  /// n = 1 … 4 the share of the written n-grams (runs of n words) that are matched, and the score. An n-gram that the
  /// wanted sentence holds m times is matched m times at most. Counts are summed over all sentences, then divided.
  ///
  ///     score     (p₁ · p₂ · p₃ · p₄)^¼, times the brevity penalty
  ///     penalty   h words were written, r wanted, in all sentences together: exp(1 − r/h) where h < r, else 1
  ///
  ///     written 7 7 7 7, wanted 7 7 8 9 → p [2/4, 1/3, 0, 0], score 0
  static func bleu(_ written: [[Int]], targets: [[Int]]) throws -> (precisions: Tensor, score: Scalar)

  /// 05.6  A soft dictionary: attention by distance.
  ///
  /// queries `[Q, D]`, keys `[K, D]`, values `[K, E]` → `[Q, E]`. Each query gets a context of all values. The score of
  /// a key is −d²/2τ, d² being its squared distance from the query and τ the temperature, and a softmax over the keys
  /// makes weights of the scores. As τ goes to 0 the nearest key takes all, as in an exact dictionary.
  ///
  ///     query [[0]], keys [[1], [2]], values [[10], [20]], τ 1 → [[11.82]]: the weights are 0.818 and 0.182
  static func lookUp(_ queries: Tensor, keys: Tensor, values: Tensor, temperature: Scalar) throws -> Tensor
}

/// The weights of an additive score.
public struct AdditiveWeights: Sendable {
  /// W `[A, H]`: what the query says to each unit.
  public var query: Tensor
  /// U `[C, H]`: what the key says to each unit.
  public var key: Tensor
  /// v `[H]`: how each unit votes.
  public var judge: Tensor

  public init(query: Tensor, key: Tensor, judge: Tensor) {
    self.query = query
    self.key = key
    self.judge = judge
  }
}

/// One way to go on with one of the beginnings in a beam.
public struct Continuation: Sendable {
  /// Which beginning, by its row.
  public var parent: Int
  /// What comes next.
  public var token: Int
  /// The logarithm of the probability of all tokens, this one included.
  public var sum: Scalar

  public init(parent: Int, token: Int, sum: Scalar) {
    self.parent = parent
    self.token = token
    self.sum = sum
  }
}
