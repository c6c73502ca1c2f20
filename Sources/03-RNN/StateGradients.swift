import Gradients
import Tensors
import Training

// T time steps · B batch · S state vectors · H hidden size

extension RecurrentCell {
  /// The gradient of a loss at the last time step with respect to the state before and after every step, T + 1 times
  /// `[B, S·H]`.
  ///
  /// A zero is added to each state. It changes no value, but it is a leaf, so the backward pass leaves the gradient there.
  /// Parameters collect their gradients as in any backward pass, unless they are frozen.
  ///
  /// - Parameters:
  ///   - x: `[T, B, D]`.
  ///   - loss: A number computed from the last state.
  public func stateGradients(along x: Tensor, from start: Tensor, loss: (_ last: Variable) -> Variable) -> [Tensor] {
    let T = x.shape[0]
    let probes = (0...T).map { _ in Variable(Tensor(repeating: 0, shape: start.shape)) }
    var state = constant(start) + probes[0]
    for t in 0..<T { state = step(constant(x.row(t)), state) + probes[t + 1] }
    loss(state).backward()
    return probes.map { $0.gradient! }
  }
}

extension LanguageModel {
  /// How much a prediction depends on the states before it: the norm of the gradient of its loss with respect to the last
  /// state, the one before, and so on, over several positions of a text.
  ///
  /// For a model of one layer.
  public func gradientNorms(on text: [Int], steps T: Int, positions B: Int = 64) -> [Double] {
    require(text.count > T + B, "gradientNorms: \(text.count) tokens are too few for \(T) steps at \(B) positions")
    let starts = (0..<B).map { $0 * (text.count - T - 1) / B }
    let inputs = starts.flatMap { text[$0..<$0 + T] }
    setTrainable(false)
    defer { setTrainable(true) }
    let x = embedding(inputs, shape: [B, T]).value.permuted(1, 0, 2)  // [T, B, D]
    let cell = net.layers[0].forward
    let gradients = cell.stateGradients(along: x, from: .zeros(B, Cell.stateCount * cell.hiddenSize)) { last in
      crossEntropy(output(last.columns(0..<cell.hiddenSize)), starts.map { text[$0 + T] })
    }
    return gradients.reversed().map { Double($0.norm) }
  }
}
