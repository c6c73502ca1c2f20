// One row times a row-major matrix: every number of b is read once and used once, so the speed is that of memory.
//
//      a[k] … a[k + 7]  ×  row k     of b  → → → → →     Eight rows of b are read side by side, from left to right, and
//                          row k + 1       → → → → →     c is loaded and stored once for all eight. Each thread takes
//                            …                           columns of its own.
//                          row k + 7       → → → → →
//                                    c  += ─ ─ ─ ─ ─

/// c[N] = a[K] · b[K, N], where a is a matrix of one row and the rows of b are contiguous.
func multiplyRow(
  _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Scalar>, N: Int, K: Int, accumulating: Bool,
  threads: Int
) {
  let width = Lanes.scalarCount
  let groups = (N + width - 1) / width
  let parts = max(1, min(threads, groups, (N * K) >> 15))
  parallelFor(parts, threads: threads) { part in
    let columns = part * groups / parts * width..<min(N, (part + 1) * groups / parts * width)
    let row = RowProduct(
      a: a.base, aStep: a.columnStride, b: b.from(row: 0, column: columns.lowerBound), c: c + columns.lowerBound,
      N: columns.count, K: K)
    if !accumulating { row.c.update(repeating: 0, count: row.N) }
    row.run()
  }
}

/// Adds a[K] · b[K, N] to c[N].
private struct RowProduct {
  let a: UnsafePointer<Scalar>
  let aStep: Int
  let b: MatrixView
  let c: UnsafeMutablePointer<Scalar>
  let N: Int
  let K: Int

  /// Eight rows of b at a time, each read from left to right.
  func run() {
    var k = 0
    while k + 8 <= K {
      addRows(InlineArray<8, Scalar> { a[(k + $0) * aStep] }, from: k)
      k += 8
    }
    while k < K {
      addRows(InlineArray<1, Scalar>(repeating: a[k * aStep]), from: k)
      k += 1
    }
  }

  /// c[j] += Σ factors[i] · b[k + i, j]
  @inline(__always)
  private func addRows<let count: Int>(_ factors: InlineArray<count, Scalar>, from k: Int) {
    let width = Lanes.scalarCount
    let rows = b.base + k * b.rowStride
    var j = 0
    while j &+ width <= N {
      var sum = c.lanes(j)
      for i in 0..<count {
        sum = sum.addingProduct(Lanes(repeating: factors[unchecked: i]), rows.lanes(i &* b.rowStride &+ j))
      }
      c.store(sum, j)
      j &+= width
    }
    while j < N {
      var sum = c[j]
      for i in 0..<count { sum.addProduct(factors[unchecked: i], rows[i &* b.rowStride &+ j]) }
      c[j] = sum
      j &+= 1
    }
  }
}

/// c[N] = a[K] · b[K, N], where a is a matrix of one row and the columns of b are contiguous: the rows of a table that is
/// multiplied as its transpose.
///
/// Sixteen columns at a time are turned into vectors, a few terms after the other, and used at once.
func multiplyRow(
  _ a: MatrixView, byColumnsOf b: MatrixView, into c: UnsafeMutablePointer<Scalar>, N: Int, K: Int,
  accumulating: Bool, threads: Int
) {
  let width = Lanes.scalarCount
  let terms = 64
  let groups = (N + width - 1) / width
  let parts = max(1, min(threads, groups, (N * K) >> 15))
  parallelFor(parts, threads: threads) { part in
    withScratch(terms * width) { memory in
      for group in part * groups / parts..<(part + 1) * groups / parts {
        let column = group * width
        let count = min(width, N - column)
        var sum = accumulating ? UnsafePointer(c).lanes(column, count: count) : Lanes.zero
        var k = 0
        while k < K {
          let depth = min(terms, K - k)
          b.from(row: k, column: column).transposed.pack(rows: count, depth: depth, into: memory, step: width)
          sum = addProducts(a.from(row: 0, column: k), UnsafePointer(memory), count: depth, to: sum)
          k += depth
        }
        c.store(sum, column, count: count)
      }
    }
  }
}

/// start + Σ a[k] · vectors[k], a function of its own so that the sum stays in a register.
private func addProducts(_ a: MatrixView, _ vectors: UnsafePointer<Scalar>, count: Int, to start: Lanes) -> Lanes {
  var sum = start
  var k = 0
  while k < count {
    sum.addProduct(Lanes(repeating: a.base[k &* a.columnStride]), vectors.lanes(k &* Lanes.scalarCount))
    k &+= 1
  }
  return sum
}
