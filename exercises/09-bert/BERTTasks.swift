import BERT
import Foundation
import Tensors

// B batch size · T positions of a row · N positions of the whole batch · D width · V vocabulary size

/// The exercises of chapter 09: what BERT reads, what it is pre-trained on, and how answers are read off.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors and lists. Tokens are integers, and `special` holds those that stand for no text:
/// `special.classification` is `[CLS]`, `special.separator` is `[SEP]`, `special.mask` is `[MASK]`, `special.padding` is
/// `[PAD]`, `special.unknown` is `[UNK]`, and `special.all` is the set of them all.
public protocol BERTTasks: Sendable {
  /// 09.1  Masking: 80 % `[MASK]`, 10 % random, 10 % unchanged.
  ///
  /// The tokens of a row, and the positions that were drawn, each with its noise, uniform in 0 ..< 1, and a random token →
  /// the tokens that the model is shown, and a target for each position. A drawn position is shown as `[MASK]` where its
  /// noise is below 0.8, as its random token where it is at least 0.8 and below 0.9, and unchanged elsewhere. In all
  /// three cases its target is the true token. Special tokens are never masked: drawn or not, they stay, and are no
  /// targets. Where nothing is to be predicted, the target is `ignored`.
  ///
  ///     [MASK] 4, ignored −1, the row [CLS] 7 8 9 [SEP]; drawn: 1 with noise 0.85 and the random token 6, 3 with 0.5,
  ///     4 with 0.1 → shown [CLS] 6 8 [MASK] [SEP], targets [−1, 7, −1, 9, −1]
  static func maskTokens(
    _ tokens: [Int], at drawn: [DrawnPosition], special: BERTSpecialTokens, ignored: Int
  ) throws -> (shown: [Int], targets: [Int])

  /// 09.2  The input of a pair of texts.
  ///
  /// Two texts A and B → the tokens `[CLS] A [SEP] B [SEP]`, a segment id for each, and their number. The segment is 0
  /// for `[CLS] A [SEP]`, and 1 for `B [SEP]`. Then both lists are filled up to `width` with padding at the end: `[PAD]`,
  /// of the segment 0. The length counts the special tokens, but not the padding. Do not use the library's `BERTInput`.
  ///
  ///     A 7 8, B 9, width 8 → tokens [CLS] 7 8 [SEP] 9 [SEP] [PAD] [PAD], segments [0, 0, 0, 0, 1, 1, 0, 0], length 6
  ///
  /// When the tokens do not fit the width: `throw Misfit("…")`, with the reason in words.
  static func joinPair(
    _ first: [Int], _ second: [Int], width: Int, special: BERTSpecialTokens
  ) throws -> (tokens: [Int], segments: [Int], length: Int)

  /// 09.3  The loss of pre-training, from both heads, and its gradients.
  ///
  /// From the masked-language head the logits `[N, V]` of all N positions, the true tokens of all of them, and the
  /// positions that were chosen, at least one. From the next-sentence head the logits `[B, 2]`, and for each pair its
  /// label, 0 or 1 → the loss, and its gradients for both logits, of their shapes. The loss is the mean of −ln p(true
  /// token) over the chosen positions, plus the mean of −ln p(label) over the pairs. Each p comes from the softmax of a
  /// row of logits, which may be as large as 1,000. The gradient of a mean cross-entropy is p minus the one-hot target,
  /// divided by the number of rows that count. It is 0 at positions that were not chosen.
  ///
  ///     logits of zeros, V 4 → ln 4 + ln 2 = 2.079, however many positions were chosen
  static func pretrainingLoss(
    tokenLogits: Tensor, tokens: [Int], chosen: [Int], nextLogits: Tensor, labels: [Int]
  ) throws -> (loss: Scalar, tokenGradient: Tensor, nextGradient: Tensor)

  /// 09.4  Decoding a span: where the answer of a question starts, and where it ends.
  ///
  /// The logits of the start and of the end at every position of a row, each `[T]`, and the range of the positions of the
  /// passage, which is not empty → the positions of the first and of the last token of the answer. It is the span with
  /// the largest sum of its start's and its end's logit. It lies in the passage, does not end before it starts, and has
  /// at most `maximumLength` tokens. Of equals it is the one that starts first, and then the one that ends first. Do not
  /// call the library's `bestSpan`.
  ///
  ///     start [9, 1, 5, 4], end [9, 6, 2, 3], passage 1 ..< 4, at most 2 tokens → 2 and 3, since 5 + 3 is the largest sum
  static func decodeSpan(
    start: Tensor, end: Tensor, passage: Range<Int>, maximumLength: Int
  ) throws -> (first: Int, last: Int)

  /// 09.5  Mean pooling under a padding mask.
  ///
  /// The states `[B, T, D]` of a batch of texts, and a mask `[B, T]`: 1 for tokens, special ones included, and 0 for
  /// padding → `[B, D]`, the mean of each text's states over its tokens. Do not call the library's `meanPooling`.
  ///
  ///     states [[[1, 2], [3, 6], [50, 50]]], mask [[1, 1, 0]] → [[2, 4]]
  ///
  /// When a text is padding alone: `throw Misfit("…")`.
  static func meanPool(_ states: Tensor, mask: Tensor) throws -> Tensor

  /// 09.6  Replaced-token detection: the inputs and targets of ELECTRA.
  ///
  /// The true tokens of a row, whose first `length` are no padding, the positions that were hidden, and for each of them
  /// the token that the generator guessed → what the discriminator reads, and a label for each position. It reads the
  /// guesses at their positions, and the true tokens elsewhere. The label is 1 where the token that it reads is not the
  /// true one, and 0 where it is, also when that was guessed. Every position has a label, except the padding, where it is
  /// `ignored`. Do not use the library's `ReplacedInput`.
  ///
  ///     tokens [2, 7, 8, 9, 3, 0], length 5, ignored −1, positions [1, 3], guesses [7, 6]
  ///       → filled [2, 7, 8, 6, 3, 0], labels [0, 0, 0, 1, 0, −1]
  static func replaceTokens(
    _ tokens: [Int], length: Int, at positions: [Int], with guesses: [Int], ignored: Int
  ) throws -> (filled: [Int], labels: [Int])

  /// 09.7  Dynamic masking: the positions that each epoch chooses.
  ///
  /// The tokens of a row and the number of epochs → for each epoch the chosen positions, in any order, drawn anew from
  /// the generator. Special tokens are never chosen. Of the positions of all other tokens, 15 % are chosen, rounded to
  /// the nearest integer, and at least one; every choice of so many is equally likely. When there is no other token, no
  /// position is chosen. Do not use the library's `Masking`.
  ///
  ///     the row [CLS] 7 8 9 5 6 7 8 9 5 6 7 8 [SEP] → two of the positions 1 … 12, since 15 % of 12 are 1.8;
  ///     for 3 epochs [[3, 10], [7, 1], [3, 4]], for example
  static func chooseEachEpoch(
    _ tokens: [Int], epochs: Int, special: BERTSpecialTokens, using generator: inout Generator
  ) throws -> [[Int]]
}

/// A position of a row that was drawn for masking, and the random numbers that decide what is shown there.
public struct DrawnPosition: Sendable {
  public var position: Int
  /// Uniform in 0 ..< 1.
  public var noise: Scalar
  /// An ordinary token, for the case that a random one is shown.
  public var randomToken: Int

  public init(_ position: Int, noise: Scalar, randomToken: Int) {
    self.position = position
    self.noise = noise
    self.randomToken = randomToken
  }
}
