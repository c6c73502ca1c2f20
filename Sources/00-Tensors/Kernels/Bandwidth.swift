/// The most that the memory can deliver, in 10⁹ bytes per second: a ← b + s·c over tensors that no cache holds.
///
/// Each number of b and c is read once and each of a written once.
public func measureBandwidth(threads: Int) -> Double {
  let count = 1 << 24
  let (b, c) = ([Scalar](repeating: 1, count: count), [Scalar](repeating: 2, count: count))
  var a = [Scalar](repeating: 0, count: count)
  var best = Duration.seconds(1000)
  for _ in 0..<5 {
    let time = ContinuousClock().measure {
      a.withUnsafeMutableBufferPointer { a in
        nonisolated(unsafe) let a = a
        parallelFor(threads, threads: threads) { part in
          for i in count * part / threads..<count * (part + 1) / threads { a[i] = b[i] + 0.5 * c[i] }
        }
      }
    }
    best = min(best, time)
  }
  require(a[0] == 2 && a[count - 1] == 2, "measureBandwidth: a sum is missing")
  return Double(3 * count * MemoryLayout<Scalar>.size) / (best / .nanoseconds(1))
}
