// Packing copies a block of a matrix into the order in which the register tile reads it: panels, one after the other,
// in which the numbers of one term lie side by side. It also makes a transposed matrix as fast as a plain one.

extension MatrixView {
  /// The part of the matrix that begins at a row and column.
  @inline(__always)
  func from(row: Int, column: Int) -> MatrixView {
    MatrixView(base: base + (row * rowStride + column * columnStride), rowStride: rowStride, columnStride: columnStride)
  }

  @inline(__always)
  func advanced(by count: Int) -> MatrixView {
    MatrixView(base: base + count, rowStride: rowStride, columnStride: columnStride)
  }

  @inline(__always)
  public var transposed: MatrixView { MatrixView(base: base, rowStride: columnStride, columnStride: rowStride) }

  /// Calls `body` with these rows, copied if neighbors in the other direction lie a multiple of 4096 bytes apart: such
  /// numbers would drive one another out of the first-level cache, which keeps only a few of them.
  func withRowsApart(_ rows: Int, depth: Int, _ body: (MatrixView) -> Void) {
    let page = 4096 / MemoryLayout<Scalar>.stride
    if columnStride == 1 && rowStride % page == 0 {
      let step = (depth / 32 * 2 + 3) * 16  // an odd number of cache lines, or of pairs of them
      withScratch(rows * step) { memory in
        for i in 0..<rows { (memory + i * step).update(from: base + i * rowStride, count: depth) }
        body(MatrixView(base: memory, rowStride: step, columnStride: 1))
      }
    } else if rowStride == 1 && columnStride % page == 0 {
      withScratch(rows * depth) { memory in
        for p in 0..<depth { (memory + p * rows).update(from: base + p * columnStride, count: rows) }
        body(MatrixView(base: memory, rowStride: 1, columnStride: rows))
      }
    } else {
      body(self)
    }
  }

  /// Copies `rows` × `depth` so that column p lies at `panel[p * step ..< p * step + rows]`.
  ///
  /// What lies between `rows` and the next whole vector is arbitrary.
  func pack(rows: Int, depth: Int, into panel: UnsafeMutablePointer<Scalar>, step: Int) {
    if columnStride == 1 {
      packAcross(rows: rows, depth: depth, into: panel, step: step)
    } else if rowStride == 1 {
      packAlong(rows: rows, depth: depth, into: panel, step: step)
    } else {
      packScalars(rows: 0..<rows, columns: 0..<depth, into: panel, step: step)
    }
  }

  private func packScalars(
    rows: Range<Int>, columns: Range<Int>, into panel: UnsafeMutablePointer<Scalar>, step: Int
  ) {
    for p in columns {
      for i in rows { panel[p * step + i] = base[i * rowStride + p * columnStride] }
    }
  }

  /// The numbers of a column are neighbors in memory: copied vector by vector.
  private func packAlong(rows: Int, depth: Int, into panel: UnsafeMutablePointer<Scalar>, step: Int) {
    let width = Lanes.scalarCount
    // The last vector may reach past the rows, into the next column, but not past the last column.
    let vectors = (rows + width - 1) / width
    let vectorColumns = vectors * width <= min(step, columnStride) ? max(0, depth - 1) : 0
    var source = base
    var target = panel
    for _ in 0..<vectorColumns {
      for vector in 0..<vectors { target.store(source.lanes(vector &* width), vector &* width) }
      source += columnStride
      target += step
    }
    for _ in vectorColumns..<depth {
      target.update(from: source, count: rows)
      source += columnStride
      target += step
    }
  }

  /// The numbers of a row are neighbors in memory: squares of 16 × 16 are transposed in registers.
  private func packAcross(rows: Int, depth: Int, into panel: UnsafeMutablePointer<Scalar>, step: Int) {
    #if Double
      packScalars(rows: 0..<rows, columns: 0..<depth, into: panel, step: step)
    #else
      let whole = depth / 16 * 16
      for top in stride(from: 0, to: rows, by: 16) {
        // Rows past the last are read as the last once more: in bounds, and never used.
        let last = min(15, rows - top - 1)
        for p in stride(from: 0, to: whole, by: 16) {
          transpose(
            base + (top * rowStride + p), step: rowStride, last: last, into: panel + (p * step + top), step: step,
            turns: 4)
        }
      }
      packScalars(rows: 0..<rows, columns: whole..<depth, into: panel, step: step)
    #endif
  }
}
