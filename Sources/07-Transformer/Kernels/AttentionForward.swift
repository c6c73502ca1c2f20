import Tensors

// H heads · Tq queries · Tk keys · d width of a head
// Of one block: Q queries, K keys, V values, S scores, P weights, O the context

/// Where the inputs begin.
struct AttentionInputs {
  let query: UnsafePointer<Scalar>
  let key: UnsafePointer<Scalar>
  let value: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>?  // where `BiasRows` says
}

extension AttentionWork {
  /// The output `[B, Tq, H·d]`, and ln Σ eˢ of every query `[B·H, Tq]`.
  func forward(_ inputs: AttentionInputs) -> (output: Tensor, logSums: Tensor) {
    var logSums = Tensor.zeros(B * H, Tq)
    let output = Tensor(shape: [B, Tq, H * d]) { output in
      logSums.withMutablePointer { logSums in
        parallelFor(B * H * queryBlocks, threads: threads(products: 2)) { item in
          let (head, block) = (item / queryBlocks, item % queryBlocks)
          attend(queries(block), head, inputs, into: output, logSums + head * Tq)
        }
      }
    }
    return (output, logSums)
  }

  /// One block of queries of one head over all keys that it sees, a block of keys at a time.
  private func attend(
    _ queries: Range<Int>, _ head: Int, _ inputs: AttentionInputs, into output: UnsafeMutablePointer<Scalar>,
    _ logSums: UnsafeMutablePointer<Scalar>
  ) {
    let (rows, width) = (queries.count, Self.keysPerBlock)
    let context = output + outputRows.offset(queries.lowerBound, head)
    let visible = visible(block: queries, head)
    if visible.isEmpty { outputRows.clear(output, queries, head) }
    withScratch(rows * (width + 2)) { scores in
      let (maxima, sums) = (scores + rows * width, scores + rows * (width + 1))
      maxima.update(repeating: -.infinity, count: rows)
      sums.update(repeating: 0, count: rows)
      let firstBlock = visible.lowerBound / width
      for start in stride(from: firstBlock * width, to: visible.upperBound, by: width) {
        let keys = visible.clamped(to: start..<start + width)
        let S = scores + (keys.lowerBound - start)

        // 1. S = Q·Kᵀ
        multiply(
          queryRows.matrix(inputs.query, from: queries.lowerBound, head),
          keyRows.matrix(inputs.key, from: keys.lowerBound, head).transposed, into: S, cStride: width, M: rows,
          N: keys.count, K: d, accumulating: false, threads: 1)

        // 2. P = exp(scale · S + bias − m), with m the largest score so far; Σ P and O are scaled down to the new m
        for row in 0..<rows {
          weigh(
            scores + row * width, queries.lowerBound + row, start, keys, head, inputs.bias, &maxima[row], &sums[row],
            rescaling: context + row * outputRows.step)
        }

        // 3. O += P·V
        multiply(
          MatrixView(base: S, rowStride: width, columnStride: 1),
          keyRows.matrix(inputs.value, from: keys.lowerBound, head), into: context, cStride: outputRows.step, M: rows,
          N: d, K: keys.count, accumulating: start > firstBlock * width, threads: 1)
      }

      // 4. O / Σ P, and ln Σ eˢ = m + ln Σ P
      for row in 0..<rows {
        let (sum, target) = (sums[row], context + row * outputRows.step)
        let factor = Lanes(repeating: sum > 0 ? 1 / sum : 0)
        forEachRegister(0..<d) { target.store(target.lanes($0) * factor, $0) }
        logSums[queries.lowerBound + row] = sum > 0 ? maxima[row] + log(Lanes(repeating: sum))[0] : 0
      }
    }
  }

  /// Turns one query's scores of a block of keys into weights, not yet divided by their sum; hidden keys get 0.
  ///
  /// The row begins at key `start`, a multiple of the block's size, so that the lanes that are summed do not depend on
  /// what is visible to the query's neighbors.
  @inline(__always)
  private func weigh(
    _ row: UnsafeMutablePointer<Scalar>, _ query: Int, _ start: Int, _ keys: Range<Int>, _ head: Int,
    _ bias: UnsafePointer<Scalar>?, _ maximum: inout Scalar, _ sum: inout Scalar,
    rescaling context: UnsafeMutablePointer<Scalar>
  ) {
    let visible = visible(query, head).clamped(to: keys)
    let (first, end) = visible.isEmpty ? (0, 0) : (visible.lowerBound - start, visible.upperBound - start)
    row.update(repeating: -.infinity, count: first)
    if let bias {
      addBias(bias + biasRows!.offset(query, start, head), to: row, first..<end)
      exponentiate(row, end, scale: 1, &maximum, &sum, rescaling: context)
    } else {
      exponentiate(row, end, scale: scale, &maximum, &sum, rescaling: context)
    }
    dropout?.apply(to: row, count: end, index: (head * Tq + query) * Tk + start)
    let rest = max(end, keys.lowerBound - start)
    (row + rest).update(repeating: 0, count: keys.upperBound - start - rest)
  }

  /// scale · S + bias
  @inline(__always)
  func addBias(_ bias: UnsafePointer<Scalar>, to scores: UnsafeMutablePointer<Scalar>, _ range: Range<Int>) {
    forEachRegister(range) {
      scores.store(bias.lanes($0).addingProduct(scores.lanes($0), Lanes(repeating: scale)), $0)
    }
  }

  /// Turns scores into eˢ⁻ᵐ, m the largest score so far, and scales down to it what was added up with a smaller one.
  @inline(__always)
  private func exponentiate(
    _ scores: UnsafeMutablePointer<Scalar>, _ count: Int, scale: Scalar, _ maximum: inout Scalar, _ sum: inout Scalar,
    rescaling context: UnsafeMutablePointer<Scalar>
  ) {
    if count == 0 { return }
    var largest = Lanes(repeating: -.infinity)
    forEachRegister(0..<count) {
      largest = larger(largest, scores.lanes($0, padding: -.infinity))
    }
    let new = max(maximum, maximumLane(largest) * scale)
    if new > maximum {
      if sum > 0 {
        let factor = exp(Lanes(repeating: maximum - new))
        sum *= factor[0]
        forEachRegister(0..<d) { context.store(context.lanes($0) * factor, $0) }
      }
      maximum = new
    }
    let shift = Lanes(repeating: -new)
    var total = Lanes.zero
    forEachRegister(0..<count) {
      let score = scores.lanes($0, padding: -.infinity)
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
