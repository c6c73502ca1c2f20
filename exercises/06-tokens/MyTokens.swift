import Exercises
import Foundation
import Tensors
import Tokens

/// Your answers to chapter 06. `TokenTasks.swift` states the tasks; `swift run exercises 06` checks the answers.
public enum MyTokens: TokenTasks {
  /// 06.1  One merge of byte-pair encoding.
  public static func merge(_ words: [[Int]], counts: [Int], into new: Int) throws -> (rule: MergeRule, words: [[Int]]) {
    throw NotStarted()
  }

  /// 06.2  How byte-pair encoding encodes a new word.
  public static func encode(_ word: [Int], with rules: [MergeRule]) throws -> [Int] {
    throw NotStarted()
  }

  /// 06.3  How WordPiece encodes a word: the longest match.
  public static func wordPieces(_ word: String, vocabulary: [String: Int], unknown: Int) throws -> [Int] {
    throw NotStarted()
  }

  /// 06.4  The sinusoidal table of positions.
  public static func sinusoids(positions T: Int, width D: Int, base: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  /// 06.5  Rotary positions: every pair of numbers is rotated by an angle proportional to the position.
  public static func rotate(_ x: Tensor, from start: Int, base: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  /// 06.6  The backward pass of skip-gram's loss with negative sampling.
  public static func skipGramBackward(
    center: Tensor, context: Tensor, negatives: Tensor
  ) throws -> (center: Tensor, context: Tensor, negatives: Tensor) {
    throw NotStarted()
  }
}
