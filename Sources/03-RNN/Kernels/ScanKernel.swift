import Tensors

/// A walk along time as the kernels make it: the batch is cut into rows for each thread, and every thread walks the whole
/// way with its own. No thread waits for another until the end.
public struct ScanKernel {
  public let T: Int
  public let B: Int
  public let scan: Scan

  public init(_ shape: (T: Int, B: Int, columns: Int), _ scan: Scan) {
    (T, B) = (shape.T, shape.B)
    self.scan = scan
    require(scan.lengths.map { $0.count == shape.B } ?? true, "a batch of \(B) got \(scan.lengths!.count) lengths")
  }

  /// Calls `body` with a range of rows for each thread.
  public func forEachPart(_ body: (Range<Int>) -> Void) {
    let parts = max(1, min(Threads.count, B / 4))
    parallelFor(parts) { part in body(part * B / parts..<(part + 1) * B / parts) }
  }

  /// Whether the sequence in a row of the batch still goes on at a time step.
  @inline(__always)
  public func goesOn(_ row: Int, at t: Int) -> Bool { scan.lengths.map { t < $0[row] } ?? true }

  /// Where the mask of a time step begins in its tensor.
  public func maskOffset(_ t: Int, hiddenSize: Int) -> Int { scan.mask!.rank == 3 ? t * B * hiddenSize : 0 }

  /// The shown states before each step, masked, `[T, B, H]`: what the recurrent weights were multiplied by.
  public func statesUsed(_ states: Tensor, hiddenSize H: Int) -> Tensor {
    let shown = states.block(rows: scan.isBackward ? 1..<T + 1 : 0..<T, columns: 0..<H)
    return scan.mask.map { shown * $0 } ?? shown
  }

  /// The product of the rows' shown state, masked if a mask is given, with the recurrent weights.
  public func multiplyState(
    _ state: UnsafePointer<Scalar>, stride: Int, hiddenSize H: Int, _ t: Int, _ rows: Range<Int>,
    _ weights: PackedMatrix,
    into target: UnsafeMutablePointer<Scalar>
  ) {
    let source = state + rows.lowerBound * stride
    guard let mask = scan.mask else {
      weights.multiply(
        source, rowStride: stride, M: rows.count, into: target, cStride: weights.columns, accumulating: false)
      return
    }
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows.count * H) { masked in
      mask.withPointer { mask in
        let factors = mask + maskOffset(t, hiddenSize: H) + rows.lowerBound * H
        for row in 0..<rows.count {
          for unit in 0..<H { masked[row * H + unit] = source[row * stride + unit] * factors[row * H + unit] }
        }
      }
      weights.multiply(
        masked.baseAddress!, rowStride: H, M: rows.count, into: target, cStride: weights.columns, accumulating: false)
    }
  }

  /// dz·Wᵀ of the rows into the gradient of the state before, masked as the state was; rows that stood still keep theirs.
  public func multiplyGradient(
    _ dz: UnsafePointer<Scalar>, _ weights: PackedMatrix, hiddenSize H: Int, _ t: Int, _ rows: Range<Int>,
    into carry: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: rows.count * H) { product in
      weights.multiply(
        dz + rows.lowerBound * weights.rows, rowStride: weights.rows, M: rows.count, into: product.baseAddress!,
        cStride: H, accumulating: false)
      if let mask = scan.mask {
        mask.withPointer { mask in
          let factors = mask + maskOffset(t, hiddenSize: H) + rows.lowerBound * H
          for offset in 0..<rows.count * H { product[offset] *= factors[offset] }
        }
      }
      for (index, row) in rows.enumerated() where goesOn(row, at: t) {
        add(product.baseAddress! + index * H, to: carry + row * stride, count: H)
      }
    }
  }
}
