import RNN
import TestSupport
import Testing
import Training

/// A net of layers as a whole. The cells and their fused sequences have tests of their own.
struct RecurrentTests {
  @Test(arguments: [(1, false), (2, false), (2, true)])
  func `gradients match central differences`(layers: Int, isBidirectional: Bool) throws {
    var generator = Generator(seed: 1)
    let net = RNN(inputSize: 3, hiddenSize: 4, layers: layers, isBidirectional: isBidirectional, using: &generator)
    let x = Variable(.normal([3, 4, 3], using: &generator))
    try checkGradients("RNN", of: net.parameters + [("x", x)]) { net(x, lengths: [4, 1, 3]).outputs }
  }

  @Test func `cells are replaced layer by layer, the forward direction first, and the dropout stays`() {
    var generator = Generator(seed: 1)
    let dropout = RecurrentDropout(inputs: 0.5)
    func net() -> RNN {
      RNN(inputSize: 3, hiddenSize: 4, layers: 2, isBidirectional: true, dropout: dropout, using: &generator)
    }
    let (first, second) = (net(), net())
    var visited: [RNNCell] = []
    var cells = second.layers.flatMap { [$0.forward, $0.backward!] }.makeIterator()
    let replaced = first.replacingCells { cell in
      visited.append(cell)
      return cells.next()!
    }
    let own = first.layers.flatMap { [$0.forward, $0.backward!] }
    #expect(
      visited.map(\.parameters).map { $0.map(\.variable.value) } == own.map { $0.parameters.map(\.variable.value) })
    let x = constant(.normal([2, 3, 3], using: &generator))
    func outputs(_ net: RNN, isTraining: Bool) -> Tensor {
      net(x, lengths: [3, 2], isTraining ? .training(Randomness(seed: 1)) : .evaluation).outputs.value
    }
    for isTraining in [false, true] {
      expectEqual(outputs(replaced, isTraining: isTraining), to: outputs(second, isTraining: isTraining))
    }
  }

  @Test func `a layer-normalized cell's gradients match central differences`() throws {
    var generator = Generator(seed: 2)
    let net = Recurrent<LayerNormRNNCell>(inputSize: 3, hiddenSize: 9, using: &generator)
    let x = Variable(.normal([2, 3, 3], using: &generator))
    try checkGradients("layer norm", of: net.parameters + [("x", x)]) { net(x, lengths: [3, 2]).outputs }
  }

  @Test func `a layer-normalized state does not depend on the scale of the weights`() {
    var generator = Generator(seed: 3)
    let cell = LayerNormRNNCell(inputSize: 3, hiddenSize: 6, using: &generator)
    let (x, h) = (constant(.normal([2, 3], using: &generator)), constant(.normal([2, 6], using: &generator)))
    let before = cell.step(x, h).value
    for weight in [cell.input, cell.recurrent] { weight.update { $0 *= 100 } }
    expectClose(cell.step(x, h).value, to: before, tolerance: 1e-3)
  }

  @Test(arguments: [false, true])
  func `padding changes nothing and gets no gradient`(isBidirectional: Bool) {
    #expect(!leaks { net, x, lengths in net(x, lengths: lengths).outputs }(isBidirectional))
  }

  /// The check itself: without lengths, the net processes the padding like tokens.
  @Test func `padding that leaks would be found`() {
    #expect(leaks { net, x, _ in net(x).outputs }(true))
  }

  /// Whether the outputs at true positions, or the gradients, depend on the padding after the end of a sequence.
  private func leaks(_ outputs: @escaping (RNN, Variable, [Int]) -> Variable) -> (_ isBidirectional: Bool) -> Bool {
    { isBidirectional in
      var generator = Generator(seed: 4)
      let (B, T, D, lengths) = (3, 5, 2, [5, 2, 3])
      let net = RNN(inputSize: D, hiddenSize: 4, layers: 2, isBidirectional: isBidirectional, using: &generator)
      let first = Tensor.normal([B, T, D], using: &generator)
      let isTrue = Tensor(shape: [B, T, 1]) { $0[1] < lengths[$0[0]] ? 1 : 0 }
      let other = first * isTrue + (1 - isTrue) * 7
      func run(_ x: Tensor) -> (Tensor, Tensor) {
        let x = Variable(x)
        let y = outputs(net, x, lengths) * constant(isTrue)
        y.sum.backward()
        return (y.value, x.gradient!)
      }
      let ((y, dx), (z, dz)) = (run(first), run(other))
      return y != z || dx != dz || (dx * (1 - isTrue)).scalars.contains { $0 != 0 }
    }
  }

  @Test func `a padded batch equals its sequences one by one`() {
    var generator = Generator(seed: 5)
    let net = RNN(inputSize: 2, hiddenSize: 3, layers: 2, isBidirectional: true, using: &generator)
    let (x, lengths) = (Tensor.normal([3, 4, 2], using: &generator), [1, 4, 2])
    let (all, end) = net(constant(x), lengths: lengths)
    for (row, length) in lengths.enumerated() {
      let (alone, endAlone) = net(constant(x.row(row).rows(0..<length).reshaped(1, length, 2)))
      expectClose(all.value.row(row).rows(0..<length), to: alone.value.row(0))
      expectClose(net.hidden(end).value.row(row), to: net.hidden(endAlone).value.row(0))
      #expect(all.value.row(row).rows(length..<4).scalars.allSatisfy { $0 == 0 })
    }
  }

  @Test func `two passes with the state carried over equal one long pass`() {
    var generator = Generator(seed: 6)
    let net = RNN(inputSize: 2, hiddenSize: 3, layers: 2, using: &generator)
    let x = constant(.normal([2, 6, 2], using: &generator))
    let whole = net(x)
    let first = net(x.slice(axis: 1, 0..<2))
    let second = net(x.slice(axis: 1, 2..<6), from: first.state.detached)
    expectEqual(.concatenate([first.outputs.value, second.outputs.value], axis: 1), to: whole.outputs.value)
    expectEqual(second.state.states.map { $0[0].value }, to: whole.state.states.map { $0[0].value })
  }

  @Test func `gradients stop at a detached state, and at no other`() {
    var generator = Generator(seed: 7)
    let net = RNN(inputSize: 2, hiddenSize: 3, using: &generator)
    func gradient(detaching: Bool) -> Tensor? {
      var generator = generator
      let x = Variable(.normal([1, 2, 2], using: &generator))
      let state = detaching ? net(x).state.detached : net(x).state
      net(constant(.normal([1, 2, 2], using: &generator)), from: state).outputs.sum.backward()
      return x.gradient
    }
    #expect(gradient(detaching: true) == nil)
    #expect(gradient(detaching: false) != nil)
  }

  @Test func `the backward direction on a reversed sequence equals the forward direction`() {
    var generator = Generator(seed: 8)
    let (T, H) = (4, 3)
    let net = RNN(inputSize: 2, hiddenSize: H, isBidirectional: true, using: &generator)
    let (forward, backward) = (net.layers[0].forward, net.layers[0].backward!)
    for (mine, other) in zip(forward.parameters, backward.parameters) {
      mine.variable.update { $0 = other.variable.value }
    }
    let x = Tensor.normal([1, T, 2], using: &generator)
    let reversed = Tensor(shape: [1, T, 2]) { x[0, T - 1 - $0[1], $0[2]] }
    let (y, z) = (net(constant(x)).outputs.value, net(constant(reversed)).outputs.value)
    let mirrored = Tensor(shape: [1, T, 2 * H]) { z[0, T - 1 - $0[1], ($0[2] + H) % (2 * H)] }
    expectClose(y, to: mirrored)
  }

  @Test(arguments: [true, false])
  func `a variational mask is the same at all time steps, an ordinary one is not`(isVariational: Bool) {
    let dropout = RecurrentDropout(inputs: 0.5, isVariational: isVariational)
    var generator = Generator(seed: 9)
    let net = RNN(inputSize: 2, hiddenSize: 40, dropout: dropout, using: &generator)
    for (_, parameter) in net.parameters { parameter.update { $0 = $0 * 0 + 1 } }  // no state is 0 by itself
    let y = net(constant(.ones(2, 6, 2)), .training(Randomness(seed: 1))).outputs.value
    let patterns = (0..<6).map { t in y.slice(axis: 1, t..<t + 1).scalars.map { $0 == 0 } }
    #expect(patterns.allSatisfy { $0 == patterns[0] } == isVariational)
    #expect(y.scalars.contains(0) && y.scalars.contains { $0 != 0 })
    #expect(
      net(constant(.ones(2, 6, 2))).outputs.value.scalars.allSatisfy { $0 != 0 }, "nothing is dropped in evaluation")
  }

  @Test(arguments: [(1, false, 35), (2, false, 90), (1, true, 70), (2, true, 230)])
  func `parameters are counted`(layers: Int, isBidirectional: Bool, count: Int) {
    var generator = Generator(seed: 0)
    let net = RNN(inputSize: 1, hiddenSize: 5, layers: layers, isBidirectional: isBidirectional, using: &generator)
    #expect(net.parameterCount == count)
  }
}
