/// A matrix packed once, to be the right side of many products with few rows: the weights of a recurrent step.
public final class PackedMatrix: @unchecked Sendable {
  public let rows: Int
  public let columns: Int
  private let memory: UnsafeMutablePointer<Scalar>

  /// Packs a matrix `[rows, columns]`, or the transpose of one.
  public init(_ matrix: Tensor, isTransposed: Bool = false) {
    let (R, C) = matrix.shape2
    (rows, columns) = isTransposed ? (C, R) : (R, C)
    let panels = (columns + Blocking.tileColumns - 1) / Blocking.tileColumns
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, panels * Blocking.tileColumns * rows) * MemoryLayout<Scalar>.stride, alignment: 64)
    memory = bytes.bindMemory(to: Scalar.self, capacity: panels * Blocking.tileColumns * rows)
    let (memory, rows, columns) = (memory, rows, columns)
    matrix.withPointer { base in
      let view = MatrixView(base, columns: C, isTransposed: isTransposed)
      parallelRanges(panels, cost: Blocking.tileColumns * rows) { range in
        for panel in range {
          let column = panel * Blocking.tileColumns
          view.from(row: 0, column: column).transposed.pack(
            rows: min(Blocking.tileColumns, columns - column), depth: rows, into: memory + column * rows,
            step: Blocking.tileColumns)
        }
      }
    }
  }

  deinit { memory.deallocate() }

  /// c[M, columns] = a[M, rows] · this, plus what c held when `accumulating`, on the calling thread alone.
  ///
  /// Terms are added in their order, as in `matmul`, and with the same bits.
  public func multiply(
    _ a: UnsafePointer<Scalar>, rowStride: Int, M: Int, into c: UnsafeMutablePointer<Scalar>, cStride: Int,
    accumulating: Bool
  ) {
    let strips = (M + Blocking.tileRows - 1) / Blocking.tileRows
    let view = MatrixView(base: a, rowStride: rowStride, columnStride: 1)
    for column in stride(from: 0, to: columns, by: Blocking.tileColumns) {
      for strip in 0..<strips {
        let (row, end) = (strip * M / strips, (strip + 1) * M / strips)
        let tile = TileWork(
          a: view.from(row: row, column: 0), b: memory + column * rows, bStep: Blocking.tileColumns,
          c: c + (row * cStride + column), cStride: cStride, depth: rows, accumulating: accumulating)
        tile.run(rows: end - row, columns: min(Blocking.tileColumns, columns - column))
      }
    }
  }
}
