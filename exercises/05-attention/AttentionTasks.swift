import Attention
import Foundation
import Tensors

// B batch size · Q queries · K keys · D width of queries, keys and values · H hidden size of an additive score
// E width of a value where it differs · A, C widths of a query and a key where they differ
// W width of the beam · V vocabulary size

/// The exercises of chapter 05: attention, its backward pass, beam search and BLEU.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors. `matmul(a, b, transposing: .right)` is a·bᵀ for every matrix of a batch.
public protocol AttentionTasks: Sendable {
  /// 05.1  Scaled dot-product attention over sentences of different lengths.
  ///
  /// queries `[B, Q, D]`, keys and values `[B, K, D]`, and the number of keys of each sentence, 1 … K → a context vector
  /// for each query, `[B, Q, D]`. The keys beyond a sentence's length are padding: their weight is 0, whatever numbers
  /// they hold. Scores may be as large as 1,000.
  ///
  ///     scores    q·k / √D, for every query and key of a sentence
  ///     weights   the softmax of a query's scores: over the keys they sum to 1
  ///     context   the sum of the values, each times its key's weight
  ///
  ///     a query of zeros, values 2, 4, 9, length 2 → 3: all scores are 0, the first two keys have the weight ½ each
  static func attend(_ queries: Tensor, keys: Tensor, values: Tensor, lengths: [Int]) throws -> Tensor

  /// 05.2  The additive score: a small network scores every pair of a query and a key.
  ///
  /// queries `[B, Q, A]`, keys `[B, K, C]` → scores `[B, Q, K]`: v · tanh(q·W + k·U), for each query q with each key k
  /// of the same sentence.
  ///
  ///     q [[[1]]], k [[[1], [−1]]], W [[1]], U [[1]], v [2] → [[[1.928, 0]]], which is 2 · tanh 2 and 2 · tanh 0
  static func additiveScore(_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) throws -> Tensor

  /// 05.3  The backward pass of scaled dot-product attention.
  ///
  /// The gradient dy `[B, Q, D]` of the context vectors → the gradients of queries, keys and values, in their shapes.
  /// There is no padding. Scores may be as large as 1,000.
  ///
  ///     forward   S = q·kᵀ / √D,  P = softmax S,  y = P·v
  ///     softmax   dS = P ⊙ (dP − Σ dP ⊙ P), the sum over the keys
  ///
  /// Everything else is a product of matrices: in y = a·b, da = dy·bᵀ and db = aᵀ·dy.
  static func attendBackward(
    _ dy: Tensor, queries: Tensor, keys: Tensor, values: Tensor
  ) throws -> (queries: Tensor, keys: Tensor, values: Tensor)

  /// 05.4  One step of beam search.
  ///
  /// The log-probabilities `[W, V]` of the next token, one row for each of W hypotheses, and `sums` `[W]`, the
  /// log-probabilities of those hypotheses → the `width` most probable of all continuations, the best first. Of equals,
  /// the one of the earlier hypothesis comes first, and then the one with the smaller token. If there are fewer than
  /// `width`, all of them.
  ///
  ///     log-probabilities [[−1, −3], [−2, −1]], sums [−1, −4], width 2
  ///       → (parent 0, token 0, sum −2), (parent 0, token 1, sum −4)
  static func beamStep(_ logProbabilities: Tensor, sums: Tensor, width: Int) throws -> [Continuation]

  /// 05.5  BLEU: how many n-grams translations share with their references.
  ///
  /// Candidates and the reference of each, words as token ids, four or more in each sentence → for n = 1 … 4 the
  /// precision, the share of the candidates' n-grams (sequences of n words) that are matched, and the score. An n-gram
  /// that occurs m times in the reference is matched m times at most. Counts are summed over all sentences, then divided.
  ///
  ///     score     (p₁ · p₂ · p₃ · p₄)^¼, times the brevity penalty
  ///     penalty   with h words in all candidates and r in all references: exp(1 − r/h) where h < r, else 1
  ///
  ///     candidate 7 7 7 7, reference 7 7 8 9 → p [2/4, 1/3, 0, 0], score 0
  static func bleu(_ candidates: [[Int]], references: [[Int]]) throws -> (precisions: Tensor, score: Scalar)

  /// 05.6  A soft dictionary: attention by distance.
  ///
  /// queries `[Q, D]`, keys `[K, D]`, values `[K, E]` → a context vector for each query, `[Q, E]`. The score of a key is
  /// −d²/2τ, where d² is its squared distance from the query and τ the temperature. The weights are the softmax of the
  /// scores over the keys. As τ goes to 0, the weight of the nearest key goes to 1, as in an exact dictionary.
  ///
  ///     query [[0]], keys [[1], [2]], values [[10], [20]], τ 1 → [[11.82]]: the weights are 0.818 and 0.182
  static func lookUp(_ queries: Tensor, keys: Tensor, values: Tensor, temperature: Scalar) throws -> Tensor
}

/// The weights of an additive score.
public struct AdditiveWeights: Sendable {
  /// W `[A, H]`: maps a query to the hidden units.
  public var query: Tensor
  /// U `[C, H]`: maps a key to the hidden units.
  public var key: Tensor
  /// v `[H]`: the weight of each hidden unit in the score.
  public var v: Tensor

  public init(query: Tensor, key: Tensor, v: Tensor) {
    self.query = query
    self.key = key
    self.v = v
  }
}

/// A hypothesis of a beam and a next token.
public struct Continuation: Sendable {
  /// Which hypothesis, by its row.
  public var parent: Int
  /// The next token.
  public var token: Int
  /// The log-probability of all tokens, this one included.
  public var sum: Scalar

  public init(parent: Int, token: Int, sum: Scalar) {
    self.parent = parent
    self.token = token
    self.sum = sum
  }
}
