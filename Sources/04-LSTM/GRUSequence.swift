/// The states `[T + 1, B, H]` of a GRU along the inputs' parts of its gates z `[T, B, 3H]`, as one operation.
///
/// Backwards through time, dh being the gradient that has arrived at a state, and m = h·Wn + cn what r weighs:
/// du = dh ⊙ (h before − n), da = dh ⊙ (1 − u) ⊙ (1 − n²), dr = da ⊙ m, dm = da ⊙ r. dh ⊙ u goes on to the step before
/// as it is, and what reaches it through the weights is added.
func gruStates(
  _ z: Variable, _ weights: Variable, _ candidateBias: Variable, from start: Variable, _ scan: Scan
) -> Variable {
  let (T, B, columns) = z.value.shape3
  let H = columns / 3
  let kernel = ScanKernel((T, B, columns), scan)
  let W = weights.value
  let trace = kernel.gruForward(z.value, PackedMatrix(W), candidateBias.value, from: start.value)
  let states = trace.states
  return Variable(states, from: [z, weights, candidateBias, start]) { dStates in
    let gradients = kernel.gruBackward(
      dStates, states, trace.gates, trace.candidates, PackedMatrix(W, isTransposed: true))
    let products = gradients.products.reshaped(T * B, 3 * H)
    let dW = matmul(kernel.statesUsed(states, hiddenSize: H).reshaped(T * B, H), products, transposing: .left)
    return [gradients.z, dW, products.columns(2 * H..<3 * H).sum(axis: 0), gradients.start]
  }
}
