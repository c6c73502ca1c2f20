import RNN

extension Walk {
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
              (states + (path.isBackward ? T * size : 0) + first).update(from: start + first, count: rows.count * 2 * H)
              for t in path.times(T) {
                let (before, after) = path.slots(t)
                let (old, new, gate) = (states + before * size, states + after * size, gates + t * gateSize)
                multiplyState(old, stride: 2 * H, units: H, t, rows, weights, into: gate + rows.lowerBound * 4 * H)
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
                for t in path.times(T).reversed() {
                  let (before, after) = path.slots(t)
                  for row in rows {
                    let (place, gate) = (row * 2 * H, t * gateSize + row * 4 * H)
                    for unit in place..<place + 2 * H { carry[unit] += dStates[after * size + unit] }
                    if goesOn(row, at: t) {
                      lstmRowGradient(
                        carry + place, gates + gate, old: states + before * size + place,
                        new: states + after * size + place, dz + gate, H)
                    } else {
                      (dz + gate).update(repeating: 0, count: 4 * H)
                    }
                  }
                  multiplyGradient(
                    dz + t * gateSize, transposedWeights, units: H, t, rows, into: carry, stride: 2 * H)
                }
                let start = (path.isBackward ? T : 0) * size
                for place in rows.lowerBound * 2 * H..<rows.upperBound * 2 * H {
                  carry[place] += dStates[start + place]
                }
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
  let (i, f, g, o) = (gate, gate + H, gate + 2 * H, gate + 3 * H)
  forEachRegister(0..<H) {
    let write = sigmoid(i.lanes($0) + z.lanes($0))
    let keep = sigmoid(f.lanes($0) + z.lanes(H + $0))
    let what = tanh(g.lanes($0) + z.lanes(2 * H + $0))
    let show = sigmoid(o.lanes($0) + z.lanes(3 * H + $0))
    let c = keep * old.lanes(H + $0) + write * what
    i.store(write, $0)
    f.store(keep, $0)
    g.store(what, $0)
    o.store(show, $0)
    new.store(c, H + $0)
    new.store(show * tanh(c), $0)
  } tail: {
    let write = sigmoid(UnsafePointer(i).lanes($0, count: $1) + z.lanes($0, count: $1))
    let keep = sigmoid(UnsafePointer(f).lanes($0, count: $1) + z.lanes(H + $0, count: $1))
    let what = tanh(UnsafePointer(g).lanes($0, count: $1) + z.lanes(2 * H + $0, count: $1))
    let show = sigmoid(UnsafePointer(o).lanes($0, count: $1) + z.lanes(3 * H + $0, count: $1))
    let c = keep * old.lanes(H + $0, count: $1) + write * what
    i.store(write, $0, count: $1)
    f.store(keep, $0, count: $1)
    g.store(what, $0, count: $1)
    o.store(show, $0, count: $1)
    new.store(c, H + $0, count: $1)
    new.store(show * tanh(c), $0, count: $1)
  }
}

/// The way back of one step of one sequence; `carry` holds dh and dc, and is left with dc of the step before and no dh.
@inline(__always)
private func lstmRowGradient(
  _ carry: UnsafeMutablePointer<Scalar>, _ gate: UnsafePointer<Scalar>, old: UnsafePointer<Scalar>,
  new: UnsafePointer<Scalar>, _ dz: UnsafeMutablePointer<Scalar>, _ H: Int
) {
  forEachRegister(0..<H) {
    let (i, f) = (gate.lanes($0), gate.lanes(H + $0))
    let (g, o) = (gate.lanes(2 * H + $0), gate.lanes(3 * H + $0))
    let (dh, seen) = (carry.lanes($0), tanh(new.lanes(H + $0)))
    let dc = carry.lanes(H + $0) + dh * o * (1 - seen * seen)
    dz.store(dc * g * i * (1 - i), $0)
    dz.store(dc * old.lanes(H + $0) * f * (1 - f), H + $0)
    dz.store(dc * i * (1 - g * g), 2 * H + $0)
    dz.store(dh * seen * o * (1 - o), 3 * H + $0)
    carry.store(.zero, $0)
    carry.store(dc * f, H + $0)
  } tail: {
    let (i, f) = (gate.lanes($0, count: $1), gate.lanes(H + $0, count: $1))
    let (g, o) = (gate.lanes(2 * H + $0, count: $1), gate.lanes(3 * H + $0, count: $1))
    let (dh, seen) = (UnsafePointer(carry).lanes($0, count: $1), tanh(new.lanes(H + $0, count: $1)))
    let dc = UnsafePointer(carry).lanes(H + $0, count: $1) + dh * o * (1 - seen * seen)
    dz.store(dc * g * i * (1 - i), $0, count: $1)
    dz.store(dc * old.lanes(H + $0, count: $1) * f * (1 - f), H + $0, count: $1)
    dz.store(dc * i * (1 - g * g), 2 * H + $0, count: $1)
    dz.store(dh * seen * o * (1 - o), 3 * H + $0, count: $1)
    carry.store(.zero, $0, count: $1)
    carry.store(dc * f, H + $0, count: $1)
  }
}
