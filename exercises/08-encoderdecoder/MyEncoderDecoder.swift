import EncoderDecoder
import Exercises
import Foundation
import Tensors
import Tokens

/// Your answers to chapter 08. `EncoderDecoderTasks.swift` states the tasks; `swift run exercises 08` checks the answers.
public enum MyEncoderDecoder: EncoderDecoderTasks {
  /// 08.1  Decoder inputs and targets.
  public static func shift(
    _ sentences: [[Int]], begin: Int, end: Int, padding: Int
  ) throws -> (inputs: [[Int]], targets: [[Int]]) {
    throw NotStarted()
  }

  /// 08.2  Cross-entropy with label smoothing.
  public static func smoothedLoss(
    _ logits: Tensor, targets: [Int], smoothing: Scalar, padding: Int
  ) throws -> (loss: Scalar, gradient: Tensor) {
    throw NotStarted()
  }

  /// 08.3  The learning rate of the first Transformer.
  public static func rate(step: Int, width D: Int, warmup: Int) throws -> Scalar {
    throw NotStarted()
  }

  /// 08.4  The decoder layer of stage 2, with all four parts.
  public static func layer(_ x: Tensor, memory: Tensor, _ parts: LayerParts) throws -> Tensor {
    throw NotStarted()
  }

  /// 08.5  Attention of one new token, with a key–value cache.
  public static func attendNext(
    _ x: Tensor, _ weights: AttentionProjections, keys: Tensor, values: Tensor
  ) throws -> (context: Tensor, keys: Tensor, values: Tensor) {
    throw NotStarted()
  }

  /// 08.6  Greedy decoding.
  public static func generate(
    begin: Int, end: Int, limit: Int, next: (_ token: Int) throws -> Tensor
  ) throws -> [Int] {
    throw NotStarted()
  }
}
