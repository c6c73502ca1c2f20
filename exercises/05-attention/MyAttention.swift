import Attention
import Exercises
import Foundation
import Tensors

/// Your answers to chapter 05. `AttentionTasks.swift` states the tasks; `swift run exercises 05` checks the answers.
public enum MyAttention: AttentionTasks {
  /// 05.1  Scaled dot-product attention over sentences of different lengths.
  public static func attend(_ queries: Tensor, keys: Tensor, values: Tensor, lengths: [Int]) throws -> Tensor {
    throw NotStarted()
  }

  /// 05.2  The additive score: a small network scores every pair of a query and a key.
  public static func additiveScore(_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 05.3  The backward pass of scaled dot-product attention.
  public static func attendBackward(
    _ dy: Tensor, queries: Tensor, keys: Tensor, values: Tensor
  ) throws -> (queries: Tensor, keys: Tensor, values: Tensor) {
    throw NotStarted()
  }

  /// 05.4  One step of beam search.
  public static func beamStep(_ logProbabilities: Tensor, sums: Tensor, width: Int) throws -> [Continuation] {
    throw NotStarted()
  }

  /// 05.5  BLEU: how many n-grams translations share with their references.
  public static func bleu(_ candidates: [[Int]], references: [[Int]]) throws -> (precisions: Tensor, score: Scalar) {
    throw NotStarted()
  }

  /// 05.6  A soft dictionary: attention by distance.
  public static func lookUp(_ queries: Tensor, keys: Tensor, values: Tensor, temperature: Scalar) throws -> Tensor {
    throw NotStarted()
  }
}
