import TestBasics
import Testing

@testable import Tensors

// N columns · K terms

/// One row times a matrix, read by rows or by columns: the tails behind whole vectors, and parts for several threads.
@Suite(.serialized)
struct MatmulRowTests {
  private func row(_ product: RandomProduct, accumulating: Bool, threads: Int) -> [Scalar] {
    product.result(accumulating: accumulating) { a, b, c, _, _, N, K, accumulating in
      if b.rowStride == 1 {
        multiplyRow(a, byColumnsOf: b, into: c, N: N, K: K, accumulating: accumulating, threads: threads)
      } else {
        multiplyRow(a, b, into: c, N: N, K: K, accumulating: accumulating, threads: threads)
      }
    }
  }

  /// Vectors of 16 columns, pieces of 64 terms.
  @Test(arguments: [1, 7, 8, 15, 16, 17, 31, 33, 64], [0, 1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 130])
  func `every tail has the bits of the plain product`(N: Int, K: Int) {
    for a in Layout.allCases {
      for b in [Layout.rows, .rowsWithGaps, .columns] {
        let product = RandomProduct(1, N, K, a: a, b: b)
        for accumulating in [false, true] {
          expectEqual(
            row(product, accumulating: accumulating, threads: 1), to: product.plain(accumulating: accumulating),
            "\(a), \(b), accumulating: \(accumulating)")
        }
      }
    }
  }

  /// The parts of 40,000 numbers, of 65,536, of 300,000 and more.
  @Test(arguments: [(400, 100), (17, 2400), (1024, 64), (1003, 300), (5, 70_000)], [Layout.rows, .columns])
  func `parts for threads share no column and leave none out`(shape: (N: Int, K: Int), layout: Layout) {
    let product = RandomProduct(1, shape.N, shape.K, b: layout)
    for accumulating in [false, true] {
      let plain = product.plain(accumulating: accumulating)
      for threads in [1, 2, 3, 5, 8, 64] {
        expectEqual(row(product, accumulating: accumulating, threads: threads), to: plain, "\(threads) threads")
      }
    }
  }
}
