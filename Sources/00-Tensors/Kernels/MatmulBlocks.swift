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
    let block = BlockWork(
      a: a.from(row: 0, column: terms.lowerBound), b: b.from(row: terms.lowerBound, column: columns.lowerBound),
      c: c + columns.lowerBound, cStride: cStride, M: M, N: columns.count, depth: terms.count,
      accumulating: accumulating)
    if M <= Blocking.fewRows {
      block.runColumns(threads: threads)
    } else {
      withScratch(block.panels * block.panelSize) { packed in
        parallelFor(block.panels, threads: threads) { block.pack(panel: $0, into: packed + $0 * block.panelSize) }
        block.runRows(packed, threads: threads)
      }
    }
  }
}
