import BERT
import Exercises
import Foundation
import Tensors

/// Your answers to chapter 09. `BERTTasks.swift` states the tasks; `swift run exercises 09` checks the answers.
public enum MyBERT: BERTTasks {
  /// 09.1  Masking: 80 % `[MASK]`, 10 % random, 10 % unchanged.
  public static func maskTokens(
    _ tokens: [Int], at drawn: [DrawnPosition], special: BERTSpecialTokens, ignored: Int
  ) throws -> (shown: [Int], targets: [Int]) {
    throw NotStarted()
  }

  /// 09.2  The input of a pair of texts.
  public static func joinPair(
    _ first: [Int], _ second: [Int], width: Int, special: BERTSpecialTokens
  ) throws -> (tokens: [Int], segments: [Int], length: Int) {
    throw NotStarted()
  }

  /// 09.3  The loss of pre-training, from both heads, and its gradients.
  public static func pretrainingLoss(
    tokenLogits: Tensor, tokens: [Int], chosen: [Int], nextLogits: Tensor, labels: [Int]
  ) throws -> (loss: Scalar, tokenGradient: Tensor, nextGradient: Tensor) {
    throw NotStarted()
  }

  /// 09.4  Decoding a span: where the answer of a question starts, and where it ends.
  public static func decodeSpan(
    start: Tensor, end: Tensor, passage: Range<Int>, maximumLength: Int
  ) throws -> (first: Int, last: Int) {
    throw NotStarted()
  }

  /// 09.5  Mean pooling under a padding mask.
  public static func meanPool(_ states: Tensor, mask: Tensor) throws -> Tensor {
    throw NotStarted()
  }

  /// 09.6  Replaced-token detection: the inputs and targets of ELECTRA.
  public static func replaceTokens(
    _ tokens: [Int], length: Int, at positions: [Int], with guesses: [Int], ignored: Int
  ) throws -> (filled: [Int], labels: [Int]) {
    throw NotStarted()
  }

  /// 09.7  Dynamic masking: the positions that each epoch chooses.
  public static func chooseEachEpoch(
    _ tokens: [Int], epochs: Int, special: BERTSpecialTokens, using generator: inout Generator
  ) throws -> [[Int]] {
    throw NotStarted()
  }
}
