/// All rows of a times one block of b.
///
/// Rows of a are taken in strips and columns of b in panels, as high and as wide as a register tile:
///
///                         panel 0 panel 1
///                        ┌───────┬───────┬─
///                        │       │       │     b, packed panel by panel
///                        └───────┴───────┴─
///             ┌────────┐ ┌───────┬───────┬─
///     strip 0 │        │ │ tile  │ tile  │     task 0: its strips stay in the second-level cache,
///     strip 1 │        │ │ tile  │ tile  │     and it goes down panel 0, then down panel 1, …
///             ├────────┤ ├───────┼───────┼─
///     strip 2 │        │ │ tile  │ tile  │     task 1
///     strip 3 │        │ │ tile  │ tile  │
///             └────────┘ └───────┴───────┴─
///                  a             c
///
/// The tile reads a where it lies, one number of each row for a term. Only b is packed, of which it takes whole vectors.
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

  /// Packs all panels, a few terms after the other, so that of every row of b a long stretch is read at once.
  func pack(into memory: UnsafeMutablePointer<Scalar>, threads: Int) {
    let terms = 32
    let chunks = (depth + terms - 1) / terms
    parallelFor(chunks, threads: threads) { chunk in
      let first = chunk * terms
      for panel in 0..<panels {
        pack(
          panel: panel, terms: first..<min(first + terms, depth),
          into: memory + (panel * panelSize + first * Blocking.tileColumns))
      }
    }
  }

  private func pack(panel: Int, terms: Range<Int>, into memory: UnsafeMutablePointer<Scalar>) {
    let column = panel * Blocking.tileColumns
    b.from(row: terms.lowerBound, column: column).transposed.pack(
      rows: min(Blocking.tileColumns, N - column), depth: terms.count, into: memory, step: Blocking.tileColumns)
  }

  /// Splits the rows into tasks, as many as fit threads and caches; all of them share the packed panels of b.
  func runRows(_ packed: UnsafePointer<Scalar>, threads: Int) {
    var tasks = M * depth / Blocking.taskSize + 1
    if threads > 1 {
      // A few for each thread, so that one that is held up does not hold up all, and as many for each.
      tasks = max(tasks, min(4 * threads, M / (4 * Blocking.tileRows)))
      tasks = (tasks + threads - 1) / threads * threads
    }
    parallelFor(tasks, threads: threads) { multiply(rows: part($0, of: tasks, M), panels: 0..<panels, packed) }
  }

  /// Splits the longer side into a task for each thread, and packs nothing ahead: with few rows, every panel of b is used
  /// too seldom to repay it.
  func runFewRows(threads: Int) {
    if N > M {
      let tasks = min(threads, panels)
      parallelFor(tasks, threads: threads) { multiply(rows: 0..<M, panels: part($0, of: tasks, panels), nil) }
    } else {
      let tasks = min(threads, M)
      parallelFor(tasks, threads: threads) { multiply(rows: part($0, of: tasks, M), panels: 0..<panels, nil) }
    }
  }

  private func part(_ index: Int, of parts: Int, _ count: Int) -> Range<Int> {
    index * count / parts..<(index + 1) * count / parts
  }

  /// Some rows of a times some panels of b. A panel was packed ahead, or is read where it lies if its rows are contiguous,
  /// or is packed now.
  private func multiply(rows: Range<Int>, panels: Range<Int>, _ packed: UnsafePointer<Scalar>?) {
    a.from(row: rows.lowerBound, column: 0).withRowsApart(rows.count, depth: depth) { a in
      for panel in panels {
        let column = panel * Blocking.tileColumns
        if let packed {
          multiply(a, rows, panel: panel, packed + panel * panelSize, bStep: Blocking.tileColumns)
        } else if b.columnStride == 1 && column + Blocking.tileColumns <= N {
          multiply(a, rows, panel: panel, b.base + column, bStep: b.rowStride)
        } else {
          withScratch(panelSize) { memory in
            pack(panel: panel, terms: 0..<depth, into: memory)
            multiply(a, rows, panel: panel, memory, bStep: Blocking.tileColumns)
          }
        }
      }
    }
  }

  /// Some rows of a, of which the view holds no others, times one panel of b.
  private func multiply(_ a: MatrixView, _ rows: Range<Int>, panel: Int, _ b: UnsafePointer<Scalar>, bStep: Int) {
    let column = panel * Blocking.tileColumns
    // Strips of equal height: 12, 12 and 12 rows instead of 14, 14 and 8.
    let strips = (rows.count + Blocking.tileRows - 1) / Blocking.tileRows
    for strip in 0..<strips {
      let strip = part(strip, of: strips, rows.count)
      let tile = TileWork(
        a: a.from(row: strip.lowerBound, column: 0), b: b, bStep: bStep,
        c: c + ((rows.lowerBound + strip.lowerBound) * cStride + column), cStride: cStride, depth: depth,
        accumulating: accumulating)
      tile.run(rows: strip.count, columns: min(Blocking.tileColumns, N - column))
    }
  }
}
