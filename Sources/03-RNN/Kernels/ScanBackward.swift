import Tensors

extension ScanKernel {
  /// From the gradients of all states those of z, if they differ from those of h·W, and of the start, if wanted.
  ///
  /// `stored` is what the forward pass left, and becomes the gradients of h·W.
  func backward(
    _ dStates: Tensor, _ states: Tensor, _ stored: inout Tensor, _ transposedWeights: PackedMatrix, wantsStart: Bool
  ) -> (dz: Tensor?, dStart: Tensor?) {
    var dState = Tensor.zeros(B, stateSize)
    var dz = separatesGradients ? Tensor(shape: [T, B, gateSize]) { _ in } : nil
    stored.withMutablePointer { stored in
      dState.withMutablePointer { dState in
        let pass = { (dz: UnsafeMutablePointer<Scalar>) in
          withPointers(dStates, states, states) { dStates, states, _ in
            let pass = BackwardPass(
              kernel: self, weights: transposedWeights, wantsStart: wantsStart, dStates: dStates, states: states,
              stored: stored, dz: dz, dState: dState)
            forEachPart(pass.run)
          }
        }
        if dz == nil { pass(stored) } else { dz!.withMutablePointer(pass) }
      }
    }
    return (dz, wantsStart ? dState : nil)
  }

  /// The gradients of z, added up where several steps took the same row of a table.
  func inputGradient(_ dz: Tensor, _ shape: [Int]) -> Tensor {
    let rows = dz.reshaped(T * B, gateSize)
    guard let tokens else { return rows }
    var table = Tensor(repeating: 0, shape: shape)
    table.add(rows, toRowsAt: tokens)
    return table
  }

  /// dW = Σ (h ⊙ mask)ᵀ·d(h·W) over all time steps and rows, one product.
  func weightGradient(_ states: Tensor, _ products: Tensor) -> Tensor {
    let first = scan.isBackward ? 1 : 0
    var (used, stride, offset) = (states, stateSize, first * B * stateSize)
    if let mask = scan.mask {
      (used, stride, offset) = (states.block(rows: first..<T + first, columns: 0..<H) * mask, H, 0)
    }
    let threads = T * B * H * gateSize < 1 << 18 ? 1 : Threads.count
    return Tensor(shape: [H, gateSize]) { dW in
      withPointers(used, products, products) { used, products, _ in
        multiply(
          MatrixView(base: used + offset, rowStride: stride, columnStride: 1).transposed,
          MatrixView(base: products, rowStride: storedSize, columnStride: 1),
          into: dW, cStride: gateSize, M: H, N: gateSize, K: T * B, accumulating: false, threads: threads)
      }
    }
  }

  /// The gradient of the recurrent bias: the sum over the last H columns of h·W.
  func biasGradient(_ products: Tensor) -> Tensor {
    products.reshaped(T * B, storedSize).columns(gateSize - H..<gateSize).sum(axis: 0)
  }
}

/// The backward pass over all time steps.
private struct BackwardPass<Cell: FusedCell> {
  let kernel: ScanKernel<Cell>
  let weights: PackedMatrix
  let wantsStart: Bool
  let dStates: UnsafePointer<Scalar>
  let states: UnsafePointer<Scalar>
  let stored: UnsafeMutablePointer<Scalar>
  let dz: UnsafeMutablePointer<Scalar>
  let dState: UnsafeMutablePointer<Scalar>

  func run(_ rows: Range<Int>) {
    withScratch(rows.count * kernel.H) { throughWeights in
      throughWeights.update(repeating: 0, count: rows.count * kernel.H)
      for t in kernel.scan.times(kernel.T).reversed() {
        let slots = kernel.scan.slots(t)
        // 1. What has arrived at the state after this step. 2. The cell's formula, row by row.
        for row in rows {
          arrive(at: slots.after, row, throughWeights + (row - rows.lowerBound) * kernel.H)
          run(row, at: t, slots)
        }
        // 3. d(h·W)·Wᵀ: the gradient of the hidden state before this step.
        if wantsStart || slots.before != startSlot { multiply(at: t, rows, into: throughWeights) }
      }
      if !wantsStart { return }
      for row in rows { arrive(at: startSlot, row, throughWeights + (row - rows.lowerBound) * kernel.H) }
    }
  }

  private var startSlot: Int { kernel.scan.isBackward ? kernel.T : 0 }

  /// dh and the other parts of the state's gradient: from the next step directly, through its weights, and from above.
  private func arrive(at slot: Int, _ row: Int, _ throughWeights: UnsafePointer<Scalar>) {
    let (H, size) = (kernel.H, kernel.stateSize)
    let (target, above) = (dState + row * size, dStates + (slot * kernel.B + row) * size)
    forEachRegister(0..<H) { target.store(target.lanes($0) + throughWeights.lanes($0) + above.lanes($0), $0) }
    add(above + H, to: target + H, count: size - H)
  }

  private func run(_ row: Int, at t: Int, _ slots: (before: Int, after: Int)) {
    let (index, size) = (t * kernel.B + row, kernel.stateSize)
    let (stored, dz) = (stored + index * kernel.storedSize, dz + index * kernel.gateSize)
    guard kernel.goesOn(row, at: t) else {
      stored.update(repeating: 0, count: kernel.gateSize)
      dz.update(repeating: 0, count: kernel.gateSize)
      return
    }
    let backward = BackwardRow(
      dState: dState + row * size, stored: stored, dz: dz, old: states + (slots.before * kernel.B + row) * size,
      new: states + (slots.after * kernel.B + row) * size)
    Cell.backward(backward, hiddenSize: kernel.H)
  }

  private func multiply(at t: Int, _ rows: Range<Int>, into product: UnsafeMutablePointer<Scalar>) {
    weights.multiply(
      stored + (t * kernel.B + rows.lowerBound) * kernel.storedSize, rowStride: kernel.storedSize, M: rows.count,
      into: product, cStride: kernel.H, accumulating: false)
    if kernel.scan.mask != nil { kernel.applyMask(product, stride: kernel.H, at: t, rows, into: product) }
  }
}
