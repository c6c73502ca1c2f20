import TestBasics
import Testing

@testable import Tensors

// M rows · N columns · K terms

/// How a matrix is stored in memory.
enum Layout: CaseIterable {
  case rows, columns, rowsWithGaps, scattered

  func strides(rows: Int, columns: Int) -> (row: Int, column: Int) {
    switch self {
    case .rows: (columns, 1)
    case .columns: (1, rows)
    case .rowsWithGaps: (columns + 3, 1)
    case .scattered: (2 * columns + 5, 2)
    }
  }
}

/// A product with random factors. The memory of its result has margins that show a number written outside of it.
struct RandomProduct {
  let M: Int
  let N: Int
  let K: Int
  let cStride: Int
  var layouts = (a: Layout.rows, b: Layout.rows)
  private let a: [Scalar]
  private let b: [Scalar]
  private let start: [Scalar]

  init(_ M: Int, _ N: Int, _ K: Int, a: Layout = .rows, b: Layout = .rows, gap: Int = 3) {
    (self.M, self.N, self.K) = (M, N, K)
    layouts = (a, b)
    cStride = N + gap
    var generator = Generator(seed: M * 1_000_003 + N * 1009 + K)
    func random(_ count: Int) -> [Scalar] { Tensor.uniform([count], in: -0.5..<0.5, using: &generator).scalars }
    self.a = random(2 * (M + 5) * (K + 5))
    self.b = random(2 * (K + 5) * (N + 5))
    start = random((M + 1) * cStride)
  }

  typealias Kernel = (
    MatrixView, MatrixView, UnsafeMutablePointer<Scalar>, _ cStride: Int, _ M: Int, _ N: Int, _ K: Int,
    _ accumulating: Bool
  ) -> Void

  func result(accumulating: Bool = false, by kernel: Kernel) -> [Scalar] {
    var c = start
    let (aStrides, bStrides) = (layouts.a.strides(rows: M, columns: K), layouts.b.strides(rows: K, columns: N))
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          kernel(
            MatrixView(base: a.baseAddress!, rowStride: aStrides.row, columnStride: aStrides.column),
            MatrixView(base: b.baseAddress!, rowStride: bStrides.row, columnStride: bStrides.column),
            c.baseAddress!, cStride, M, N, K, accumulating)
        }
      }
    }
    return c
  }

  func plain(accumulating: Bool = false) -> [Scalar] {
    result(accumulating: accumulating) {
      multiplyPlain($0, $1, into: $2, cStride: $3, M: $4, N: $5, K: $6, accumulating: $7)
    }
  }

  func fast(accumulating: Bool = false) -> [Scalar] {
    result(accumulating: accumulating) {
      multiply($0, $1, into: $2, cStride: $3, M: $4, N: $5, K: $6, accumulating: $7)
    }
  }
}

@Suite(.serialized)
struct MatmulTests {
  @Test func `the plain product equals the formula`() {
    let factors: [Scalar] = [1, 2, 3, 4, 5, 6, 7, 8]
    var c = [Scalar](repeating: 0, count: 4)
    factors.withUnsafeBufferPointer { factors in
      let a = MatrixView(base: factors.baseAddress!, rowStride: 2, columnStride: 1)
      multiplyPlain(a, a.advanced(by: 4), into: &c, cStride: 2, M: 2, N: 2, K: 2, accumulating: false)
    }
    #expect(c == [19, 22, 43, 50])
  }

  @Test(arguments: Layout.allCases, Layout.allCases)
  func `the fast product is bit-equal to the plain one`(a: Layout, b: Layout) {
    var generator = Generator(seed: 7)
    let edges = [1, 2, 3, 5, 7, 8, 13, 14, 15, 16, 17, 29, 31, 32, 33, 47, 64, 65, 97]
    for _ in 0..<60 {
      let (M, N, K) = (
        edges.randomElement(using: &generator)!, edges.randomElement(using: &generator)!,
        edges.randomElement(using: &generator)!
      )
      let product = RandomProduct(M, N, K, a: a, b: b)
      for accumulating in [false, true] {
        expectEqual(
          product.fast(accumulating: accumulating), to: product.plain(accumulating: accumulating),
          "\(M)×\(K) · \(K)×\(N), accumulating: \(accumulating)")
      }
    }
  }

  @Test(
    arguments: [
      (1, 1, 700), (1, 300, 600), (300, 1, 600), (3, 4200, 9), (200, 70, 600), (70, 130, 513), (1, 4100, 3),
      (5, 9, 3100), (140, 33, 1600), (140, 2090, 9), (60, 33, 1024), (200, 1024, 20),
      (1024, 40, 30),
    ],
    Layout.allCases)
  func `blocks and their borders change nothing`(shape: (M: Int, N: Int, K: Int), layout: Layout) {
    let product = RandomProduct(shape.M, shape.N, shape.K, a: layout, b: layout, gap: shape.N == 1 ? 0 : 3)
    for accumulating in [false, true] {
      expectEqual(product.fast(accumulating: accumulating), to: product.plain(accumulating: accumulating))
    }
  }

  @Test(arguments: [(0, 3, 4), (3, 0, 4), (0, 0, 0), (3, 4, 0), (1, 4, 0), (4, 1, 0), (40, 50, 0)])
  func `a product with empty extents is empty or zero`(M: Int, N: Int, K: Int) {
    for gap in [0, 2] {
      let product = RandomProduct(M, N, K, gap: gap)
      expectEqual(product.fast(), to: product.plain())
      expectEqual(product.fast(accumulating: true), to: product.plain(accumulating: true))
    }
  }

  @Test(
    arguments: [
      (200, 300, 600), (32, 512, 128), (96, 96, 96), (300, 70, 1600), (97, 96, 95), (1, 2000, 300), (2000, 1, 300),
      (17, 100, 400),
    ],
    Layout.allCases)
  func `any number of threads gives the same bits`(shape: (M: Int, N: Int, K: Int), layout: Layout) {
    let before = Threads.count
    defer { Threads.count = before }
    let product = RandomProduct(shape.M, shape.N, shape.K, a: layout, b: layout, gap: shape.N == 1 ? 0 : 3)
    let plain = product.plain()
    for threads in [1, 2, 3, 8] {
      Threads.count = threads
      expectEqual(product.fast(), to: plain, "\(threads) threads")
    }
  }

  @Test(arguments: [(1, 5, 6, 7), (48, 16, 32, 64), (7, 33, 1, 40), (7, 1, 33, 40), (3, 200, 180, 170), (0, 2, 2, 2)])
  func `a batch is its products one by one`(count: Int, M: Int, N: Int, K: Int) {
    var generator = Generator(seed: 5)
    let a = Tensor.uniform([(count + 1) * M * K], using: &generator).scalars
    let b = Tensor.uniform([(count + 1) * K * N], using: &generator).scalars
    for (aBatch, bBatch) in [(M * K, K * N), (0, K * N), (M * K, 0)] {
      var batch = [Scalar](repeating: -1, count: count * M * N)
      var single = batch
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          let left = MatrixView(base: a.baseAddress!, rowStride: K, columnStride: 1)
          let right = MatrixView(base: b.baseAddress!, rowStride: 1, columnStride: K)
          batch.withUnsafeMutableBufferPointer { c in
            guard let c = c.baseAddress else { return }
            multiplyBatch(
              count: count, left, batchStride: aBatch, right, batchStride: bBatch, into: c, cStride: N,
              batchStride: M * N, M: M, N: N, K: K, accumulating: false)
          }
          single.withUnsafeMutableBufferPointer { c in
            for n in 0..<count {
              multiplyPlain(
                left.advanced(by: n * aBatch), right.advanced(by: n * bBatch), into: c.baseAddress! + n * M * N,
                cStride: N, M: M, N: N, K: K, accumulating: false)
            }
          }
        }
      }
      expectEqual(batch, to: single)
    }
  }
}
