// M rows · N columns · K terms

/// The way from three loops to the fast matrix product, one idea a step.
public enum MatmulStep: CaseIterable, Sendable {
  case threeLoops, loopOrder, simd, registerTile, packed, threaded

  public var name: String {
    switch self {
    case .threeLoops: "three loops"
    case .loopOrder: "loop order"
    case .simd: "SIMD"
    case .registerTile: "register tile"
    case .packed: "packed blocks"
    case .threaded: "threads"
    }
  }

  /// What this step does that the one before did not.
  public var idea: String {
    switch self {
    case .threeLoops: "The formula as it stands: each number is a row times a column."
    case .loopOrder: "With the sum in the middle loop, the innermost one runs along rows, from one number to the next."
    case .simd: "One instruction multiplies and adds a whole vector of neighbors."
    case .registerTile: "Sums of several rows stay in registers, so one loaded vector of b serves several times."
    case .packed: "Blocks are copied into the order in which they are read, small enough to stay in the caches."
    case .threaded: "Every thread computes rows of its own."
    }
  }

  /// a[M, K] · b[K, N], both row-major.
  public func multiply(_ a: [Scalar], _ b: [Scalar], M: Int, N: Int, K: Int) -> [Scalar] {
    require(
      a.count == M * K && b.count == K * N,
      "MatmulStep: \(a.count) and \(b.count) numbers do not make [\(M), \(K)] and [\(K), \(N)]")
    var c = [Scalar](repeating: 0, count: M * N)
    if c.isEmpty || K == 0 { return c }
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          let factors = RowMajor(a: a.baseAddress!, b: b.baseAddress!, c: c.baseAddress!, M: M, N: N, K: K)
          switch self {
          case .threeLoops: factors.threeLoops()
          case .loopOrder: factors.loopOrder()
          case .simd: factors.simd()
          case .registerTile: factors.registerTile()
          case .packed: factors.packed(threads: 1)
          case .threaded: factors.packed(threads: Threads.count)
          }
        }
      }
    }
    return c
  }
}

/// Two factors and their product, which begins as zeros.
private struct RowMajor {
  let a: UnsafePointer<Scalar>
  let b: UnsafePointer<Scalar>
  let c: UnsafeMutablePointer<Scalar>
  let M: Int
  let N: Int
  let K: Int

  func threeLoops() {
    for i in 0..<M {
      for j in 0..<N {
        for k in 0..<K { c[i * N + j] += a[i * K + k] * b[k * N + j] }
      }
    }
  }

  func loopOrder() {
    for i in 0..<M {
      for k in 0..<K {
        for j in 0..<N { c[i * N + j] += a[i * K + k] * b[k * N + j] }
      }
    }
  }

  func simd() {
    for i in 0..<M {
      for k in 0..<K { addRow(k, times: a[i * K + k], to: c + i * N) }
    }
  }

  /// c[j] += x · b[k, j] for all j, a vector at a time.
  private func addRow(_ k: Int, times x: Scalar, to c: UnsafeMutablePointer<Scalar>) {
    let row = b + k * N
    var j = 0
    while j + Lanes.scalarCount <= N {
      c.store(c.lanes(j).addingProduct(Lanes(repeating: x), row.lanes(j)), j)
      j += Lanes.scalarCount
    }
    while j < N {
      c[j].addProduct(x, row[j])
      j += 1
    }
  }

  func registerTile() {
    let (height, width) = (4, Lanes.scalarCount)
    for i in stride(from: 0, to: M, by: height) {
      for j in stride(from: 0, to: N, by: width) {
        if i + height <= M && j + width <= N { tile(i, j) } else { edge(i..<min(i + height, M), j..<min(j + width, N)) }
      }
    }
  }

  /// Four rows, one vector wide: the four sums are written to memory only once.
  private func tile(_ i: Int, _ j: Int) {
    var (sum0, sum1, sum2, sum3) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
    let rows = a + i * K
    for k in 0..<K {
      let lanes = b.lanes(k * N + j)
      sum0.addProduct(Lanes(repeating: rows[k]), lanes)
      sum1.addProduct(Lanes(repeating: rows[K + k]), lanes)
      sum2.addProduct(Lanes(repeating: rows[2 * K + k]), lanes)
      sum3.addProduct(Lanes(repeating: rows[3 * K + k]), lanes)
    }
    c.store(sum0, i * N + j)
    c.store(sum1, (i + 1) * N + j)
    c.store(sum2, (i + 2) * N + j)
    c.store(sum3, (i + 3) * N + j)
  }

  /// What is left at the border, too small for a tile.
  private func edge(_ rows: Range<Int>, _ columns: Range<Int>) {
    for i in rows {
      for j in columns {
        for k in 0..<K { c[i * N + j].addProduct(a[i * K + k], b[k * N + j]) }
      }
    }
  }

  /// The real kernel.
  func packed(threads: Int) {
    Tensors.multiply(
      MatrixView(base: a, rowStride: K, columnStride: 1), MatrixView(base: b, rowStride: N, columnStride: 1),
      into: c, cStride: N, M: M, N: N, K: K, accumulating: false, threads: threads)
  }
}
