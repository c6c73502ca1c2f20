import RNN

extension ScanKernel {
  /// The states in their slots, and for the way back r, u and m `[T, B, 3H]` and the candidates n `[T, B, H]`.
  func gruForward(
    _ z: Tensor, _ weights: PackedMatrix, _ candidateBias: Tensor, from start: Tensor
  ) -> (states: Tensor, gates: Tensor, candidates: Tensor) {
    let H = weights.rows
    let size = B * H
    var gates = Tensor(shape: [T, B, 3 * H]) { _ in }
    var candidates = Tensor(shape: [T, B, H]) { _ in }
    let states = Tensor(shape: [T + 1, B, H]) { states in
      gates.withMutablePointer { gates in
        candidates.withMutablePointer { candidates in
          withPointers(z, start, candidateBias) { z, start, bias in
            forEachPart { rows in
              let first = rows.lowerBound * H
              (states + (scan.isBackward ? T * size : 0) + first).update(from: start + first, count: rows.count * H)
              for t in scan.times(T) {
                let (before, after) = scan.slots(t)
                let (old, new, gate) = (states + before * size, states + after * size, gates + t * 3 * size)
                multiplyState(old, stride: H, hiddenSize: H, t, rows, weights, into: gate + 3 * first)
                for row in rows {
                  let offset = row * H
                  if goesOn(row, at: t) {
                    gruRow(
                      z + 3 * (t * size + offset), bias, gate + 3 * offset, candidates + t * size + offset,
                      old: old + offset, new: new + offset, H)
                  } else {
                    (new + offset).update(from: old + offset, count: H)
                  }
                }
              }
            }
          }
        }
      }
    }
    return (states, gates, candidates)
  }

  /// The gradients of z, of the products h·W and of the starting state, from those of all states.
  func gruBackward(
    _ dStates: Tensor, _ states: Tensor, _ gates: Tensor, _ candidates: Tensor, _ transposedWeights: PackedMatrix
  ) -> (z: Tensor, products: Tensor, start: Tensor) {
    let H = transposedWeights.columns
    let size = B * H
    var carry = Tensor.zeros(B, H)
    var products = Tensor(shape: [T, B, 3 * H]) { _ in }
    let dz = Tensor(shape: [T, B, 3 * H]) { dz in
      carry.withMutablePointer { carry in
        products.withMutablePointer { products in
          withPointers(dStates, states, gates, candidates) { dStates, states, gates, candidates in
            forEachPart { rows in
              for t in scan.times(T).reversed() {
                let (before, after) = scan.slots(t)
                for row in rows {
                  let (offset, gate) = (row * H, 3 * (t * size + row * H))
                  add(dStates + after * size + offset, to: carry + offset, count: H)
                  if goesOn(row, at: t) {
                    gruRowGradient(
                      carry + offset, gates + gate, candidates + t * size + offset,
                      old: states + before * size + offset,
                      dz: dz + gate, dm: products + gate, H)
                  } else {
                    (dz + gate).update(repeating: 0, count: 3 * H)
                    (products + gate).update(repeating: 0, count: 3 * H)
                  }
                }
                multiplyGradient(
                  products + t * 3 * size, transposedWeights, hiddenSize: H, t, rows, into: carry, stride: H)
              }
              let first = rows.lowerBound * H
              add(dStates + (scan.isBackward ? T : 0) * size + first, to: carry + first, count: rows.count * H)
            }
          }
        }
      }
    }
    return (dz, products, carry)
  }
}

/// One step of one sequence: `gate` holds h·W and then r, u and m.
@inline(__always)
private func gruRow(
  _ z: UnsafePointer<Scalar>, _ bias: UnsafePointer<Scalar>, _ gate: UnsafeMutablePointer<Scalar>,
  _ candidate: UnsafeMutablePointer<Scalar>, old: UnsafePointer<Scalar>, new: UnsafeMutablePointer<Scalar>, _ H: Int
) {
  forEachWindow(0..<H) { unit in
    let look = sigmoid(gate.lanes(unit) + z.lanes(unit))
    let keep = sigmoid(gate.lanes(unit + H) + z.lanes(unit + H))
    let m = gate.lanes(unit + 2 * H) + bias.lanes(unit)
    let what = tanh(z.lanes(unit + 2 * H) + look * m)
    gate.store(look, unit)
    gate.store(keep, unit + H)
    gate.store(m, unit + 2 * H)
    candidate.store(what, unit)
    new.store(what + keep * (old.lanes(unit) - what), unit)
  }
}

/// The way back of one step of one sequence; `carry` holds dh, and is left with what of it skips the weights.
@inline(__always)
private func gruRowGradient(
  _ carry: UnsafeMutablePointer<Scalar>, _ gate: UnsafePointer<Scalar>, _ candidate: UnsafePointer<Scalar>,
  old: UnsafePointer<Scalar>, dz: UnsafeMutablePointer<Scalar>, dm: UnsafeMutablePointer<Scalar>, _ H: Int
) {
  forEachWindow(0..<H) { unit in
    let (r, u, m) = (gate.lanes(unit), gate.lanes(unit + H), gate.lanes(unit + 2 * H))
    let (n, dh) = (candidate.lanes(unit), carry.lanes(unit))
    let dn = dh * (1 - u) * (1 - n * n)
    let dr = dn * m * r * (1 - r)
    let du = dh * (old.lanes(unit) - n) * u * (1 - u)
    dz.store(dr, unit)
    dz.store(du, unit + H)
    dz.store(dn, unit + 2 * H)
    dm.store(dr, unit)
    dm.store(du, unit + H)
    dm.store(dn * r, unit + 2 * H)
    carry.store(dh * u, unit)
  }
}
