import Tokens

/// Where everything lies that the way back reads and writes.
private struct Buffers {
  let inputs: AttentionInputs
  let dOutput: UnsafePointer<Scalar>
  let logSums: UnsafePointer<Scalar>
  let inner: UnsafePointer<Scalar>  // Σ dO⊙O of every query, [B·H, Tq]
  let dQuery: UnsafeMutablePointer<Scalar>
  let dKey: UnsafeMutablePointer<Scalar>
  let dValue: UnsafeMutablePointer<Scalar>
}

extension AttentionWork {
  /// Writes the gradients of queries, keys and values to where they belong.
  func backward(
    _ dOutput: Tensor, _ inputs: AttentionInputs, _ output: Tensor, _ logSums: Tensor,
    dQuery: UnsafeMutablePointer<Scalar>, dKey: UnsafeMutablePointer<Scalar>, dValue: UnsafeMutablePointer<Scalar>
  ) {
    withPointers(dOutput, logSums, innerProducts(dOutput, output)) { dOutput, logSums, inner in
      backward(
        Buffers(
          inputs: inputs, dOutput: dOutput, logSums: logSums, inner: inner, dQuery: dQuery, dKey: dKey,
          dValue: dValue))
    }
  }

  /// A thread takes a whole head; or, when there are fewer heads than threads, first a block of keys and then one of
  /// queries, and all weights are computed twice. Every sum has the same order either way.
  private func backward(_ buffers: Buffers) {
    let threads = threads(products: 5)
    if B * H >= threads {
      parallelFor(B * H, threads: threads) { head in
        run(head, keyBlocks: 0..<keyBlocks, queryBlocks: 0..<queryBlocks, buffers, [.queries, .keys])
      }
    } else {
      parallelFor(B * H * keyBlocks, threads: threads) { item in
        let (head, block) = (item / keyBlocks, item % keyBlocks)
        run(head, keyBlocks: block..<block + 1, queryBlocks: 0..<queryBlocks, buffers, .keys)
      }
      parallelFor(B * H * queryBlocks, threads: threads) { item in
        let (head, block) = (item / queryBlocks, item % queryBlocks)
        run(head, keyBlocks: 0..<keyBlocks, queryBlocks: block..<block + 1, buffers, .queries)
      }
    }
  }

  /// Some blocks of one head: the keys outside, the queries inside.
  private func run(
    _ head: Int, keyBlocks: Range<Int>, queryBlocks: Range<Int>, _ buffers: Buffers, _ wanted: Wanted
  ) {
    if wanted.contains(.queries) {
      for block in queryBlocks { asked.clear(buffers.dQuery, queries(block), head) }
    }
    withScratch(Self.keysPerBlock * (2 * Self.queriesPerBlock + 1)) { scratch in
      for keyBlock in keyBlocks {
        let keys = keys(keyBlock)
        if wanted.contains(.keys) {
          offered.clear(buffers.dKey, keys, head)
          offered.clear(buffers.dValue, keys, head)
        }
        for queryBlock in queryBlocks {
          let queries = queries(queryBlock)
          let seen = min(keys.upperBound, visible(block: queries, head / H))
          if seen <= keys.lowerBound { continue }
          addGradients(queries, keys.lowerBound..<seen, head, buffers, wanted, scratch)
        }
      }
    }
  }

  /// What one block of queries and one block of keys add to the gradients of each other and of the values.
  private func addGradients(
    _ queries: Range<Int>, _ keys: Range<Int>, _ head: Int, _ buffers: Buffers, _ wanted: Wanted,
    _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let (rows, count, width) = (queries.count, keys.count, Self.keysPerBlock)
    let (weights, dScores) = (scratch, scratch + rows * width)
    let query = asked.matrix(buffers.inputs.query, from: queries.lowerBound, head)
    let key = offered.matrix(buffers.inputs.key, from: keys.lowerBound, head)
    let value = offered.matrix(buffers.inputs.value, from: keys.lowerBound, head)
    let dOutput = mixed.matrix(buffers.dOutput, from: queries.lowerBound, head)
    multiply(
      query, key.transposed, into: weights, cStride: width, M: rows, N: count, K: d, accumulating: false, threads: 1)
    multiply(
      dOutput, value.transposed, into: dScores, cStride: width, M: rows, N: count, K: d, accumulating: false,
      threads: 1)
    for row in 0..<rows {
      differentiate(
        weights + row * width, dScores + row * width, queries.lowerBound + row, keys, head, buffers,
        factors: scratch + 2 * rows * width)
    }
    let (P, dS) = (
      MatrixView(base: weights, rowStride: width, columnStride: 1),
      MatrixView(base: dScores, rowStride: width, columnStride: 1)
    )
    if wanted.contains(.keys) {
      let index = offered.offset(keys.lowerBound, head)
      multiply(
        P.transposed, dOutput, into: buffers.dValue + index, cStride: offered.step, M: count, N: d, K: rows,
        accumulating: true, threads: 1)
      multiply(
        dS.transposed, query, into: buffers.dKey + index, cStride: offered.step, M: count, N: d, K: rows,
        accumulating: true,
        threads: 1)
    }
    if wanted.contains(.queries) {
      multiply(
        dS, key, into: buffers.dQuery + asked.offset(queries.lowerBound, head), cStride: asked.step, M: rows, N: d,
        K: count, accumulating: true, threads: 1)
    }
  }

  /// Turns a row of scores into weights, and a row of their gradients dP into dS; both are 0 where a key is hidden.
  @inline(__always)
  private func differentiate(
    _ weights: UnsafeMutablePointer<Scalar>, _ dScores: UnsafeMutablePointer<Scalar>, _ query: Int,
    _ keys: Range<Int>, _ head: Int, _ buffers: Buffers, factors: UnsafeMutablePointer<Scalar>
  ) {
    let visible = max(0, min(keys.count, visible(query, head / H) - keys.lowerBound))
    let shift = Lanes(repeating: -buffers.logSums[head * Tq + query])
    let inner = Lanes(repeating: buffers.inner[head * Tq + query])
    if let dropout {
      factors.update(repeating: 1, count: visible)
      dropout.apply(to: factors, count: visible, index: (head * Tq + query) * Tk + keys.lowerBound)
      forEachWindow(0..<visible) { dScores.store(dScores.lanes($0) * factors.lanes($0), $0) }
    }
    forEachWindow(0..<visible) {
      let weight = exp(shift.addingProduct(weights.lanes($0), Lanes(repeating: scale)))
      weights.store(weight, $0)
      dScores.store(weight * (dScores.lanes($0) - inner) * scale, $0)
    }
    if dropout != nil {
      forEachWindow(0..<visible) { weights.store(weights.lanes($0) * factors.lanes($0), $0) }
    }
    (weights + visible).update(repeating: 0, count: keys.count - visible)
    (dScores + visible).update(repeating: 0, count: keys.count - visible)
  }

  /// Σ dO⊙O of every query, `[B·H, Tq]`: how the weights' gradients hang together because their sum is one.
  private func innerProducts(_ dOutput: Tensor, _ output: Tensor) -> Tensor {
    Tensor(shape: [B * H, Tq]) { inner in
      dOutput.withPointer { dOutput in
        output.withPointer { output in
          parallelRanges(B * H, cost: 2 * Tq * d) { heads in
            for item in heads.lowerBound * Tq..<heads.upperBound * Tq {
              let index = mixed.offset(item % Tq, item / Tq)
              var sum = Lanes.zero
              forEachWindow(0..<d) { sum += (dOutput + index).lanes($0) * (output + index).lanes($0) }
              inner[item] = sum.sum()
            }
          }
        }
      }
    }
  }
}

/// Which gradients a walk over the blocks adds up.
private struct Wanted: OptionSet {
  let rawValue: Int
  static let queries = Wanted(rawValue: 1)
  static let keys = Wanted(rawValue: 2)
}
