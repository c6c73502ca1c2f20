import Tensors

// H heads · Tq queries · Tk keys · d width of a head
// Of one block: Q queries, K keys, V values, S scores, P weights, O the context

extension AttentionWork {
  /// What one block of queries and one block of keys add to the gradients.
  func addGradients(
    _ queries: Range<Int>, _ keys: Range<Int>, _ head: Int, _ buffers: AttentionBuffers, _ wanted: WantedGradients,
    _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let (rows, count, width) = (queries.count, keys.count, Self.keysPerBlock)
    let Q = queryRows.matrix(buffers.inputs.query, from: queries.lowerBound, head)
    let K = keyRows.matrix(buffers.inputs.key, from: keys.lowerBound, head)
    let V = keyRows.matrix(buffers.inputs.value, from: keys.lowerBound, head)
    let dO = outputRows.matrix(buffers.dOutput, from: queries.lowerBound, head)
    let (weights, dScores) = (scratch, scratch + rows * width)
    let P = MatrixView(base: weights, rowStride: width, columnStride: 1)
    let dS = MatrixView(base: dScores, rowStride: width, columnStride: 1)

    // 1. S = Q·Kᵀ, once more
    multiply(
      Q, K.transposed, into: weights, cStride: width, M: rows, N: count, K: d, accumulating: false, threads: 1)

    // 2. dP = dO·Vᵀ
    if wanted.needScores {
      multiply(
        dO, V.transposed, into: dScores, cStride: width, M: rows, N: count, K: d, accumulating: false, threads: 1)
    }

    // 3. P = exp(scale · S + bias − ln Σ eˢ), dS = P ⊙ (dP − Σ dO⊙O); dbias += dS; from here on dS holds scale · dS
    for row in 0..<rows {
      differentiate(
        weights + row * width, dScores + row * width, queries.lowerBound + row, keys, head, buffers, wanted,
        factors: scratch + 2 * rows * width)
    }

    // 4. dV += Pᵀ·dO
    if wanted.contains(.values) {
      multiply(
        P.transposed, dO, into: buffers.dValue! + keyRows.offset(keys.lowerBound, head), cStride: keyRows.step,
        M: count, N: d, K: rows, accumulating: true, threads: 1)
    }

    // 5. dK += scale · dSᵀ·Q
    if wanted.contains(.keys) {
      multiply(
        dS.transposed, Q, into: buffers.dKey! + keyRows.offset(keys.lowerBound, head), cStride: keyRows.step,
        M: count, N: d, K: rows, accumulating: true, threads: 1)
    }

    // 6. dQ += scale · dS·K
    if wanted.contains(.queries) {
      multiply(
        dS, K, into: buffers.dQuery! + queryRows.offset(queries.lowerBound, head), cStride: queryRows.step, M: rows,
        N: d, K: count, accumulating: true, threads: 1)
    }
  }

  /// Pass 3 for one query: scores become weights, and dP becomes scale · dS. Both are 0 where a key is hidden.
  @inline(__always)
  private func differentiate(
    _ weights: UnsafeMutablePointer<Scalar>, _ dScores: UnsafeMutablePointer<Scalar>, _ query: Int,
    _ keys: Range<Int>, _ head: Int, _ buffers: AttentionBuffers, _ wanted: WantedGradients,
    factors: UnsafeMutablePointer<Scalar>
  ) {
    let seen = visible(query, head).clamped(to: keys)
    let visible =
      seen.isEmpty ? 0..<0 : seen.lowerBound - keys.lowerBound..<seen.upperBound - keys.lowerBound
    let shift = Lanes(repeating: -buffers.logSums[head * Tq + query])
    let inner = Lanes(repeating: buffers.inner[head * Tq + query])
    if let dropout {
      factors.update(repeating: 1, count: visible.upperBound)
      dropout.apply(
        to: factors, count: visible.upperBound, index: (head * Tq + query) * Tk + keys.lowerBound)
      if wanted.needScores {
        forEachRegister(visible) { dScores.store(dScores.lanes($0) * factors.lanes($0), $0) }
      }
    }
    if let bias = buffers.inputs.bias {
      addBias(bias + biasRows!.offset(query, keys.lowerBound, head), to: weights, visible)
      forEachRegister(visible) { weights.store(exp(weights.lanes($0) + shift), $0) }
    } else {
      forEachRegister(visible) {
        weights.store(exp(shift.addingProduct(weights.lanes($0), Lanes(repeating: scale))), $0)
      }
    }
    if wanted.contains(.bias) {
      let dBias = buffers.dBias! + biasRows!.offset(query, keys.lowerBound, head)
      forEachRegister(visible) {
        dBias.store(dBias.lanes($0) + weights.lanes($0) * (dScores.lanes($0) - inner), $0)
      }
    }
    if wanted.needScores {
      forEachRegister(visible) { dScores.store(weights.lanes($0) * (dScores.lanes($0) - inner) * scale, $0) }
      clear(dScores, outside: visible, keys.count)
    }
    if dropout != nil {
      forEachRegister(visible) { weights.store(weights.lanes($0) * factors.lanes($0), $0) }
    }
    clear(weights, outside: visible, keys.count)
  }

  @inline(__always)
  private func clear(_ row: UnsafeMutablePointer<Scalar>, outside visible: Range<Int>, _ count: Int) {
    row.update(repeating: 0, count: visible.lowerBound)
    (row + visible.upperBound).update(repeating: 0, count: count - visible.upperBound)
  }
}
