import Tensors

// M rows of x · I inputs · O outputs

/// The products with a quantized matrix; it is never there as a whole in scalars.
struct QuantizedProduct<let bits: Int> {
  let panels: QuantizedPanels

  typealias Codes = QuantizedLanes<bits>
  private typealias Panels = QuantizedPanels

  /// Up to so many rows, getting a number out of its word again for every three of them takes less time than writing it.
  static var fewRows: Int { 24 }

  /// y[M, O] = x[M, I] · W
  func multiply(_ x: UnsafePointer<Scalar>, rows M: Int, into y: UnsafeMutablePointer<Scalar>) {
    if M <= Self.fewRows {
      multiplyFew(x, rows: M, into: y)
    } else {
      multiplyMany(x, rows: M, into: y)
    }
  }

  /// A thread takes strips of its own. Of these the first rows bring the words from memory, the next ones find them in the
  /// cache.
  private func multiplyFew(_ x: UnsafePointer<Scalar>, rows M: Int, into y: UnsafeMutablePointer<Scalar>) {
    let perStrip = Panels.panelsPerStrip
    let strips = (panels.count + perStrip - 1) / perStrip
    parallelRanges(strips, cost: M * panels.inputs * Panels.columns) { range in
      for strip in range {
        for row in stride(from: 0, to: M, by: 3) {
          multiply(
            strip * perStrip..<min((strip + 1) * perStrip, panels.count), rows: row..<min(row + 3, M), x, into: y)
        }
      }
    }
  }

  /// The panels of one strip, all at once if it is a whole one.
  private func multiply(
    _ strip: Range<Int>, rows: Range<Int>, _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>
  ) {
    let (I, O) = (panels.inputs, panels.outputs)
    let (x, y) = (x + rows.lowerBound * I, y + rows.lowerBound * O)
    let isWhole = strip.count == Panels.panelsPerStrip
    for panel in isWhole ? strip.prefix(1) : strip {
      let (y, columns) = (y + panel * Panels.columns, O - panel * Panels.columns)
      switch (rows.count, isWhole) {
      case (1, true): QuantizedRows<bits, 1, 4>.run(panels, from: panel, x, xStep: I, into: y, yStep: O, columns)
      case (2, true): QuantizedRows<bits, 2, 4>.run(panels, from: panel, x, xStep: I, into: y, yStep: O, columns)
      case (_, true): QuantizedRows<bits, 3, 4>.run(panels, from: panel, x, xStep: I, into: y, yStep: O, columns)
      case (1, false): QuantizedRows<bits, 1, 1>.run(panels, from: panel, x, xStep: I, into: y, yStep: O, columns)
      case (2, false): QuantizedRows<bits, 2, 1>.run(panels, from: panel, x, xStep: I, into: y, yStep: O, columns)
      case (_, false): QuantizedRows<bits, 3, 1>.run(panels, from: panel, x, xStep: I, into: y, yStep: O, columns)
      }
    }
  }

  /// A task writes as many columns of W as stay in the second-level cache, and multiplies all rows by them.
  private func multiplyMany(_ x: UnsafePointer<Scalar>, rows M: Int, into y: UnsafeMutablePointer<Scalar>) {
    let (I, O) = (panels.inputs, panels.outputs)
    // An even number, since the register tile of the product takes two.
    let fitting = Self.taskSize / (I * Panels.columns) / 2 * 2
    let shared = (panels.count + Threads.count - 1) / Threads.count
    let perTask = max(1, min(max(2, fitting), shared))
    let tasks = (panels.count + perTask - 1) / perTask
    parallelFor(tasks) { task in
      let range = task * perTask..<min((task + 1) * perTask, panels.count)
      let column = range.lowerBound * Panels.columns
      let step = range.count * Panels.columns
      withScratch(panels.groups * Panels.rowsPerGroup * step) { weights in
        for (offset, panel) in range.enumerated() {
          for group in 0..<panels.groups {
            Codes.dequantize(
              panels, panel: panel, group: group,
              into: weights + (group * Panels.rowsPerGroup * step + offset * Panels.columns), step: step)
          }
        }
        Tensors.multiply(
          MatrixView(base: x, rowStride: I, columnStride: 1),
          MatrixView(base: weights, rowStride: step, columnStride: 1),
          into: y + column, cStride: O, M: M, N: min(step, O - column), K: I, accumulating: false, threads: 1)
      }
    }
  }

  /// x[M, I] = y[M, O] · Wᵀ
  ///
  /// A task takes rows of W, and of these as many numbers at a time as stay in the second-level cache.
  func multiplyTransposed(_ y: UnsafePointer<Scalar>, rows M: Int, into x: UnsafeMutablePointer<Scalar>) {
    let (I, O) = (panels.inputs, panels.outputs)
    let perPass = max(1, Self.taskSize / (Panels.rowsPerGroup * Panels.columns))
    let step = min(perPass, panels.count) * Panels.columns
    parallelFor(panels.groups) { group in
      let row = group * Panels.rowsPerGroup
      withScratch(Panels.rowsPerGroup * step) { weights in
        for first in stride(from: 0, to: panels.count, by: perPass) {
          let column = first * Panels.columns
          for panel in first..<min(first + perPass, panels.count) {
            Codes.dequantize(
              panels, panel: panel, group: group, into: weights + (panel - first) * Panels.columns, step: step)
          }
          Tensors.multiply(
            MatrixView(base: y + column, rowStride: O, columnStride: 1),
            MatrixView(base: weights, rowStride: 1, columnStride: step), into: x + row, cStride: I, M: M,
            N: min(Panels.rowsPerGroup, I - row), K: min(step, O - column), accumulating: first > 0, threads: 1)
        }
      }
    }
  }

  /// Numbers that one task writes at a time: half of a second-level cache of a megabyte.
  private static var taskSize: Int { (1 << 19) / MemoryLayout<Scalar>.stride }
}

extension QuantizedMatrix {
  /// `[…, width] → […, newWidth]`, all rows written by `multiply`.
  func result(
    of x: Tensor, from width: Int, to newWidth: Int,
    _ multiply: (_ x: UnsafePointer<Scalar>, _ rows: Int, _ result: UnsafeMutablePointer<Scalar>) -> Void
  ) -> Tensor {
    require(x.shape.last == width, "QuantizedMatrix: rows of \(x.shape) do not fit the matrix \(shape)")
    return Tensor(shape: x.shape.dropLast() + [newWidth]) { result in
      x.withPointer { multiply($0, x.count / width, result) }
    }
  }
}
