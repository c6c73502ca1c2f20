import Exercises
import Foundation
import Tensors
import ViT

/// Your answers to chapter 12. `ViTTasks.swift` states the tasks; `swift run exercises 12` checks the answers.
public enum MyViT: ViTTasks {
  /// 12.1  Patches: a picture as a sequence of vectors.
  public static func patchify(_ pictures: Tensor, size p: Int) throws -> Tensor {
    throw NotStarted()
  }

  /// 12.2  From patches back to pictures.
  public static func unpatchify(_ patches: Tensor, columns: Int, size p: Int) throws -> Tensor {
    throw NotStarted()
  }

  /// 12.3  Class token and positions.
  public static func embedPatches(
    _ patches: Tensor, weight: Tensor, bias: Tensor, classToken: Tensor, positions: Tensor
  ) throws -> Tensor {
    throw NotStarted()
  }

  /// 12.4  Convolution, as a matrix product.
  public static func convolve(_ x: Tensor, kernel: Tensor, stride s: Int, padding p: Int) throws -> Tensor {
    throw NotStarted()
  }

  /// 12.5  Max pooling, backward.
  public static func poolBackward(_ x: Tensor, outputGradient dy: Tensor, size k: Int) throws -> Tensor {
    throw NotStarted()
  }

  /// 12.6  Attention rollout.
  public static func rollout(_ weights: [Tensor]) throws -> Tensor {
    throw NotStarted()
  }

  /// 12.7  NT-Xent, the loss of SimCLR, and its gradient.
  public static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor) {
    throw NotStarted()
  }

  /// 12.8  The loss of a masked autoencoder.
  public static func hiddenPatchLoss(
    _ predictions: Tensor, patches: Tensor, visible: [[Int]]
  ) throws -> (loss: Scalar, gradient: Tensor) {
    throw NotStarted()
  }

  /// 12.9  Positions for another resolution.
  public static func interpolatePositions(_ positions: Tensor, vertical: Tensor, horizontal: Tensor) throws -> Tensor {
    throw NotStarted()
  }
}
