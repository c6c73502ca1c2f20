import Foundation
import Gradients

// M rows · N columns · K terms · B rows of a batch

/// The exercises of chapter 01: pullbacks, written by hand.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// dY, dA, … are the gradients of the loss with respect to Y, A, …; each has the shape of its tensor. Answers work on
/// plain tensors, since a `Variable` would compute the derivatives itself.
public protocol GradientTasks: Sendable {
  /// 01.1  The pullback of the sigmoid, from its result.
  ///
  /// y = 1 / (1 + e⁻ˣ) and dy, both of one shape → dx of that shape. x is not needed: the derivative of the sigmoid is
  /// y · (1 − y).
  ///
  ///     y = [0.5, 0.9], dy = [2, 1] → dx = [0.5, 0.09]
  static func sigmoidBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor

  /// 01.2  The pullback of a matrix product.
  ///
  /// Y = A·B with A `[M, K]`, B `[K, N]`, and dY `[M, N]` → dA `[M, K]` and dB `[K, N]`. `matmul` and `transposed` are
  /// all you need. The shapes allow only one way to combine them.
  ///
  ///     A = [[1, 2]], B = [[3], [4]], dY = [[1]] → dA = [[3, 4]], dB = [[1], [2]]
  static func matmulBackward(_ dY: Tensor, _ a: Tensor, _ b: Tensor) throws -> (dA: Tensor, dB: Tensor)

  /// 01.3  The pullback of a broadcast.
  ///
  /// A tensor of the shape `shape` was broadcast to the larger shape of dy: axes were added in front, and extents of 1
  /// were repeated. → the gradient with respect to the small tensor, of the shape `shape`. Every copy contributes to
  /// it. Do not call the library's `summed(to:)`.
  ///
  ///     dy = [[1, 2], [3, 4]], shape [2]    → [4, 6]
  ///     dy = [[1, 2], [3, 4]], shape [2, 1] → [[3], [7]]
  static func broadcastBackward(_ dy: Tensor, shape: [Int]) throws -> Tensor

  /// 01.4  The pullback of the softmax, from its result.
  ///
  /// y = softmax(x) `[B, N]` along the last axis and dy `[B, N]` → dx `[B, N]`. Every probability depends on every
  /// logit of its row: ∂yⱼ/∂xᵢ is yⱼ · (1 − yⱼ) where i = j and −yⱼ · yᵢ elsewhere. The N × N Jacobian is not needed.
  ///
  ///     y = [[0.5, 0.5]], dy = [[1, 0]] → dx = [[0.25, −0.25]]
  static func softmaxBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor

  /// 01.5  The derivative by central differences.
  ///
  /// f maps a tensor to a number; x has any shape → a tensor of that shape. Its entries are (f(x + h) − f(x − h)) / 2h,
  /// where ±h is added to one entry of x alone. `scalars` can be read, and `setScalar(at:to:)` changes one entry.
  ///
  ///     f(x) = Σ x², x = [1, −3], h = 0.1 → [2, −6]
  static func centralDifference(_ f: (Tensor) throws -> Scalar, at x: Tensor, step h: Scalar) throws -> Tensor

  /// 01.6  The order of the backward pass.
  ///
  /// Nodes are numbered; node n was computed from the nodes `parents[n]`. → the nodes that the loss depends on, and the
  /// loss itself, each once and each before all of its parents: then the gradient of a node is complete when its
  /// parents get their contributions. Other nodes are left out. (Each graph of the check allows one such order only.)
  ///
  ///     parents = [[], [0], [1, 0]], loss 2 → [2, 1, 0]
  static func backwardOrder(parents: [[Int]], from loss: Int) throws -> [Int]
}
