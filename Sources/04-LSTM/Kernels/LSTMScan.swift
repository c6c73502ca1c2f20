import RNN

extension ScanKernel {
  /// The states in their slots, and the gates i, f, g, o `[T, B, 4H]` as they stood at each step.
  func lstmForward(_ z: Tensor, _ weights: PackedMatrix, from start: Tensor) -> (states: Tensor, gates: Tensor) {
    let H = weights.rows
    let (size, gateSize) = (B * 2 * H, B * 4 * H)
    var gates = Tensor(shape: [T, B, 4 * H]) { _ in }
    let states = Tensor(shape: [T + 1, B, 2 * H]) { states in
      gates.withMutablePointer { gates in
        z.withPointer { z in
          start.withPointer { start in
            forEachPart { rows in
              let first = rows.lowerBound * 2 * H
              (states + (scan.isBackward ? T * size : 0) + first).update(from: start + first, count: rows.count * 2 * H)
              for t in scan.times(T) {
                let (before, after) = scan.slots(t)
                let (old, new, gate) = (states + before * size, states + after * size, gates + t * gateSize)
                multiplyState(old, stride: 2 * H, hiddenSize: H, t, rows, weights, into: gate + rows.lowerBound * 4 * H)
                for row in rows {
                  if goesOn(row, at: t) {
                    lstmRow(
                      z + t * gateSize + row * 4 * H, gate + row * 4 * H, old: old + row * 2 * H,
                      new: new + row * 2 * H, H)
                  } else {
                    (new + row * 2 * H).update(from: old + row * 2 * H, count: 2 * H)
                  }
                }
              }
            }
          }
        }
      }
    }
    return (states, gates)
  }

  /// The gradients of z and of the starting state, from those of all states.
  func lstmBackward(
    _ dStates: Tensor, _ states: Tensor, _ gates: Tensor, _ transposedWeights: PackedMatrix
  ) -> (dz: Tensor, dStart: Tensor) {
    let H = transposedWeights.columns
    let (size, gateSize) = (B * 2 * H, B * 4 * H)
    var carry = Tensor.zeros(B, 2 * H)
    let dz = Tensor(shape: [T, B, 4 * H]) { dz in
      carry.withMutablePointer { carry in
        dStates.withPointer { dStates in
          states.withPointer { states in
            gates.withPointer { gates in
              forEachPart { rows in
                for t in scan.times(T).reversed() {
                  let (before, after) = scan.slots(t)
                  for row in rows {
                    let (offset, gate) = (row * 2 * H, t * gateSize + row * 4 * H)
                    add(dStates + (after * size + offset), to: carry + offset, count: 2 * H)
                    if goesOn(row, at: t) {
                      lstmRowGradient(
                        carry + offset, gates + gate, old: states + before * size + offset,
                        new: states + after * size + offset, dz + gate, H)
                    } else {
                      (dz + gate).update(repeating: 0, count: 4 * H)
                    }
                  }
                  multiplyGradient(
                    dz + t * gateSize, transposedWeights, hiddenSize: H, t, rows, into: carry, stride: 2 * H)
                }
                let start = (scan.isBackward ? T : 0) * size
                let first = rows.lowerBound * 2 * H
                add(dStates + (start + first), to: carry + first, count: rows.count * 2 * H)
              }
            }
          }
        }
      }
    }
    return (dz, carry)
  }
}

/// One step of one sequence: `gate` holds h·W and then the gates.
@inline(__always)
private func lstmRow(
  _ z: UnsafePointer<Scalar>, _ gate: UnsafeMutablePointer<Scalar>, old: UnsafePointer<Scalar>,
  new: UnsafeMutablePointer<Scalar>, _ H: Int
) {
  forEachWindow(0..<H) { i in
    let (f, g, o) = (i + H, i + 2 * H, i + 3 * H)
    let write = sigmoid(gate.lanes(i) + z.lanes(i))
    let keep = sigmoid(gate.lanes(f) + z.lanes(f))
    let what = tanh(gate.lanes(g) + z.lanes(g))
    let show = sigmoid(gate.lanes(o) + z.lanes(o))
    let c = keep * old.lanes(i + H) + write * what
    gate.store(write, i)
    gate.store(keep, f)
    gate.store(what, g)
    gate.store(show, o)
    new.store(show * tanh(c), i)
    new.store(c, i + H)
  }
}

/// The way back of one step of one sequence; `carry` holds dh and dc, and is left with dc of the step before and no dh.
@inline(__always)
private func lstmRowGradient(
  _ carry: UnsafeMutablePointer<Scalar>, _ gate: UnsafePointer<Scalar>, old: UnsafePointer<Scalar>,
  new: UnsafePointer<Scalar>, _ dz: UnsafeMutablePointer<Scalar>, _ H: Int
) {
  forEachWindow(0..<H) { unit in
    let (i, f) = (gate.lanes(unit), gate.lanes(unit + H))
    let (g, o) = (gate.lanes(unit + 2 * H), gate.lanes(unit + 3 * H))
    let (dh, seen) = (carry.lanes(unit), tanh(new.lanes(unit + H)))
    let dc = carry.lanes(unit + H) + dh * o * (1 - seen * seen)
    dz.store(dc * g * i * (1 - i), unit)
    dz.store(dc * old.lanes(unit + H) * f * (1 - f), unit + H)
    dz.store(dc * i * (1 - g * g), unit + 2 * H)
    dz.store(dh * seen * o * (1 - o), unit + 3 * H)
    carry.store(.zero, unit)
    carry.store(dc * f, unit + H)
  }
}
