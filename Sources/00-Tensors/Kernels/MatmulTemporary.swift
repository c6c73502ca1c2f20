struct MatrixView {
  let base: UnsafePointer<Scalar>
  let rowStride: Int
  let columnStride: Int
}

func multiply(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Scalar>, cStride: Int, M: Int, N: Int, K: Int,
  accumulating: Bool
) {
  for i in 0..<M {
    for j in 0..<N {
      var sum: Scalar = accumulating ? c[i * cStride + j] : 0
      for k in 0..<K {
        sum += a.base[i * a.rowStride + k * a.columnStride] * b.base[k * b.rowStride + j * b.columnStride]
      }
      c[i * cStride + j] = sum
    }
  }
}
