import Exercises
import Foundation
import T5
import Tensors

/// Your answers to chapter 11. `T5Tasks.swift` states the tasks; `swift run exercises 11` checks the answers.
public enum MyT5: T5Tasks {
  /// 11.1  Span corruption: from a text and a mask to source and target.
  public static func corruptSpans(
    _ tokens: [Int], isNoise: [Bool], vocabularySize V: Int
  ) throws -> (source: [Int], target: [Int]) {
    throw NotStarted()
  }

  /// 11.2  The bucket of a distance.
  public static func relativeBucket(
    of offset: Int, buckets: Int, maximumDistance: Int, isBidirectional: Bool
  ) throws -> Int {
    throw NotStarted()
  }

  /// 11.3  Text infilling, one of BART's noises.
  public static func infill(_ tokens: [Int], spans: [Range<Int>], mask: Int) throws -> [Int] {
    throw NotStarted()
  }

  /// 11.4  RMS norm, and its gradients.
  public static func normalizeByRMS(
    _ x: Tensor, gain: Tensor, epsilon: Scalar, outputGradient dy: Tensor
  ) throws -> (y: Tensor, xGradient: Tensor, gainGradient: Tensor) {
    throw NotStarted()
  }

  /// 11.5  Viterbi's algorithm: the most probable segmentation of a word.
  public static func bestSegmentation(
    _ word: String, logProbabilities: [String: Scalar]
  ) throws -> (pieces: [String], score: Scalar) {
    throw NotStarted()
  }

  /// 11.6  T5's attention: a relative bias, and no 1/√d.
  public static func biasedAttention(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, table: Tensor, heads H: Int, start: Int, bucket: (_ offset: Int) -> Int
  ) throws -> Tensor {
    throw NotStarted()
  }

  /// 11.7  What the decoder is given, and what it is to predict.
  public static func decoderRows(
    _ targets: [[Int]], padding: Int, end: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]], counts: [[Bool]]) {
    throw NotStarted()
  }
}
