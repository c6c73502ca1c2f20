import Exercises
import Tensors

/// Answers of which only one or two are of interest.
protocol ViTAnswers: ViTTasks {}

extension ViTAnswers {
  static func patchify(_ pictures: Tensor, size p: Int) throws -> Tensor { throw NotStarted() }

  static func unpatchify(_ patches: Tensor, columns: Int, size p: Int) throws -> Tensor { throw NotStarted() }

  static func embedPatches(
    _ patches: Tensor, weight: Tensor, bias: Tensor, classToken: Tensor, positions: Tensor
  ) throws -> Tensor {
    throw NotStarted()
  }

  static func convolve(_ x: Tensor, kernel: Tensor, stride s: Int, padding p: Int) throws -> Tensor {
    throw NotStarted()
  }

  static func poolBackward(_ x: Tensor, outputGradient dy: Tensor, size k: Int) throws -> Tensor { throw NotStarted() }

  static func rollout(_ weights: [Tensor]) throws -> Tensor { throw NotStarted() }

  static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor) {
    throw NotStarted()
  }

  static func hiddenPatchLoss(
    _ predictions: Tensor, patches: Tensor, visible: [[Int]]
  ) throws -> (loss: Scalar, gradient: Tensor) {
    throw NotStarted()
  }

  static func interpolatePositions(_ positions: Tensor, vertical: Tensor, horizontal: Tensor) throws -> Tensor {
    throw NotStarted()
  }
}
