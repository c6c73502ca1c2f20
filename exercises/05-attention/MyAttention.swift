import Attention
import Foundation

/// Your answers to chapter 05. `AttentionTasks.swift` states the tasks; `swift run exercises 05` checks the answers.
public enum MyAttention: AttentionTasks {
  /// 05.1  Scaled dot attention over sentences of different lengths.
  public static func attend(_ queries: Tensor, keys: Tensor, values: Tensor, lengths: [Int]) throws -> Tensor {
    throw NotStarted()
  }

  /// 05.2  The additive score: a small net judges every pair of a query and a key.
  public static func additiveScore(_ queries: Tensor, _ keys: Tensor, _ weights: AdditiveWeights) throws -> Tensor {
    throw NotStarted()
  }

  /// 05.3  Back through scaled dot attention.
  public static func attendBackward(
    _ dy: Tensor, queries: Tensor, keys: Tensor, values: Tensor
  ) throws -> (queries: Tensor, keys: Tensor, values: Tensor) {
    throw NotStarted()
  }

  /// 05.4  One step of a beam.
  public static func beamStep(_ logProbabilities: Tensor, sums: Tensor, width: Int) throws -> [Continuation] {
    throw NotStarted()
  }

  /// 05.5  BLEU: what translations have in common with those wanted.
  public static func bleu(_ written: [[Int]], targets: [[Int]]) throws -> (precisions: Tensor, score: Scalar) {
    throw NotStarted()
  }

  /// 05.6  A soft dictionary: attention by distance.
  public static func lookUp(_ queries: Tensor, keys: Tensor, values: Tensor, temperature: Scalar) throws -> Tensor {
    throw NotStarted()
  }
}
