import Tensors

// M rows · N columns · K terms · B rows of a batch

/// The exercises of chapter 00: what the library does for you, once by hand.
///
/// A tensor gives its numbers row by row as `scalars` and its extents as `shape`; `Tensor(shape:scalars:)` makes one.
public protocol TensorTasks {
  /// 00.1  The matrix product by three loops.
  ///
  /// a `[M, K]`, b `[K, N]` → `[M, N]`: number (i, j) is the sum over k of a(i, k) · b(k, j). Use nothing but `scalars`
  /// and strides of your own: a(i, k) stands at `i * K + k`.
  ///
  ///     [[1, 2]] · [[3, 4], [5, 6]] = [[13, 16]]
  ///
  /// Throws `Misfit` when a's columns are not as many as b's rows.
  static func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor

  /// 00.2  The shape that two shapes broadcast to.
  ///
  /// NumPy's rule: align both at the last axis, count a missing axis as 1; two extents go together when they are equal
  /// or one of them is 1, and then the other one wins.
  ///
  ///     [2, 3] and [3]       → [2, 3]
  ///     [4, 1] and [2, 1, 5] → [2, 4, 5]
  ///
  /// Throws `Misfit` when two extents do not go together, as in [2, 3] and [2].
  static func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int]

  /// 00.3  Softmax along the last axis, for scores of any size.
  ///
  /// x `[B, N]` → `[B, N]`: eˣ / Σ eˣ, the sum taken over the N numbers of a row. It must survive scores of 1000, where
  /// eˣ is infinite.
  ///
  ///     [[0, 0], [1000, 1000]] → [[0.5, 0.5], [0.5, 0.5]]
  static func softmax(_ x: Tensor) throws -> Tensor

  /// 00.4  The sum along one axis, by index arithmetic.
  ///
  /// x of any shape → that shape without `axis`, which counts from the front. Seen from the axis, the numbers lie as
  /// `[outer, length, inner]`: the product of the extents before it, its own, and the product of those after it. Do not
  /// call the library's `sum`.
  ///
  ///     [[1, 2], [3, 4]] along axis 0 → [4, 6], along axis 1 → [3, 7]
  ///
  /// Throws `Misfit` when there is no such axis.
  static func sum(_ x: Tensor, axis: Int) throws -> Tensor
}
