import Exercises
import Foundation
import LoRA
import Tensors

/// Your answers to chapter 13. `LoRATasks.swift` states the tasks; `swift run exercises 13` checks the answers.
public enum MyLoRA: LoRATasks {
  /// 13.1  A linear layer with a low-rank update.
  public static func adaptedOutput(
    _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> Tensor {
    throw NotStarted()
  }

  /// 13.2  The factors at the beginning.
  public static func drawFactors(
    inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
  ) throws -> (a: Tensor, b: Tensor) {
    throw NotStarted()
  }

  /// 13.3  The gradients of the factors and of the input.
  public static func adapterBackward(
    _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor) {
    throw NotStarted()
  }

  /// 13.4  Merging the update into the weight.
  public static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  /// 13.5  How many numbers are trained.
  public static func trainableCount(
    _ parameters: [(path: String, shape: [Int])], head: String, way: FineTuning
  ) throws -> Int {
    throw NotStarted()
  }

  /// 13.6  Weights of 8 bits.
  public static func quantizeBlocks(
    _ weights: Tensor, size: Int
  ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
    throw NotStarted()
  }

  /// 13.7  Several adapters in one batch.
  public static func adaptRows(
    _ x: Tensor, weight: Tensor, bias: Tensor, adapters: [(a: Tensor, b: Tensor)], alpha: Scalar, rows: [Int?]
  ) throws -> Tensor {
    throw NotStarted()
  }

  /// 13.8  How much two subspaces overlap.
  public static func overlap(_ u: Tensor, _ v: Tensor) throws -> Scalar {
    throw NotStarted()
  }
}
