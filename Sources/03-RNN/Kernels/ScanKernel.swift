import Tensors

// T time steps · B batch · H hidden size · S state vectors · G gates · K stored vectors

/// The scan of a cell along time, the same loops for every cell.
///
/// The batch is cut into rows for each thread, and every thread scans all time steps of its own rows. No thread waits
/// for another until the end.
struct ScanKernel<Cell: FusedCell> {
  let T: Int
  let B: Int
  let H: Int
  /// Which row of z each time step of each sequence takes, step by step; nil when z has one for each.
  let tokens: [Int]?
  let scan: Scan
  /// The numbers of one row: S·H, G·H and K·H.
  let stateSize, gateSize, storedSize: Int

  init(T: Int, B: Int, H: Int, tokens: [Int]?, scan: Scan) {
    (self.T, self.B, self.H, self.tokens, self.scan) = (T, B, H, tokens, scan)
    (stateSize, gateSize, storedSize) = (Cell.stateCount * H, Cell.gateCount * H, Cell.storedCount * H)
  }

  /// Whether z and h·W have gradients that differ.
  var separatesGradients: Bool { Cell.storedCount > Cell.gateCount }

  func check(_ z: Tensor, _ start: Tensor) {
    let (rows, columns) = z.shape2
    require(
      columns == gateSize && start.shape == [B, stateSize],
      "\(Cell.self): z of shape \(z.shape) and a state of shape \(start.shape) do not fit \(B) rows of hidden size \(H)"
    )
    require(
      (tokens?.count ?? rows) == T * B && tokens?.allSatisfy { (0..<rows).contains($0) } != false,
      "\(Cell.self): \(tokens?.count ?? rows) inputs from \(rows) rows do not make \(T) steps of \(B) sequences")
    require(scan.lengths.map { $0.count == B } ?? true, "a batch of \(B) got \(scan.lengths!.count) lengths")
  }

  /// Calls `body` with a range of rows for each thread.
  func forEachPart(_ body: (Range<Int>) -> Void) {
    let parts = max(1, min(Threads.count, B / 4))
    parallelFor(parts) { part in body(part * B / parts..<(part + 1) * B / parts) }
  }

  /// Whether the sequence in a row of the batch goes on at a time step.
  @inline(__always)
  func goesOn(_ row: Int, at t: Int) -> Bool { scan.lengths.map { t < $0[row] } ?? true }

  /// Multiplies hidden states or their gradients `[rows, H]` of a time step by the scan's mask.
  func applyMask(
    _ x: UnsafePointer<Scalar>, stride: Int, at t: Int, _ rows: Range<Int>, into y: UnsafeMutablePointer<Scalar>
  ) {
    scan.mask!.withPointer { mask in
      let factors = mask + (scan.mask!.rank == 3 ? t * B + rows.lowerBound : rows.lowerBound) * H
      for row in 0..<rows.count {
        for j in 0..<H { y[row * H + j] = x[row * stride + j] * factors[row * H + j] }
      }
    }
  }
}
