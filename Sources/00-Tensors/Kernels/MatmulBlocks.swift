/// One matrix product, cut so that its parts stay in the caches (Goto, van de Geijn, "Anatomy of high-performance matrix
/// multiplication", 2008).
///
/// The terms are taken `Blocking.depth` at a time. A block of b is packed into panels as wide as the register tile; then
/// every task packs its own rows of a and multiplies them by all panels.
struct BlockedProduct {
  let a: MatrixView
  let b: MatrixView
  let c: UnsafeMutablePointer<Scalar>
  let cStride: Int
  let M: Int
  let N: Int
  let K: Int
  let threads: Int

  func run(accumulating: Bool) {
    for left in stride(from: 0, to: N, by: Blocking.columns) {
      let columns = left..<min(left + Blocking.columns, N)
      // No terms still mean one pass, which writes zeros.
      for first in stride(from: 0, to: max(K, 1), by: Blocking.depth) {
        let terms = first..<min(first + Blocking.depth, K)
        run(columns: columns, terms: terms, accumulating: accumulating || first > 0)
      }
    }
  }

  private func run(columns: Range<Int>, terms: Range<Int>, accumulating: Bool) {
    let panels = (columns.count + Blocking.tileColumns - 1) / Blocking.tileColumns
    let panelSize = Blocking.tileColumns * terms.count
    let block = b.from(row: terms.lowerBound, column: columns.lowerBound)
    // Few rows use a packed panel too seldom to repay the copy; only the last one, if narrow, must be padded.
    let direct = b.columnStride == 1 && M <= Blocking.directRows
    let firstPacked = direct ? columns.count / Blocking.tileColumns : 0
    withScratch((panels - firstPacked) * panelSize) { packed in
      parallelFor(panels - firstPacked, threads: threads) { n in
        let column = (firstPacked + n) * Blocking.tileColumns
        block.from(row: 0, column: column).transposed.pack(
          rows: min(Blocking.tileColumns, columns.count - column), depth: terms.count,
          into: packed + n * panelSize, step: Blocking.tileColumns)
      }
      let work = BlockWork(
        a: a.from(row: 0, column: terms.lowerBound), c: c + columns.lowerBound, cStride: cStride, M: M,
        columns: columns.count, depth: terms.count, accumulating: accumulating,
        direct: block, packed: UnsafePointer(packed), firstPacked: firstPacked)
      work.run(threads: threads)
    }
  }
}

/// All rows of a times one packed block of b.
struct BlockWork {
  let a: MatrixView
  let c: UnsafeMutablePointer<Scalar>
  let cStride: Int
  let M: Int
  let columns: Int
  let depth: Int
  let accumulating: Bool
  /// Where the panels before `firstPacked` are read in place, and where the others were packed.
  let direct: MatrixView
  let packed: UnsafePointer<Scalar>
  let firstPacked: Int

  /// Splits rows, or columns when there are few rows, into as many equal tasks as fit the threads and the caches.
  func run(threads: Int) {
    let panels = (columns + Blocking.tileColumns - 1) / Blocking.tileColumns
    var strips = (M + Blocking.tileRows - 1) / Blocking.tileRows
    if threads > 1 && M <= Blocking.directRows && panels >= threads {
      parallelFor(threads, threads: threads) { part in
        multiply(strips: 0..<strips, of: strips, panels: part * panels / threads..<(part + 1) * panels / threads)
      }
      return
    }
    // Strips of 12 or 13 rows for all are better than one more strip of 14 for one thread.
    if threads > 1 && strips < 16 * threads { strips = min(M, (strips + threads - 1) / threads * threads) }
    var tasks = (strips + Blocking.stripsPerBlock - 1) / Blocking.stripsPerBlock
    tasks = min(strips, (tasks + threads - 1) / threads * threads)
    parallelFor(tasks, threads: threads) { task in
      multiply(strips: task * strips / tasks..<(task + 1) * strips / tasks, of: strips, panels: 0..<panels)
    }
  }

  /// Packs some strips of a, then multiplies each panel of b by all of them.
  private func multiply(strips: Range<Int>, of count: Int, panels: Range<Int>) {
    let stripSize = depth * Blocking.panelStep
    func firstRow(_ strip: Int) -> Int { strip * M / count }
    withScratch(strips.count * stripSize) { memory in
      for strip in strips {
        a.from(row: firstRow(strip), column: 0).pack(
          rows: firstRow(strip + 1) - firstRow(strip), depth: depth,
          into: memory + (strip - strips.lowerBound) * stripSize, step: Blocking.panelStep)
      }
      for panel in panels {
        let column = panel * Blocking.tileColumns
        let isDirect = panel < firstPacked
        for strip in strips {
          let row = firstRow(strip)
          let tile = TileWork(
            a: UnsafePointer(memory + (strip - strips.lowerBound) * stripSize), aStep: Blocking.panelStep,
            b: isDirect ? direct.base + column : packed + (panel - firstPacked) * Blocking.tileColumns * depth,
            bStep: isDirect ? direct.rowStride : Blocking.tileColumns,
            c: c + (row * cStride + column), cStride: cStride, depth: depth, accumulating: accumulating)
          tile.run(rows: firstRow(strip + 1) - row, columns: min(Blocking.tileColumns, columns - column))
        }
      }
    }
  }
}
