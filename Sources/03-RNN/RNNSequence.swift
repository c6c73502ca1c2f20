/// The states `[T + 1, B, H]` of h ← tanh(z + (h ⊙ mask)·W) along the inputs' parts z `[T, B, H]`, as one operation.
///
/// Backwards through time, with dh the gradient that has arrived at a state from above and from later steps:
/// dz = dh ⊙ (1 − h²), and (dz·Wᵀ) ⊙ mask goes on to the step before. W, which every step used, collects Σ (h ⊙ mask)ᵀ·dz.
func rnnStates(_ z: Variable, _ weights: Variable, from start: Variable, _ scan: Scan) -> Variable {
  let (T, _, H) = z.value.shape3
  let kernel = ScanKernel(z.value.shape3, scan)
  let W = weights.value
  let states = kernel.rnnForward(z.value, PackedMatrix(W), from: start.value)
  return Variable(states, from: [z, weights, start]) { dStates in
    let (dz, dStart) = kernel.rnnBackward(dStates, states, PackedMatrix(W, isTransposed: true))
    let used = kernel.statesUsed(states, hiddenSize: H)
    let dW = matmul(used.reshaped(T * kernel.B, H), dz.reshaped(T * kernel.B, H), transposing: .left)
    return [dz, dW, dStart]
  }
}
