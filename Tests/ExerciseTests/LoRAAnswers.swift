import Exercises
import LoRA
import Tensors

/// Answers of which only one or two are of interest.
protocol LoRAAnswers: LoRATasks {}

extension LoRAAnswers {
  static func adaptedOutput(
    _ x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> Tensor {
    throw NotStarted()
  }

  static func drawFactors(
    inputs I: Int, outputs O: Int, rank r: Int, using generator: inout Generator
  ) throws -> (a: Tensor, b: Tensor) {
    throw NotStarted()
  }

  static func adapterBackward(
    _ dy: Tensor, x: Tensor, weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar
  ) throws -> (dx: Tensor, dA: Tensor, dB: Tensor) {
    throw NotStarted()
  }

  static func mergeUpdate(into weight: Tensor, a: Tensor, b: Tensor, alpha: Scalar) throws -> Tensor {
    throw NotStarted()
  }

  static func trainableCount(
    _ parameters: [(path: String, shape: [Int])], head: String, way: FineTuning
  ) throws -> Int {
    throw NotStarted()
  }

  static func quantizeBlocks(
    _ weights: Tensor, size: Int
  ) throws -> (codes: Tensor, scales: Tensor, restored: Tensor) {
    throw NotStarted()
  }

  static func adaptRows(
    _ x: Tensor, weight: Tensor, bias: Tensor, adapters: [(a: Tensor, b: Tensor)], alpha: Scalar, rows: [Int?]
  ) throws -> Tensor {
    throw NotStarted()
  }

  static func overlap(_ u: Tensor, _ v: Tensor) throws -> Scalar { throw NotStarted() }
}
