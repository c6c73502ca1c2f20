/// The most that the arithmetic units can do, in GFLOP/s: fused multiply-adds on registers alone, never on memory.
public func measureFusedMultiplyAddPeak(threads: Int) -> Double {
  // Under a millisecond on a fast core: among many such attempts some are not interrupted by other programs.
  let turns = 400_000
  let sums = 16
  let operations = Double(2 * turns * sums * Lanes.scalarCount * threads)
  var best = Duration.seconds(1000)
  for attempt in 0..<100 {
    let time = ContinuousClock().measure {
      parallelFor(threads, threads: threads) { part in
        let result = multiplyAdds(turns: turns, start: Scalar(part + attempt))
        // Never true, which only the reader knows: the compiler has to compute the result.
        if result == -1 { print(result) }
      }
    }
    best = min(best, time)
  }
  return operations / (best / .nanoseconds(1))
}

/// Sixteen independent sums, so that each addition finds its predecessor finished.
@inline(never)
private func multiplyAdds(turns: Int, start: Scalar) -> Scalar {
  var sums = InlineArray<16, Lanes>(repeating: .zero)
  for i in 0..<16 { sums[unchecked: i] = Lanes(repeating: start + Scalar(i)) }
  let factor = Lanes(repeating: 0.5 + 0.001 * start)
  let term = Lanes(repeating: 0.25)
  for _ in 0..<turns {
    for i in 0..<16 { sums[unchecked: i] = term.addingProduct(sums[unchecked: i], factor) }
  }
  var total = Lanes.zero
  for i in 0..<16 { total += sums[unchecked: i] }
  return total.sum()
}
