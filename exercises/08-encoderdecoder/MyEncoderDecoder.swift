import EncoderDecoder
import Foundation
import Tensors

/// Your answers to chapter 08. `EncoderDecoderTasks.swift` states the tasks; `swift run exercises 08` checks the answers.
public enum MyEncoderDecoder: EncoderDecoderTasks {
  /// 08.1  What the decoder is given, and what it has to say.
  public static func shift(
    _ targets: [[Int]], begin: Int, end: Int, padding: Int
  ) throws -> (inputs: [[Int]], labels: [[Int]]) {
    throw NotStarted()
  }

  /// 08.2  Cross-entropy with label smoothing.
  public static func smoothedLoss(
    _ scores: Tensor, targets: [Int], smoothing: Scalar, padding: Int
  ) throws -> (loss: Scalar, gradient: Tensor) {
    throw NotStarted()
  }

  /// 08.3  The learning rate of the first Transformer.
  public static func rate(step: Int, width D: Int, warmup: Int) throws -> Scalar {
    throw NotStarted()
  }

  /// 08.4  The decoder's layer of step 2, in which all parts are there at once.
  public static func layer(_ x: Tensor, memory: Tensor, _ parts: LayerParts) throws -> Tensor {
    throw NotStarted()
  }

  /// 08.5  One more token, with the keys and values of those before it kept.
  public static func attendNext(
    _ x: Tensor, _ weights: LookWeights, keys: Tensor, values: Tensor
  ) throws -> (found: Tensor, keys: Tensor, values: Tensor) {
    throw NotStarted()
  }

  /// 08.6  Greedy writing.
  public static func write(
    begin: Int, end: Int, limit: Int, next: (_ token: Int) throws -> Tensor
  ) throws -> [Int] {
    throw NotStarted()
  }
}
