/// A matrix in memory as the kernels see it: element (i, j) lies at `base[i * rowStride + j * columnStride]`.
///
/// A transposed matrix is one with its strides exchanged: nothing is copied.
public struct MatrixView {
  let base: UnsafePointer<Scalar>
  let rowStride: Int
  let columnStride: Int

  public init(base: UnsafePointer<Scalar>, rowStride: Int, columnStride: Int) {
    (self.base, self.rowStride, self.columnStride) = (base, rowStride, columnStride)
  }
}

extension MatrixView {
  /// A whole row-major matrix with this many columns, or its transpose.
  init(_ base: UnsafePointer<Scalar>, columns: Int, isTransposed: Bool) {
    self.init(base: base, rowStride: isTransposed ? 1 : columns, columnStride: isTransposed ? columns : 1)
  }
}

/// c[M, N] = a[M, K] · b[K, N], plus what c held when `accumulating`; c is row-major.
///
/// The formula as it stands, one number of c after the other: what the fast version must equal, bit for bit.
func multiplyPlain(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Scalar>, cStride: Int, M: Int, N: Int, K: Int,
  accumulating: Bool
) {
  for i in 0..<M {
    for j in 0..<N {
      var sum = accumulating ? c[i * cStride + j] : 0
      for k in 0..<K {
        sum.addProduct(a.base[i * a.rowStride + k * a.columnStride], b.base[k * b.rowStride + j * b.columnStride])
      }
      c[i * cStride + j] = sum
    }
  }
}

/// c[M, N] = a[M, K] · b[K, N], plus what c held when `accumulating`; c is row-major.
///
/// The terms of every number are added one by one in the order of k, each by a fused multiply-add. So the result has the
/// bits of `multiplyPlain`, whatever the strides, the tiles, the blocks and the number of threads.
func multiply(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Scalar>, cStride: Int, M: Int, N: Int, K: Int,
  accumulating: Bool
) {
  // Below this many multiplications, waking a thread takes longer than what it would save.
  let threads = M * N * K < 1 << 18 ? 1 : Threads.count
  multiply(
    a, b, into: c, cStride: cStride, M: M, N: N, K: K, accumulating: accumulating, threads: threads)
}

/// The product on a given number of threads: on one it may stand inside the work of a kernel that has several.
public func multiply(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Scalar>, cStride: Int, M: Int, N: Int, K: Int,
  accumulating: Bool, threads: Int
) {
  if M == 0 || N == 0 { return }
  if M == 1 && b.columnStride == 1 {
    multiplyRow(a, b, into: c, N: N, K: K, accumulating: accumulating, threads: threads)
  } else if M == 1 && b.rowStride == 1 {
    multiplyRow(a, byColumnsOf: b, into: c, N: N, K: K, accumulating: accumulating, threads: threads)
  } else if N == 1 && cStride == 1 && M > 1 {
    // The transposed product has the same numbers in the same order, and one row is easier than one column.
    multiply(
      b.transposed, a.transposed, into: c, cStride: M, M: 1, N: M, K: K, accumulating: accumulating, threads: threads)
  } else {
    let product = BlockedProduct(a: a, b: b, c: c, cStride: cStride, M: M, N: N, K: K, threads: threads)
    product.run(accumulating: accumulating)
  }
}

/// `count` independent products of one shape; item n of a, b and c begins n batch strides after the base.
///
/// A batch stride of 0 shares one matrix with all items (not for c, whose items must lie apart).
func multiplyBatch(
  count: Int, _ a: MatrixView, batchStride aBatch: Int, _ b: MatrixView, batchStride bBatch: Int,
  into c: UnsafeMutablePointer<Scalar>, cStride: Int, batchStride cBatch: Int, M: Int, N: Int, K: Int,
  accumulating: Bool
) {
  let item = { (n: Int, threads: Int) in
    multiply(
      a.advanced(by: n * aBatch), b.advanced(by: n * bBatch), into: c + n * cBatch, cStride: cStride,
      M: M, N: N, K: K, accumulating: accumulating, threads: threads)
  }
  let threads = min(Threads.count, (count * M * N * K) >> 17)
  if threads <= 1 || count == 1 || (count < 4 * threads && M * N * K > 1 << 22) {
    for n in 0..<count { item(n, max(1, threads)) }
    return
  }
  // A few parts for each thread, so that one that is held up does not hold up all.
  let parts = min(count, 4 * threads)
  parallelFor(parts) { part in
    for n in part * count / parts..<(part + 1) * count / parts { item(n, 1) }
  }
}
