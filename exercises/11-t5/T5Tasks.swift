import Foundation
import T5
import Tensors

// T tokens · V vocabulary size · N rows · D width · H heads · d = D/H width of a head · Tq queries · Tk keys

/// The exercises of chapter 11: how a text becomes a source and a target, and what is new in T5's model.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors and lists. Tokens are integers.
public protocol T5Tasks: Sendable {
  /// 11.1  Span corruption: from a text and a mask to source and target.
  ///
  /// T tokens, and for each whether it is noise → the source and the target. Neighbors that are noise form a span. In the
  /// source one sentinel stands for each span. In the target the sentinel comes first, then the tokens of its span; after
  /// the last span comes one more sentinel, which closes the target. Sentinel k has the id V − 1 − k, and they are used
  /// in the order 0, 1, 2, … No end token is added. Do not use the library's `SpanCorruption`.
  ///
  ///     V 100, tokens 11 12 13 14 15, the second, third and fifth are noise
  ///       → source [11, 99, 14, 98], target [99, 12, 13, 98, 15, 97]
  ///
  /// When mask and tokens are not equally many: `throw Misfit("…")`, with the reason in words.
  static func corruptSpans(
    _ tokens: [Int], isNoise: [Bool], vocabularySize V: Int
  ) throws -> (source: [Int], target: [Int])

  /// 11.2  The bucket of a distance.
  ///
  /// An offset, the key's position minus the query's → its bucket, from 0 on. In an encoder, which is bidirectional, a
  /// key to the left or at the query's own position has one of the first half of the buckets, a key to the right one of
  /// the second half. In a decoder all buckets are for keys to the left, and a key to the right counts as distance 0.
  /// With n buckets for a side, the distances 0 ..< n/2 have a bucket each. From e = n/2 on the buckets get wider:
  /// e + ln(distance / e) / ln(maximum / e) · (n − e), rounded down, and n − 1 at most. Do not use the library's
  /// `RelativePositionBuckets`.
  ///
  ///     32 buckets, maximum 128, encoder: offset −3 → 3, offset 3 → 16 + 3, offset −12 → 8 + ⌊1.17⌋ = 9
  ///     the same in a decoder: offset −12 → 12, offset 3 → 0, offset −20 → 16 + ⌊1.72⌋ = 17
  static func relativeBucket(
    of offset: Int, buckets: Int, maximumDistance: Int, isBidirectional: Bool
  ) throws -> Int

  /// 11.3  Text infilling, one of BART's noises.
  ///
  /// T tokens, and the spans that are missing, as ranges of positions in ascending order → the corrupted text: one mask
  /// instead of each span, however long it is. A span may be empty, as 4..<4 is. Then a mask is inserted before the
  /// token at that position, and no token is lost. Spans may touch: each has a mask of its own. Do not use the library's
  /// `TextInfilling`.
  ///
  ///     tokens 11 12 13 14 15, spans 1..<3 and 4..<4, mask 9 → [11, 9, 14, 9, 15]
  ///
  /// When a span begins before the end of the one before it, or is not in the text: `throw Misfit("…")`.
  static func infill(_ tokens: [Int], spans: [Range<Int>], mask: Int) throws -> [Int]

  /// 11.4  RMS norm, and its gradients.
  ///
  /// N rows x `[N, D]`, a gain g `[D]`, ε, and the gradient dy `[N, D]` of the output → the output y `[N, D]` and the
  /// gradients of x and g, of their shapes. With r = √(mean(x²) + ε) for each row: x̂ = x / r and y = g ⊙ x̂. No mean is
  /// subtracted, and there is no bias. r depends on every x of its row, so dx has a second term:
  /// dx = (h − x̂ ⊙ mean(h ⊙ x̂)) / r with h = dy ⊙ g. Each row used the same gain, so dg is the sum of dy ⊙ x̂ over
  /// the rows. Do not use the library's `RMSNorm`, `rmsNorm` and `plainRMSNorm`.
  ///
  ///     x [[1, 7]], g [1, 2], ε 0, dy [[1, 1]]: r = √25 = 5, y = [[0.2, 2.8]], h = [[1, 2]], mean(h ⊙ x̂) = 1.5,
  ///     dx = [[0.14, −0.02]], dg = [0.2, 1.4]
  static func normalizeByRMS(
    _ x: Tensor, gain: Tensor, epsilon: Scalar, outputGradient dy: Tensor
  ) throws -> (y: Tensor, xGradient: Tensor, gainGradient: Tensor)

  /// 11.5  Viterbi's algorithm: the most probable segmentation of a word.
  ///
  /// A word, and the log-probability of each piece → the pieces whose log-probabilities have the largest sum, in their
  /// order, and that sum. Position by position, best[end] is the largest best[start] + log-probability of the piece from
  /// start to end, over all pieces that end there; best[0] is 0. Of two equally good ways to a position, the one whose
  /// last piece is longer counts. Then follow the pieces from the end to the start. Do not use the library's
  /// `UnigramTokenizer`.
  ///
  ///     a −1, b −2, c −3, ab −2.5, bc −2: the word abc → [a, bc] of −3; [ab, c] has −5.5, [a, b, c] has −6
  ///
  /// When no pieces make up the word: `throw Misfit("…")`.
  static func bestSegmentation(
    _ word: String, logProbabilities: [String: Scalar]
  ) throws -> (pieces: [String], score: Scalar)

  /// 11.6  T5's attention: a relative bias, and no 1/√d.
  ///
  /// Queries `[Tq, D]`, keys and values `[Tk, D]`, and a table `[buckets, H]` with a bias for each bucket and head → the
  /// contexts of all H heads, side by side, `[Tq, D]`. Head h has the columns h·d ..< (h + 1)·d of all three. Its score of
  /// a query and a key is q·k plus the bias of head h for the bucket of their offset, the key's position minus the
  /// query's. Key j is at position j, query i at position `start` + i: in generation, a decoder's new query comes after
  /// its cached keys. The weights are the softmax of the scores over all keys. The scores are not divided by √d: T5 makes
  /// the initial weights of the queries smaller instead. (There is no mask.)
  ///
  ///     one head, q·k = 0, biases 0 for offset 0 and ln 3 for offset 1: query 0 weights the keys 0 and 1 by ¼ and ¾
  static func biasedAttention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, table: Tensor, heads H: Int, start: Int, bucket: (_ offset: Int) -> Int
  ) throws -> Tensor

  /// 11.7  What the decoder is given, and what it is to predict.
  ///
  /// Targets of any lengths → the decoder's inputs, its labels, and which labels count, all in rows of one length. A row
  /// of labels is a target and `end`, filled up with `padding`. All rows are as long as the longest target and its `end`.
  /// The input at each position is the label of the position before; T5's decoder starts from `padding`. A label counts
  /// if it is a token of the target or its `end`: the loss is the mean over these.
  ///
  ///     padding 0, end 1, targets [7, 8] and [9]
  ///       → inputs [[0, 7, 8], [0, 9, 1]], labels [[7, 8, 1], [9, 1, 0]], counts [[true, true, true], [true, true, false]]
  static func decoderRows(
    _ targets: [[Int]], padding: Int, end: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]], counts: [[Bool]])
}
