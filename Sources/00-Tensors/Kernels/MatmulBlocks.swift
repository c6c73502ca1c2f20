/// One matrix product, cut so that its parts stay in the caches (Goto, van de Geijn, "Anatomy of high-performance matrix
/// multiplication", 2008).
///
/// The terms are taken `Blocking.depth` at a time. A block of b is packed into panels as wide as the register tile; then
/// every task multiplies rows of its own by all panels.
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
      let passes = max(1, (K + Blocking.depth - 1) / Blocking.depth)
      for pass in 0..<passes {
        run(
          columns: columns, terms: pass * K / passes..<(pass + 1) * K / passes, accumulating: accumulating || pass > 0)
      }
    }
  }

  private func run(columns: Range<Int>, terms: Range<Int>, accumulating: Bool) {
    let block = BlockWork(
      a: a.from(row: 0, column: terms.lowerBound), b: b.from(row: terms.lowerBound, column: columns.lowerBound),
      c: c + columns.lowerBound, cStride: cStride, M: M, N: columns.count, depth: terms.count,
      accumulating: accumulating)
    if M <= Blocking.fewRows {
      block.runFewRows(threads: threads)
    } else {
      withScratch(block.panels * block.panelSize) { packed in
        block.pack(into: packed, threads: threads)
        block.runRows(packed, threads: threads)
      }
    }
  }
}
