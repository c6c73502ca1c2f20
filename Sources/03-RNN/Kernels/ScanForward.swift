import Tensors

extension ScanKernel {
  /// The states `[T + 1, B, S·H]`, and what the backward pass needs, `[T, B, K·H]`.
  func forward(
    _ z: Tensor, _ weights: PackedMatrix, _ recurrentBias: Tensor?, from start: Tensor
  ) -> (states: Tensor, stored: Tensor) {
    var stored = Tensor(shape: [T, B, storedSize]) { _ in }
    let states = Tensor(shape: [T + 1, B, stateSize]) { states in
      stored.withMutablePointer { stored in
        withPointers(z, start, recurrentBias ?? start) { z, start, bias in
          let pass = ForwardPass(
            kernel: self, weights: weights, z: z, start: start, recurrentBias: bias, stored: stored, states: states)
          forEachPart(pass.run)
        }
      }
    }
    return (states, stored)
  }
}

/// The forward pass over all time steps.
private struct ForwardPass<Cell: FusedCell> {
  let kernel: ScanKernel<Cell>
  let weights: PackedMatrix
  let z: UnsafePointer<Scalar>
  let start: UnsafePointer<Scalar>
  let recurrentBias: UnsafePointer<Scalar>
  let stored: UnsafeMutablePointer<Scalar>
  let states: UnsafeMutablePointer<Scalar>

  func run(_ rows: Range<Int>) {
    let (B, size) = (kernel.B, kernel.stateSize)
    // 1. The state at the start.
    let first = (kernel.scan.isBackward ? kernel.T * B : 0) + rows.lowerBound
    (states + first * size).update(from: start + rows.lowerBound * size, count: rows.count * size)
    for t in kernel.scan.times(kernel.T) {
      let (before, after) = kernel.scan.slots(t)
      // 2. h·W of all rows.
      multiply(states + (before * B + rows.lowerBound) * size, at: t, rows)
      // 3. The cell's formula, row by row. The state of a sequence that has ended stands still.
      for row in rows {
        let (old, new) = (states + (before * B + row) * size, states + (after * B + row) * size)
        if kernel.goesOn(row, at: t) {
          run(row, at: t, old, new)
        } else {
          new.update(from: old, count: size)
        }
      }
    }
  }

  private func run(
    _ row: Int, at t: Int, _ old: UnsafePointer<Scalar>, _ new: UnsafeMutablePointer<Scalar>
  ) {
    let index = t * kernel.B + row
    let forward = ForwardRow(
      z: z + (kernel.tokens?[index] ?? index) * kernel.gateSize, stored: stored + index * kernel.storedSize,
      recurrentBias: recurrentBias, old: old, new: new)
    Cell.forward(forward, hiddenSize: kernel.H)
  }

  /// h·W, or (h ⊙ mask)·W, into the memory of what the rows store.
  private func multiply(_ state: UnsafePointer<Scalar>, at t: Int, _ rows: Range<Int>) {
    let target = stored + (t * kernel.B + rows.lowerBound) * kernel.storedSize
    func product(_ h: UnsafePointer<Scalar>, stride: Int) {
      weights.multiply(
        h, rowStride: stride, M: rows.count, into: target, cStride: kernel.storedSize, accumulating: false)
    }
    if kernel.scan.mask == nil { return product(state, stride: kernel.stateSize) }
    withScratch(rows.count * kernel.H) { masked in
      kernel.applyMask(state, stride: kernel.stateSize, at: t, rows, into: masked)
      product(masked, stride: kernel.H)
    }
  }
}
