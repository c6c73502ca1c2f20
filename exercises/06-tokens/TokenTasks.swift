import Foundation
import Tokens

// T positions · D width, an even number · K noise words

/// The exercises of chapter 06: how a text is cut into pieces, what pieces mean, and where they stand.
///
/// Pieces are whole numbers here, and a word is the list of its pieces.
public protocol TokenTasks {
  /// 06.1  One merge of byte-pair encoding.
  ///
  /// The different words of a text as lists of pieces, how often each word stands there, and a number that no piece has
  /// yet → which pair of neighbors is joined, and the words with it joined. It is the most frequent pair, every word
  /// being counted as often as it stands; of equals the one with the smaller left piece, and then with the smaller
  /// right one. In 1 1 1 the pair (1, 1) stands twice. Joined is from left to right, wherever the pair stands: 1 1 1
  /// becomes `new` 1. At least one word has two pieces.
  ///
  ///     words [5 6 7], [6 7], counts 1, 4, new 9 → the pair (6, 7), which stands 5 times, and [5 9], [9]
  static func merge(_ words: [[Int]], counts: [Int], into new: Int) throws -> (rule: MergeRule, words: [[Int]])

  /// 06.2  How byte-pair encoding cuts a new word.
  ///
  /// The bytes of a word as pieces, and rules in the order in which they were learned → the word's pieces. Of all rules
  /// that fit somewhere in the word the one that was learned first is applied, at the leftmost position where it fits;
  /// then again, until none fits. Two neighbors fit a rule that has them as `left` and `right`.
  ///
  ///     rules 2 3 → 8, 1 2 → 9: the word [1, 2, 3] → [1, 8]
  static func encode(_ word: [Int], with rules: [MergeRule]) throws -> [Int]

  /// 06.3  How WordPiece cuts a word: the longest match.
  ///
  /// A word of at least one letter, and the number of every piece → the numbers of the word's pieces. The first is the
  /// longest piece with which the word begins; then the longest with which the rest begins, and so forth. Pieces that
  /// go on with a word stand in the vocabulary with `##` before them. Where nothing fits, the word as a whole is
  /// `unknown`, one number.
  ///
  ///     un 1, una 2, ##aff 3, ##ff 4, ##able 5: "unaffable" → [2, 4, 5], "unable" → [unknown], since una goes first
  static func wordPieces(_ word: String, vocabulary: [String: Int], unknown: Int) throws -> [Int]

  /// 06.4  The sinusoidal table of positions.
  ///
  /// The positions 0 ..< T and a width D → `[T, D]`. Columns 2i and 2i + 1 of row t are the sine and the cosine of t · ωᵢ,
  /// in radians, with ωᵢ = base^(−2i/D).
  ///
  ///     2 positions, width 4, base 100 → [[0, 1, 0, 1], [0.841, 0.540, 0.0998, 0.995]]: ω is 1, then 0.1
  static func sinusoids(positions T: Int, width D: Int, base: Scalar) throws -> Tensor

  /// 06.5  Rotary positions: every pair of numbers is turned by an angle that grows with the position.
  ///
  /// x `[T, D]`, whose first row stands at the position `start` → `[T, D]`. In every row number i and number i + D/2 make a
  /// pair (a, b), for i = 0 ..< D/2. At the position t it is turned by the angle φ = t · base^(−2i/D):
  ///
  ///     a ← a · cos φ − b · sin φ
  ///     b ← b · cos φ + a · sin φ      with the a from before
  ///
  ///     [[1, 0]] at the position 1 → [[0.540, 0.841]], cos 1 and sin 1
  static func rotate(_ x: Tensor, from start: Int, base: Scalar) throws -> Tensor

  /// 06.6  Back through skip-gram's loss with negative sampling.
  ///
  /// A center c `[D]`, the vector n `[D]` of a word that stands near it, and the vectors `[K, D]` of words that were
  /// drawn at random, rows m → the gradients of the loss with respect to all three, σ being the sigmoid:
  ///
  ///     loss     −ln σ(c·n) − Σ ln σ(−c·m)
  ///     slopes   of −ln σ(s) it is σ(s) − 1, of −ln σ(−s) it is σ(s)
  ///
  ///     c [0], n [2], m [[4]] → c [1], which is (½ − 1) · 2 + ½ · 4; n [0], m [[0]]
  static func skipGramBackward(
    center: Tensor, near: Tensor, noise: Tensor
  ) throws -> (center: Tensor, near: Tensor, noise: Tensor)
}

/// Two pieces that are joined where they stand side by side, and the piece that they make.
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
