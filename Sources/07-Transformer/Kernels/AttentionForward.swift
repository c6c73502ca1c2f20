import Tokens

/// Where queries, keys and values begin.
struct AttentionInputs {
  let query: UnsafePointer<Scalar>
  let key: UnsafePointer<Scalar>
  let value: UnsafePointer<Scalar>
}

extension AttentionWork {
  /// The output `[B, Tq, H·d]`, and ln Σ eˢ of every query `[B·H, Tq]`.
  func forward(_ inputs: AttentionInputs) -> (output: Tensor, logSums: Tensor) {
    var logSums = Tensor.zeros(B * H, Tq)
    let output = Tensor(shape: [B, Tq, H * d]) { output in
      logSums.withMutablePointer { logSums in
        parallelFor(B * H * queryBlocks, threads: threads(products: 2)) { item in
          let (head, block) = (item / queryBlocks, item % queryBlocks)
          mix(queries(block), head, inputs, into: output, logSums + head * Tq)
        }
      }
    }
    return (output, logSums)
  }

  /// One block of queries of one head over all keys that it sees.
  private func mix(
    _ queries: Range<Int>, _ head: Int, _ inputs: AttentionInputs, into output: UnsafeMutablePointer<Scalar>,
    _ logSums: UnsafeMutablePointer<Scalar>
  ) {
    let (rows, width) = (queries.count, Self.keysPerBlock)
    let target = output + mixed.offset(queries.lowerBound, head)
    withScratch(rows * (width + 2)) { scores in
      let (maxima, sums) = (scores + rows * width, scores + rows * (width + 1))
      maxima.update(repeating: -.infinity, count: rows)
      sums.update(repeating: 0, count: rows)
      let seen = visible(block: queries, head / H)
      if seen == 0 { mixed.clear(output, queries, head) }
      for first in stride(from: 0, to: seen, by: width) {
        let count = min(width, seen - first)
        multiply(
          asked.matrix(inputs.query, from: queries.lowerBound, head),
          offered.matrix(inputs.key, from: first, head).transposed, into: scores, cStride: width, M: rows, N: count,
          K: d, accumulating: false, threads: 1)
        for row in 0..<rows {
          let query = queries.lowerBound + row
          let visible = max(0, min(count, visible(query, head / H) - first))
          let weights = scores + row * width
          exponentiate(weights, visible, &maxima[row], &sums[row], rescaling: target + row * mixed.step)
          dropout?.apply(to: weights, count: visible, index: (head * Tq + query) * Tk + first)
          (weights + visible).update(repeating: 0, count: count - visible)
        }
        multiply(
          MatrixView(base: scores, rowStride: width, columnStride: 1),
          offered.matrix(inputs.value, from: first, head), into: target, cStride: mixed.step, M: rows, N: d, K: count,
          accumulating: first > 0, threads: 1)
      }
      for row in 0..<rows {
        let (sum, index) = (sums[row], target + row * mixed.step)
        let factor = Lanes(repeating: sum > 0 ? 1 / sum : 0)
        forEachWindow(0..<d) { index.store(index.lanes($0) * factor, $0) }
        logSums[queries.lowerBound + row] = sum > 0 ? maxima[row] + log(Lanes(repeating: sum))[0] : 0
      }
    }
  }

  /// Turns scores into eˢ⁻ᵐ, m the largest score so far, and scales down to it what was added up with a smaller one.
  @inline(__always)
  private func exponentiate(
    _ scores: UnsafeMutablePointer<Scalar>, _ count: Int, _ maximum: inout Scalar, _ sum: inout Scalar,
    rescaling context: UnsafeMutablePointer<Scalar>
  ) {
    if count == 0 { return }
    var largest = Lanes(repeating: -.infinity)
    forEachWindow(0..<count) {
      largest = larger(largest, scores.lanes($0.offset, count: $0.count, padding: -.infinity))
    }
    let new = max(maximum, maximumLane(largest) * scale)
    if new > maximum {
      if sum > 0 {
        let factor = exp(Lanes(repeating: maximum - new))
        sum *= factor[0]
        forEachWindow(0..<d) { context.store(context.lanes($0) * factor, $0) }
      }
      maximum = new
    }
    let shift = Lanes(repeating: -new)
    var total = Lanes.zero
    forEachWindow(0..<count) {
      let score = scores.lanes($0.offset, count: $0.count, padding: -.infinity)
      let power = exp(shift.addingProduct(score, Lanes(repeating: scale)))
      total += power
      scores.store(power, $0)
    }
    sum += total.sum()
  }
}

/// The larger number of each two. That of the standard library looks for numbers that are none, one by one.
@inline(__always)
private func larger(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .> a) }

/// The largest lane, by halves.
@inline(__always)
private func maximumLane(_ x: Lanes) -> Scalar {
  let (low, high) = (x.lowHalf, x.highHalf)
  let half = low.replacing(with: high, where: high .> low)
  let (lower, higher) = (half.lowHalf, half.highHalf)
  let quarter = lower.replacing(with: higher, where: higher .> lower)
  var result = quarter[0]
  for lane in 1..<quarter.scalarCount where quarter[lane] > result { result = quarter[lane] }
  return result
}
