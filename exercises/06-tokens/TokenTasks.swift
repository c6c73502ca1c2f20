import Foundation
import Tensors
import Tokens

// T context length · D width, an even number · K negative samples

/// The exercises of chapter 06: byte-pair encoding, WordPiece, positions and word vectors.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Tokens are whole numbers here, their ids, and a word is the list of its tokens.
public protocol TokenTasks: Sendable {
  /// 06.1  One merge of byte-pair encoding.
  ///
  /// The different words of a text as lists of tokens, how often each word occurs, and an id that no token has yet → the
  /// rule for the pair that is merged, and the words after the merge. It is the most frequent pair of neighboring tokens,
  /// where every word counts as often as it occurs. Of equally frequent pairs, it is the one with the smaller left token,
  /// and then with the smaller right one. In 1 1 1 the pair (1, 1) occurs twice. Occurrences are merged from left to
  /// right: 1 1 1 becomes `new` 1. At least one word has two tokens.
  ///
  ///     words [5 6 7], [6 7], counts 1, 4, new 9 → the pair (6, 7), which occurs 5 times, and [5 9], [9]
  static func merge(_ words: [[Int]], counts: [Int], into new: Int) throws -> (rule: MergeRule, words: [[Int]])

  /// 06.2  How byte-pair encoding encodes a new word.
  ///
  /// The bytes of a word as tokens, and rules in the order in which they were learned → the word's tokens. Of all rules
  /// that fit somewhere in the word, the one that was learned first is applied, at the leftmost position where it fits.
  /// This is repeated until no rule fits. A rule fits two neighboring tokens that are its `left` and its `right`.
  ///
  ///     rules 2 3 → 8, 1 2 → 9: the word [1, 2, 3] → [1, 8]
  static func encode(_ word: [Int], with rules: [MergeRule]) throws -> [Int]

  /// 06.3  How WordPiece encodes a word: the longest match.
  ///
  /// A word of at least one letter, and the id of every token of the vocabulary → the ids of the word's tokens. The first
  /// is the longest token with which the word begins. The next is the longest with which the rest begins, and so on.
  /// Tokens that continue a word have `##` before them in the vocabulary. If no token fits the rest, the whole word is
  /// `unknown`, one id.
  ///
  ///     un 1, una 2, ##aff 3, ##ff 4, ##able 5: "unaffable" → [2, 4, 5], "unable" → [unknown], since una is longer
  static func wordPieces(_ word: String, vocabulary: [String: Int], unknown: Int) throws -> [Int]

  /// 06.4  The sinusoidal table of positions.
  ///
  /// The positions 0 ..< T and a width D → `[T, D]`. Columns 2i and 2i + 1 of row t are the sine and the cosine of t · ωᵢ,
  /// in radians, with the frequency ωᵢ = base^(−2i/D).
  ///
  ///     2 positions, width 4, base 100 → [[0, 1, 0, 1], [0.841, 0.540, 0.0998, 0.995]]: ω is 1, then 0.1
  static func sinusoids(positions T: Int, width D: Int, base: Scalar) throws -> Tensor

  /// 06.5  Rotary positions: every pair of numbers is rotated by an angle proportional to the position.
  ///
  /// x `[T, D]`, whose first row has the position `start` → `[T, D]`. In every row number i and number i + D/2 are a pair
  /// (a, b), for i = 0 ..< D/2. At position t it is rotated by the angle φ = t · base^(−2i/D):
  ///
  ///     a ← a · cos φ − b · sin φ
  ///     b ← b · cos φ + a · sin φ      with the old a
  ///
  ///     [[1, 0]] at position 1 → [[0.540, 0.841]], cos 1 and sin 1
  static func rotate(_ x: Tensor, from start: Int, base: Scalar) throws -> Tensor

  /// 06.6  The backward pass of skip-gram's loss with negative sampling.
  ///
  /// The vector c `[D]` of a center word, the vector n `[D]` of a context word, and the vectors `[K, D]` of negative
  /// samples, rows m → the gradients of the loss with respect to all three, where σ is the sigmoid:
  ///
  ///     loss          −ln σ(c·n) − Σ ln σ(−c·m)
  ///     derivatives   of −ln σ(s): σ(s) − 1; of −ln σ(−s): σ(s)
  ///
  ///     c [0], n [2], m [[4]] → c [1], which is (½ − 1) · 2 + ½ · 4; n [0], m [[0]]
  static func skipGramBackward(
    center: Tensor, context: Tensor, negatives: Tensor
  ) throws -> (center: Tensor, context: Tensor, negatives: Tensor)
}

/// A merge: two neighboring tokens, and the token that replaces them.
public struct MergeRule: Sendable {
  public var left: Int
  public var right: Int
  public var joined: Int

  public init(left: Int, right: Int, joined: Int) {
    self.left = left
    self.right = right
    self.joined = joined
  }
}
