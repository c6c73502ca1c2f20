import Testing

@testable import Tensors

// M rows · N columns · K terms

/// Which numbers `matmul` multiplies, whatever the leading axes and the transposition.
struct BatchedMatmulTests {
  /// The shapes of both sides before one of them is transposed.
  static let shapes: [([Int], [Int])] = [
    ([3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]), ([2, 3, 4], [4, 5]), ([3, 4], [2, 4, 5]), ([2, 3, 2, 4], [2, 3, 4, 5]),
    ([1, 1], [3, 1, 2]), ([2, 17, 33], [33, 20]),
  ]

  /// The number in row i and column j of the matrix that belongs to an index of the leading axes.
  private func entry(_ x: Tensor, _ lead: ArraySlice<Int>, _ i: Int, _ j: Int) -> Scalar {
    let index = x.rank == 2 ? [i, j] : lead + [i, j]
    return x.scalars[zip(index, x.shape).reduce(0) { $0 * $1.1 + $1.0 }]
  }

  @Test(arguments: shapes, [Transposing.none, .left, .right])
  func `every number is a row times a column`(shapes: ([Int], [Int]), transposing: Transposing) {
    var generator = Generator(seed: 21)
    // Small whole numbers, so that every order of the terms gives the same bits.
    let whole = { (shape: [Int]) in Tensor(shape: shape) { _ in Scalar(Int.random(in: -4...4, using: &generator)) } }
    let (a, b) = (whole(shapes.0), whole(shapes.1))
    let lead = a.rank > 2 ? a.shape.dropLast(2) : b.shape.dropLast(2)
    let K = a.shape.last!
    let expected = Tensor(shape: lead + [a.shape[a.rank - 2], b.shape.last!]) { index in
      let (i, j) = (index[index.count - 2], index[index.count - 1])
      return (0..<K).reduce(0) { $0 + entry(a, index.dropLast(2), i, $1) * entry(b, index.dropLast(2), $1, j) }
    }
    let product = matmul(
      transposing == .left ? a.transposed : a, transposing == .right ? b.transposed : b, transposing: transposing)
    #expect(product == expected)
  }

  @Test(arguments: [(1, 1, 1), (5, 7, 33), (30, 40, 65)], [false, true])
  func `a product with a packed matrix has the bits of any other, and is added to what is there if wanted`(
    shape: (M: Int, K: Int, N: Int), isTransposed: Bool
  ) {
    let (M, K, N) = shape
    var generator = Generator(seed: 22)
    let (a, b) = (Tensor.normal([M, K], using: &generator), Tensor.normal([K, N], using: &generator))
    let packed = PackedMatrix(isTransposed ? b.transposed : b, isTransposed: isTransposed)
    #expect(packed.rows == K && packed.columns == N)
    func product(addedTo start: Tensor, accumulating: Bool) -> Tensor {
      var c = start
      c.withMutablePointer { c in
        a.withPointer { packed.multiply($0, rowStride: K, M: M, into: c, cStride: N, accumulating: accumulating) }
      }
      return c
    }
    let start = Tensor.normal([M, N], using: &generator)
    #expect(product(addedTo: start, accumulating: false) == matmul(a, b))
    #expect(product(addedTo: start, accumulating: true).isClose(to: start + matmul(a, b), tolerance: 1e-6))
  }
}
