import Exercises
import Foundation
import Training

/// Your answers to chapter 02. `TrainingTasks.swift` states the tasks; `swift run exercises 02` checks the answers.
public enum MyTraining: TrainingTasks {
  /// 02.1  The gradient of the cross-entropy with respect to the logits.
  public static func crossEntropyGradient(logits: Tensor, targets: [Int]) throws -> Tensor {
    throw NotStarted()
  }

  /// 02.2  One step of Adam.
  public static func adam(
    _ x: Tensor, gradient g: Tensor, state: AdamState, settings: AdamSettings
  ) throws -> (x: Tensor, state: AdamState) {
    throw NotStarted()
  }

  /// 02.3  Layer norm.
  public static func layerNorm(_ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  /// 02.4  The learning-rate schedule: warm-up, then half a cosine wave.
  public static func rate(step: Int, peak: Scalar, warmup: Int, total: Int) throws -> Scalar {
    throw NotStarted()
  }

  /// 02.5  Gradient clipping by the global norm.
  public static func clip(_ gradients: [Tensor], toNorm limit: Scalar) throws -> [Tensor] {
    throw NotStarted()
  }

  /// 02.6  Dropout, with its random numbers as an input.
  public static func dropout(_ x: Tensor, noise: Tensor, rate: Scalar) throws -> Tensor {
    throw NotStarted()
  }
}
