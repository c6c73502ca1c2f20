import Tensors

extension ScanKernel {
  /// The states of tanh(z + h·W), in their slots.
  func rnnForward(_ z: Tensor, _ weights: PackedMatrix, from start: Tensor) -> Tensor {
    let H = weights.columns
    let size = B * H
    return Tensor(shape: [T + 1, B, H]) { states in
      z.withPointer { z in
        start.withPointer { start in
          forEachPart { rows in
            let (first, count) = (rows.lowerBound * H, rows.count * H)
            (states + (scan.isBackward ? T * size : 0) + first).update(from: start + first, count: count)
            for t in scan.times(T) {
              let (before, after) = scan.slots(t)
              let (old, new) = (states + before * size, states + after * size)
              multiplyState(old, stride: H, hiddenSize: H, t, rows, weights, into: new + first)
              for row in rows {
                if goesOn(row, at: t) {
                  forEachWindow(row * H..<(row + 1) * H) {
                    new.store(tanh(new.lanes($0) + z.lanes($0 + t * size)), $0)
                  }
                } else {
                  (new + row * H).update(from: old + row * H, count: H)
                }
              }
            }
          }
        }
      }
    }
  }

  /// The gradients of z and of the starting state, from those of all states.
  func rnnBackward(_ dStates: Tensor, _ states: Tensor, _ transposedWeights: PackedMatrix) -> (
    dz: Tensor, dStart: Tensor
  ) {
    let H = transposedWeights.columns
    let size = B * H
    var carry = Tensor.zeros(B, H)
    let dz = Tensor(shape: [T, B, H]) { dz in
      carry.withMutablePointer { carry in
        dStates.withPointer { dStates in
          states.withPointer { states in
            forEachPart { rows in
              for t in scan.times(T).reversed() {
                let after = scan.slots(t).after * size
                for row in rows {
                  let offsets = row * H..<(row + 1) * H
                  add(dStates + (after + row * H), to: carry + row * H, count: H)
                  guard goesOn(row, at: t) else {
                    (dz + t * size + row * H).update(repeating: 0, count: H)
                    continue
                  }
                  forEachWindow(offsets) { offset in
                    let h = states.lanes(offset + after)
                    dz.store(carry.lanes(offset) * (1 - h * h), offset + t * size)
                    carry.store(.zero, offset)
                  }
                }
                multiplyGradient(
                  dz + t * size, transposedWeights, hiddenSize: H, t, rows, into: carry, stride: H)
              }
              let start = (scan.isBackward ? T : 0) * size
              add(dStates + (start + rows.lowerBound * H), to: carry + rows.lowerBound * H, count: rows.count * H)
            }
          }
        }
      }
    }
    return (dz, carry)
  }
}
