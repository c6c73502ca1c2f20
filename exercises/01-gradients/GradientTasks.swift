import Gradients

// M rows · N columns · K terms · B rows of a batch

/// The exercises of chapter 01: derivatives, written by hand.
///
/// dY, dA, … are the derivatives of the loss with respect to Y, A, …; each has the shape of what it belongs to. Answers
/// work on plain tensors: a `Variable` would do the work for you.
public protocol GradientTasks {
  /// 01.1  The derivative of the sigmoid, from its result.
  ///
  /// y = 1 / (1 + e⁻ˣ) and dy of any one shape → dx of that shape. x itself is not needed: the slope of the sigmoid is
  /// y · (1 − y).
  ///
  ///     y = [0.5, 0.9], dy = [2, 1] → dx = [0.5, 0.09]
  static func sigmoidBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor

  /// 01.2  The derivatives of a matrix product.
  ///
  /// Y = A·B with A `[M, K]`, B `[K, N]`, and dY `[M, N]` → dA `[M, K]` and dB `[K, N]`. `matmul` and `transposed` are
  /// all you need, and the shapes leave only one way to put them together.
  ///
  ///     A = [[1, 2]], B = [[3], [4]], dY = [[1]] → dA = [[3, 4]], dB = [[1], [2]]
  static func matmulBackward(_ dY: Tensor, _ a: Tensor, _ b: Tensor) throws -> (dA: Tensor, dB: Tensor)

  /// 01.3  The derivative of a broadcast.
  ///
  /// A tensor of the shape `shape` was repeated to the larger shape of dy: axes were put in front, and extents of 1 were
  /// repeated. → the derivative with respect to the small tensor, of the shape `shape`. Every copy had a part in the
  /// loss. Do not call the library's `summed(to:)`.
  ///
  ///     dy = [[1, 2], [3, 4]], shape [2]    → [4, 6]
  ///     dy = [[1, 2], [3, 4]], shape [2, 1] → [[3], [7]]
  static func broadcastBackward(_ dy: Tensor, shape: [Int]) throws -> Tensor

  /// 01.4  The derivative of the softmax, from its result.
  ///
  /// y = softmax(x) `[B, N]` along the last axis and dy `[B, N]` → dx `[B, N]`. A score moves every probability of its
  /// row: ∂yⱼ/∂xᵢ is yⱼ · (1 − yⱼ) where i = j and −yⱼ · yᵢ elsewhere. No matrix of N × N numbers is needed.
  ///
  ///     y = [[0.5, 0.5]], dy = [[1, 0]] → dx = [[0.25, −0.25]]
  static func softmaxBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor

  /// 01.5  The derivative by its definition.
  ///
  /// f takes a tensor to a number; x has any shape → a tensor of that shape: for each entry of x, moved alone by ±h,
  /// (f(x + h) − f(x − h)) / 2h. `scalars` can be read, and `setScalar(at:to:)` changes one entry.
  ///
  ///     f(x) = Σ x², x = [1, −3], h = 0.1 → [2, −6]
  static func centralDifference(_ f: (Tensor) throws -> Scalar, at x: Tensor, step h: Scalar) throws -> Tensor

  /// 01.6  The order in which gradients flow back.
  ///
  /// Nodes are numbered; `parents[n]` are those that node n was computed from. → the nodes that lead to `loss`, each
  /// once and each before all of its parents, so that its gradient is complete when it is passed on. Nodes that do not
  /// lead to the loss are left out. (The graphs of the check allow one such order only.)
  ///
  ///     parents = [[], [0], [1, 0]], loss 2 → [2, 1, 0]
  static func backwardOrder(parents: [[Int]], from loss: Int) throws -> [Int]
}
