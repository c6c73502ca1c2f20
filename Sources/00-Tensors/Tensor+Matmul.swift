/// Which factor of a product is taken transposed. Nothing is copied: the kernel reads the other way round.
public enum Transposing: Sendable { case none, left, right }

/// The matrix product over the last two axes, for every matrix of the leading axes.
///
/// `[…, M, K] · […, K, N] → […, M, N]`. The leading axes of both are equal, or one side is a single matrix that is
/// multiplied with every matrix of the other.
public func matmul(_ a: Tensor, _ b: Tensor, transposing: Transposing = .none) -> Tensor {
  let product = MatmulShape(a.shape, b.shape, transposing)
  let (M, N, K) = (product.M, product.N, product.K)
  return Tensor(shape: product.result) { c in
    a.withPointer { a in
      b.withPointer { b in
        multiplyBatch(
          count: product.batches,
          MatrixView(a, columns: transposing == .left ? M : K, isTransposed: transposing == .left),
          batchStride: product.leftStride,
          MatrixView(b, columns: transposing == .right ? K : N, isTransposed: transposing == .right),
          batchStride: product.rightStride,
          into: c, cStride: N, batchStride: M * N, M: M, N: N, K: K, accumulating: false)
      }
    }
  }
}

/// What a product of two shapes amounts to: `batches` products of M × K by K × N.
struct MatmulShape {
  var M: Int
  let N: Int
  let K: Int
  var batches: Int
  /// How far apart in memory the matrices of neighboring batches lie; 0 when there is only one.
  let leftStride: Int
  let rightStride: Int
  let result: [Int]

  init(_ a: [Int], _ b: [Int], _ transposing: Transposing) {
    // Computed only for a message: the text takes as long as a tenth of a small product.
    var described: String {
      "matmul: \(a)\(transposing == .left ? "ᵀ" : "") · \(b)\(transposing == .right ? "ᵀ" : "")"
    }
    require(a.count >= 2 && b.count >= 2, "\(described): both sides need two axes or more")
    let (leadA, leadB) = (Array(a.dropLast(2)), Array(b.dropLast(2)))
    require(leadA.isEmpty || leadB.isEmpty || leadA == leadB, "\(described): the leading axes differ")
    let (rowsA, columnsA) = transposing == .left ? (a[a.count - 1], a[a.count - 2]) : (a[a.count - 2], a[a.count - 1])
    let (rowsB, columnsB) = transposing == .right ? (b[b.count - 1], b[b.count - 2]) : (b[b.count - 2], b[b.count - 1])
    require(columnsA == rowsB, "\(described): \(columnsA) columns meet \(rowsB) rows")
    let lead = leadA.isEmpty ? leadB : leadA
    (M, N, K) = (rowsA, columnsB, columnsA)
    result = lead + [rowsA, columnsB]
    leftStride = leadA.isEmpty ? 0 : rowsA * columnsA
    rightStride = leadB.isEmpty ? 0 : rowsB * columnsB
    batches = lead.reduce(1, *)
    if leadB.isEmpty && transposing != .left {
      // One right side for all: the left matrices, one below the other, are a single tall one.
      (M, batches) = (rowsA * batches, 1)
    }
  }
}
