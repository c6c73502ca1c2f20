/// The states `[T + 1, B, 2H]`, h beside c, of an LSTM along the inputs' parts of its gates z `[T, B, 4H]`, as one operation.
///
/// Backwards through time, dh and dc being the gradients that have arrived at a state:
/// do = dh ⊙ tanh c, dc += dh ⊙ o ⊙ (1 − tanh² c), di = dc ⊙ g, dg = dc ⊙ i, df = dc ⊙ c before. Each is multiplied by
/// the slope of its gate to give dz; dz·Wᵀ goes on as dh of the step before, dc ⊙ f as its dc.
func lstmStates(_ z: Variable, _ weights: Variable, from start: Variable, _ scan: Scan) -> Variable {
  let (T, B, columns) = z.value.shape3
  let H = columns / 4
  let kernel = ScanKernel((T, B, columns), scan)
  let W = weights.value
  let (states, gates) = kernel.lstmForward(z.value, PackedMatrix(W), from: start.value)
  return Variable(states, from: [z, weights, start]) { dStates in
    let (dz, dStart) = kernel.lstmBackward(dStates, states, gates, PackedMatrix(W, isTransposed: true))
    let used = kernel.statesUsed(states, hiddenSize: H)
    let dW = matmul(used.reshaped(T * B, H), dz.reshaped(T * B, 4 * H), transposing: .left)
    return [dz, dW, dStart]
  }
}
