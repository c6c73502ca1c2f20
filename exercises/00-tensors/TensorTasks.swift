import Foundation
import Tensors

// M rows · N columns · K terms · B rows of a batch

/// The exercises of chapter 00: the basic operations of the library, by hand.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// `scalars` are the numbers of a tensor in row-major order, `shape` is its shape; `Tensor(shape:scalars:)` makes a
/// tensor.
public protocol TensorTasks: Sendable {
  /// 00.1  The matrix product by three loops.
  ///
  /// a `[M, K]`, b `[K, N]` → `[M, N]`: entry (i, j) is the sum over k of a(i, k) · b(k, j). Use nothing but `scalars`
  /// and strides of your own: a(i, k) has the offset `i * K + k`. Do not call the library's `matmul`.
  ///
  ///     [[1, 2]] · [[3, 4], [5, 6]] = [[13, 16]]
  ///
  /// When the number of columns of a is not the number of rows of b: `throw Misfit("…")`, with the reason in words.
  static func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor

  /// 00.2  The shape that two shapes broadcast to.
  ///
  /// NumPy's rule: align both shapes at the last axis, and count a missing axis as 1. Two extents are compatible when
  /// they are equal or one of them is 1; then the result has the other one. An extent may be 0, and 0 and 1 give 0.
  ///
  ///     [2, 3] and [3]       → [2, 3]
  ///     [4, 1] and [2, 1, 5] → [2, 4, 5]
  ///
  /// When two extents are not compatible, as in [2, 3] and [2]: `throw Misfit("…")`.
  static func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]

  /// 00.3  Softmax along the last axis, for logits of any size.
  ///
  /// x `[B, N]` → `[B, N]`: eˣ / Σ eˣ, with the sum over the N numbers of a row. The result must also be right for
  /// logits of 1000, where eˣ is infinite. Do not call the library's `softmax` or `logSoftmax`.
  ///
  ///     [[0, 0], [1000, 1000]] → [[0.5, 0.5], [0.5, 0.5]]
  static func softmax(_ x: Tensor) throws -> Tensor

  /// 00.4  The sum along one axis, by index arithmetic.
  ///
  /// x of any shape → that shape without `axis`, which counts from the front. Read the scalars as a tensor of the shape
  /// `[outer, length, inner]`: the product of the extents before the axis, its own extent, and the product of those
  /// after it. Do not call the library's `sum` or `mean`.
  ///
  ///     [[1, 2], [3, 4]] along axis 0 → [4, 6], along axis 1 → [3, 7]
  ///
  /// When x has no such axis, as for −1: `throw Misfit("…")`.
  static func sum(_ x: Tensor, axis: Int) throws -> Tensor
}
