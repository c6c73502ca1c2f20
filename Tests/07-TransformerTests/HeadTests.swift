import TestSupport
import Testing
import Transformer

/// Heads: dealt out, masked, looked into; and what a block costs.
struct HeadTests {
  private let D = 12
  private let x: Variable

  init() {
    var generator = Generator(seed: 31)
    x = Variable(.normal([2, 5, D], using: &generator))
  }

  private func layer() -> MultiHeadAttention {
    var generator = Generator(seed: 32)
    return MultiHeadAttention(width: D, heads: 3, using: &generator)
  }

  @Test func `each head gets neighboring columns, and gives them back`() {
    let split = x.splitHeads(3).value
    #expect(split.shape == [2, 3, 5, 4])
    #expect(split[1, 2, 3, 1] == x.value[1, 3, 9])
    #expect(x.splitHeads(3).mergedHeads.value == x.value)
    #expect(split.reshaped(2, 5, D) != x.value)
  }

  @Test func `a masked head adds nothing, and a full mask changes nothing`() {
    var (pruned, whole) = (layer(), layer())
    let free = pruned(x).value
    whole.headMask = HeadMask(constant(.ones(3)))
    #expect(whole(x).value == free)
    pruned.headMask = HeadMask(3, without: [1])
    // The same as if the columns of head 1 led nowhere.
    let other = layer()
    (other.output as! Linear).weight.update { weight in
      weight = Tensor(shape: [D, D]) { (4..<8).contains($0[0]) ? 0 : weight[$0[0], $0[1]] }
    }
    expectClose(pruned(x).value, to: other(x).value)
    #expect(pruned(x).value != free)
  }

  @Test func `a probed head mask counts neither as a parameter nor changes their names`() {
    var layer = layer()
    let before = layer.parameters.map(\.path)
    layer.headMask = HeadMask(Variable(.ones(3)))
    #expect(layer.parameters.map(\.path) == before)
  }

  @Test func `the slope at a head's factor says what its removal costs, to first order`() {
    var layer = layer()
    func loss(_ factors: Tensor) -> Variable {
      layer.headMask = HeadMask(Variable(factors))
      return meanSquaredError(layer(x), .zeros(2, 5, D))
    }
    let whole = loss(.ones(3))
    whole.backward()
    let slopes = layer.headMask!.factors.gradient!
    for head in 0..<3 {
      let step: Scalar = 0.01
      let reduced = loss(Tensor((0..<3).map { $0 == head ? 1 - step : 1 }))
      let change = (whole.value.scalar - reduced.value.scalar) / step
      #expect(abs(change - slopes[head]) < 0.05 * abs(slopes[head]) + 1e-4)
    }
  }

  @Test func `the weights that are drawn sum to one and mix the values`() {
    let layer = layer()
    let weights = layer.weights(x, .causal)
    #expect(weights.shape == [2, 3, 5, 5])
    expectClose(weights.sum(axis: -1), to: .ones(2, 3, 5))
    let values = layer.value(x).splitHeads(3).value
    let mixed = constant(matmul(weights, values)).mergedHeads
    expectClose(layer.output(mixed).value, to: layer(x, .causal).value)
  }

  @Test func `a stack shows where every block looks`() {
    var generator = Generator(seed: 33)
    var shape = BlockConfiguration(width: D, heads: 3)
    shape.memoryWidth = 7
    let stack = TransformerStack(shape, depth: 2, using: &generator)
    let memory = Memory(constant(.normal([2, 4, 7], using: &generator)), lengths: [4, 2])
    let weights = stack.weights(x, .causal, memory: memory)
    #expect(weights.map(\.own.shape) == [[2, 3, 5, 5], [2, 3, 5, 5]])
    #expect(weights.map(\.memory?.shape) == [[2, 3, 5, 4], [2, 3, 5, 4]])
    #expect(weights[0].own != weights[1].own)
    #expect(weights[1].memory![1, 0, 0, 2] == 0)
    let (_, output) = stack.blocks[0].weights(x, .causal, memory: memory)
    #expect(output.value == stack.blocks[0](x, .causal, memory: memory).value)
  }

  @Test func `parameters are counted without building`() {
    for (memoryWidth, hasBias, normalizes) in [
      (nil, true, false), (5, true, true), (5, false, false), (nil, false, true),
    ] {
      var shape = BlockConfiguration(width: D, heads: 3, feedForwardWidth: 17)
      (shape.memoryWidth, shape.hasBias, shape.normalizesQueriesAndKeys) = (memoryWidth, hasBias, normalizes)
      var generator = Generator(seed: 0)
      #expect(TransformerBlock(shape, using: &generator).parameterCount == shape.parameterCount)
    }
  }

  /// Held against the products that a block makes, one by one.
  @Test func `multiplications are counted`() {
    var shape = BlockConfiguration(width: 6, heads: 2, feedForwardWidth: 10)
    let (T, S, D, F, C) = (5, 4, 6, 10, 3)
    let heads = 2 * (T * T * 3 + T * 3 * T)
    #expect(shape.multiplications(positions: T) == (4 * T * D * D + T * D * F + T * F * D, heads))
    shape.memoryWidth = C
    let cross = 2 * T * D * D + 2 * S * C * D
    let found = 2 * (T * S * 3 + T * 3 * S)
    let counted = shape.multiplications(positions: T, memory: S)
    #expect(counted == (4 * T * D * D + 2 * T * D * F + cross, heads + found))
  }
}
