/// All rows of a times one block of b, small enough in depth for the caches.
///
/// Rows of a are taken in strips and columns of b in panels, as high and as wide as a register tile.
struct BlockWork {
  let a: MatrixView
  let b: MatrixView
  let c: UnsafeMutablePointer<Scalar>
  let cStride: Int
  let M: Int
  let N: Int
  let depth: Int
  let accumulating: Bool

  var panels: Int { (N + Blocking.tileColumns - 1) / Blocking.tileColumns }
  var panelSize: Int { Blocking.tileColumns * depth }
  private var stripSize: Int { Blocking.panelStep * depth }
  private var strips: Int { (M + Blocking.tileRows - 1) / Blocking.tileRows }

  func pack(panel: Int, into memory: UnsafeMutablePointer<Scalar>) {
    let column = panel * Blocking.tileColumns
    b.from(row: 0, column: column).transposed.pack(
      rows: min(Blocking.tileColumns, N - column), depth: depth, into: memory, step: Blocking.tileColumns)
  }

  /// Splits the rows into tasks, as many as fit threads and caches; all of them share the packed panels of b.
  func runRows(_ packed: UnsafeMutablePointer<Scalar>, threads: Int) {
    var strips = self.strips
    // Strips of 12 or 13 rows for all are better than one more strip of 14 for one thread.
    if threads > 1 && strips < 16 * threads { strips = min(M, (strips + threads - 1) / threads * threads) }
    var tasks = (strips + Blocking.stripsPerBlock - 1) / Blocking.stripsPerBlock
    tasks = min(strips, (tasks + threads - 1) / threads * threads)
    parallelFor(tasks, threads: threads) { task in
      let range = task * strips / tasks..<(task + 1) * strips / tasks
      withScratch(range.count * stripSize) { memory in
        pack(strips: range, of: strips, into: memory)
        for panel in 0..<panels {
          multiply(
            strips: range, of: strips, memory, panel: panel, packed + panel * panelSize, bStep: Blocking.tileColumns)
        }
      }
    }
  }

  /// Splits the columns into a task for each thread, because there are too few rows; they use each panel of b so seldom
  /// that it is packed at the last moment, or not at all.
  func runColumns(threads: Int) {
    let tasks = min(threads, panels)
    let strips = self.strips
    parallelFor(tasks, threads: threads) { task in
      withScratch(strips * stripSize + panelSize) { memory in
        let panelMemory = memory + strips * stripSize
        pack(strips: 0..<strips, of: strips, into: memory)
        for panel in task * panels / tasks..<(task + 1) * panels / tasks {
          let column = panel * Blocking.tileColumns
          if b.columnStride == 1 && column + Blocking.tileColumns <= N {
            multiply(strips: 0..<strips, of: strips, memory, panel: panel, b.base + column, bStep: b.rowStride)
          } else {
            pack(panel: panel, into: panelMemory)
            multiply(
              strips: 0..<strips, of: strips, memory, panel: panel, panelMemory, bStep: Blocking.tileColumns)
          }
        }
      }
    }
  }

  private func firstRow(_ strip: Int, of strips: Int) -> Int { strip * M / strips }

  private func pack(strips: Range<Int>, of count: Int, into memory: UnsafeMutablePointer<Scalar>) {
    // Where the numbers of a term are neighbors, a few terms for all strips: each stretch of memory is read once.
    let terms = a.rowStride == 1 ? 32 : max(1, depth)
    for first in stride(from: 0, to: depth, by: terms) {
      for strip in strips {
        let row = firstRow(strip, of: count)
        a.from(row: row, column: first).pack(
          rows: firstRow(strip + 1, of: count) - row, depth: min(terms, depth - first),
          into: memory + ((strip - strips.lowerBound) * stripSize + first * Blocking.panelStep),
          step: Blocking.panelStep)
      }
    }
  }

  /// One panel of b times some packed strips of a.
  private func multiply(
    strips: Range<Int>, of count: Int, _ packedStrips: UnsafePointer<Scalar>, panel: Int, _ b: UnsafePointer<Scalar>,
    bStep: Int
  ) {
    let column = panel * Blocking.tileColumns
    for strip in strips {
      let row = firstRow(strip, of: count)
      let tile = TileWork(
        a: packedStrips + (strip - strips.lowerBound) * stripSize, aStep: Blocking.panelStep, b: b, bStep: bStep,
        c: c + (row * cStride + column), cStride: cStride, depth: depth, accumulating: accumulating)
      tile.run(rows: firstRow(strip + 1, of: count) - row, columns: min(Blocking.tileColumns, N - column))
    }
  }
}
