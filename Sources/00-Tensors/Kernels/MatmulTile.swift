/// The sizes that the blocked matrix product is built from.
enum Blocking {
  // A register tile keeps its sums, one row's vectors of b and one number of a in registers. AVX-512 has 32 registers of
  // one `Lanes` each: 14 × 2 sums. Elsewhere a `Lanes` takes two registers of 16, or four of 32: 6 × 1 sums.
  #if AVX512
    static let tileRows = 14
    static let tileVectors = 2
  #else
    static let tileRows = 6
    static let tileVectors = 1
  #endif
  static let tileColumns = tileVectors * Lanes.scalarCount
  /// Terms summed in one pass: each pass reads and writes all of c, so few long ones are best. A panel of b and a few
  /// strips of a still fit the second-level cache.
  static let depth = 1536
  /// Numbers of a that one task multiplies by all panels: half of a second-level cache of a megabyte.
  static let taskSize = (1 << 19) / MemoryLayout<Scalar>.stride
  /// Up to so many rows, a panel of b is used too seldom to repay packing it ahead for all threads.
  static let fewRows = 128
  /// Columns of b packed at a time, which bounds the scratch memory.
  static let columns = 2048
}

/// What one register tile needs to know, its size aside.
struct TileWork {
  let a: MatrixView
  let b: UnsafePointer<Scalar>
  let bStep: Int
  let c: UnsafeMutablePointer<Scalar>
  let cStride: Int
  let depth: Int
  let accumulating: Bool

  /// A tile of any size up to the largest; columns that do not fill a vector take a detour through memory of their own.
  @inline(__always)
  func run(rows: Int, columns: Int) {
    if columns == Lanes.scalarCount {
      runSingle(rows: rows)
    } else if columns == Blocking.tileColumns {
      run(rows: rows)
    } else {
      runNarrow(rows: rows, columns: columns)
    }
  }

  @inline(never)
  private func runNarrow(rows: Int, columns: Int) {
    let width = columns < Lanes.scalarCount ? Lanes.scalarCount : Blocking.tileColumns
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows * width) { memory in
      memory.initialize(repeating: 0)
      let whole = memory.baseAddress!
      if accumulating {
        for i in 0..<rows { (whole + i * width).update(from: c + i * cStride, count: columns) }
      }
      let tile = TileWork(
        a: a, b: b, bStep: bStep, c: whole, cStride: width, depth: depth, accumulating: accumulating)
      if width == Lanes.scalarCount { tile.runSingle(rows: rows) } else { tile.run(rows: rows) }
      for i in 0..<rows { (c + i * cStride).update(from: whole + i * width, count: columns) }
    }
  }

  private func run(rows: Int) {
    switch rows {
    case 1: RegisterTile<1, 2>.run(self)
    case 2: RegisterTile<2, 2>.run(self)
    case 3: RegisterTile<3, 2>.run(self)
    case 4: RegisterTile<4, 2>.run(self)
    case 5: RegisterTile<5, 2>.run(self)
    case 6: RegisterTile<6, 2>.run(self)
    case 7: RegisterTile<7, 2>.run(self)
    case 8: RegisterTile<8, 2>.run(self)
    case 9: RegisterTile<9, 2>.run(self)
    case 10: RegisterTile<10, 2>.run(self)
    case 11: RegisterTile<11, 2>.run(self)
    case 12: RegisterTile<12, 2>.run(self)
    case 13: RegisterTile<13, 2>.run(self)
    case 14: RegisterTile<14, 2>.run(self)
    default: fail("a tile of \(rows) rows")
    }
  }

  private func runSingle(rows: Int) {
    switch rows {
    case 1: RegisterTile<1, 1>.run(self)
    case 2: RegisterTile<2, 1>.run(self)
    case 3: RegisterTile<3, 1>.run(self)
    case 4: RegisterTile<4, 1>.run(self)
    case 5: RegisterTile<5, 1>.run(self)
    case 6: RegisterTile<6, 1>.run(self)
    case 7: RegisterTile<7, 1>.run(self)
    case 8: RegisterTile<8, 1>.run(self)
    case 9: RegisterTile<9, 1>.run(self)
    case 10: RegisterTile<10, 1>.run(self)
    case 11: RegisterTile<11, 1>.run(self)
    case 12: RegisterTile<12, 1>.run(self)
    case 13: RegisterTile<13, 1>.run(self)
    case 14: RegisterTile<14, 1>.run(self)
    default: fail("a tile of \(rows) rows")
    }
  }
}

/// `rows` × `vectors` vectors of c, held in registers while all terms are added to them.
enum RegisterTile<let rows: Int, let vectors: Int> {
  @inline(never)
  static func run(_ work: TileWork) {
    let width = Lanes.scalarCount
    let (c, cStride) = (work.c, work.cStride)
    var left = InlineArray<rows, Lanes>(repeating: .zero)
    var right = InlineArray<rows, Lanes>(repeating: .zero)
    if work.accumulating {
      for i in 0..<rows {
        left[unchecked: i] = c.lanes(i &* cStride)
        if vectors == 2 { right[unchecked: i] = c.lanes(i &* cStride &+ width) }
      }
    }
    let aRow = work.a.rowStride
    let half = rows / 2
    var (upper, lower) = (work.a.base, work.a.base + half &* aRow)
    var b = work.b
    for _ in 0..<work.depth {
      let b0 = b.lanes(0)
      let b1 = vectors == 2 ? b.lanes(width) : .zero
      // Two short loops, because the compiler unrolls one of 14 turns only in part, and would keep the sums in memory. It
      // steps from row to row by additions: two chains of 7 are ready before the sums are.
      for i in 0..<half {
        let x = Lanes(repeating: upper[i &* aRow])
        left[unchecked: i] = left[unchecked: i].addingProduct(x, b0)
        if vectors == 2 { right[unchecked: i] = right[unchecked: i].addingProduct(x, b1) }
      }
      for i in half..<rows {
        let x = Lanes(repeating: lower[(i &- half) &* aRow])
        left[unchecked: i] = left[unchecked: i].addingProduct(x, b0)
        if vectors == 2 { right[unchecked: i] = right[unchecked: i].addingProduct(x, b1) }
      }
      upper += work.a.columnStride
      lower += work.a.columnStride
      b += work.bStep
    }
    for i in 0..<rows {
      c.store(left[unchecked: i], i &* cStride)
      if vectors == 2 { c.store(right[unchecked: i], i &* cStride &+ width) }
    }
  }
}
