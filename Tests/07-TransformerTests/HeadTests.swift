import TestSupport
import Testing
import Training
import Transformer

/// Heads: split, pruned, drawn; and what a block costs.
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

  @Test func `each head gets neighboring columns, and merging restores them`() {
    let split = x.splitHeads(3).value
    #expect(split.shape == [2, 3, 5, 4])
    #expect(split[1, 2, 3, 1] == x.value[1, 3, 9])
    #expect(x.splitHeads(3).mergedHeads.value == x.value)
    #expect(split.reshaped(2, 5, D) != x.value)
  }

  @Test func `queries and keys are normalized and rotated, each by its own norm, and values are not`() {
    var generator = Generator(seed: 35)
    let layer = MultiHeadAttention(width: D, heads: 3, headNorm: .layer, isRotary: true, using: &generator)
    for (_, variable) in layer.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.7, using: &generator) }
    }
    let rotary = layer.rotary!
    let (q, k) = (layer.queryNorm!(layer.query(x).splitHeads(3)), layer.keyNorm!(layer.key(x).splitHeads(3)))
    let context = plainAttention(rotary(q), rotary(k), layer.value(x).splitHeads(3), mask: .causal).context
    expectClose(layer(x, .causal, .evaluation).value, to: layer.output(context.mergedHeads).value)
  }

  @Test(arguments: [(false, false), (true, false), (false, true)])
  func `a bias of the keys cancels only without rotary positions and without a norm of the keys`(
    isRotary: Bool, isNormalized: Bool
  ) {
    var generator = Generator(seed: 37)
    let layer = MultiHeadAttention(
      width: D, heads: 3, headNorm: isNormalized ? .layer : nil, isRotary: isRotary, using: &generator)
    for (_, variable) in layer.parameters {
      variable.update { $0 = .normal($0.shape, deviation: 0.7, using: &generator) }
    }
    layer(x, .causal, .evaluation).backward(seed: .normal(x.shape, using: &generator))
    let gradient = layer.key.bias!.gradient!.norm
    #expect(isRotary || isNormalized ? gradient > 0.1 : gradient < 1e-4)
  }

  @Test(arguments: ["query", "key", "value", "output"]) func `an adapter of any projection is at work`(path: String) {
    struct Extra: Adapter {
      let linear: Linear
      func callAsFunction(_ x: Variable) -> Variable { linear(x) }
    }
    let layer = layer()
    let before = layer(x, .causal, .evaluation).value
    var generator = Generator(seed: 36)
    layer.linears.first { $0.path == path }!.linear.adapter = Extra(linear: Linear(D, D, using: &generator))
    let after = layer(x, .causal, .evaluation).value
    #expect(!after.isClose(to: before, tolerance: 0.01))
    expectClose(after, to: layer.plain(x, .causal, .evaluation).output.value)
  }

  @Test(arguments: ["query", "key", "value", "output"])
  func `a frozen matrix in the place of any weight is at work`(path: String) {
    final class Tripled: FrozenMatrix {
      let matrix: Tensor
      init(_ weight: Tensor) { matrix = weight * 3 }
      var shape: [Int] { matrix.shape }
      var byteCount: Int { 0 }
      func product(_ x: Tensor) -> Tensor { matmul(x, matrix) }
      func transposedProduct(_ y: Tensor) -> Tensor { matmul(y, matrix, transposing: .right) }
      func columns(at indices: [Int]) -> Tensor { matrix.transposed.rows(at: indices) }
    }
    let (layer, expected) = (layer(), layer())
    let linear = layer.linears.first { $0.path == path }!.linear
    linear.replaceWeight(by: Tripled(linear.weight.value))
    expected.linears.first { $0.path == path }!.linear.weight.update { $0 *= 3 }
    expectClose(layer(x, .causal, .evaluation).value, to: expected(x, .causal, .evaluation).value)
  }

  @Test func `a pruned head adds nothing, and is restored`() {
    let layer = layer()
    let whole = layer(x, .none, .evaluation).value
    let pruned = layer.without(heads: [1]) { layer(x, .none, .evaluation).value }
    // The same as if the context of head 1 were multiplied by 0.
    let (q, k, v) = (layer.query(x), layer.key(x), layer.value(x))
    let factors = Tensor(shape: [D]) { (4..<8).contains($0[0]) ? 0 : 1 }
    let masked = layer.output(attention(q, k, v, heads: 3) * constant(factors)).value
    #expect(pruned == masked)
    #expect(pruned != whole)
    #expect(layer(x, .none, .evaluation).value == whole)
    #expect(layer.without(heads: []) { layer(x, .none, .evaluation).value } == whole)
  }

  @Test func `heads are numbered through the blocks`() {
    var generator = Generator(seed: 34)
    let stack = TransformerStack(BlockConfiguration(width: D, heads: 3), depth: 2, using: &generator)
    func output() -> Tensor { stack(x, .none, .evaluation).value }
    let second = stack.blocks[1].attention.without(heads: [1]) { output() }
    #expect(stack.without(heads: [4]) { output() } == second)
    #expect(stack.without(heads: [1]) { output() } != second)
    let both = stack.blocks[0].attention.without(heads: [2]) { stack.without(heads: [4]) { output() } }
    #expect(stack.without(heads: [2, 4]) { output() } == both)
  }

  @Test func `a head's slope is the change of the loss when it is pruned, to first order`() {
    let layer = layer()
    let factors = Variable(.ones(3, 1))
    /// The loss with each head's context multiplied by its factor.
    func loss(_ factors: Variable) -> Variable {
      let context = attention(layer.query(x), layer.key(x), layer.value(x), heads: 3)
      let scaled = (context.reshaped(2, 5, 3, 4) * factors).reshaped(2, 5, D)
      return meanSquaredError(layer.output(scaled), .zeros(2, 5, D))
    }
    loss(factors).backward()
    let slopes = layer.headSlopes
    for head in 0..<3 { #expect(abs(slopes[head] - Double(factors.gradient!.scalars[head])) < 1e-5) }
    #expect(slopes[0] != slopes[1])
  }

  @Test func `attention weights sum to one, and their sum of values is the context`() {
    let layer = layer()
    let weights = layer.plain(x, .causal, .evaluation).weights.value
    #expect(weights.shape == [2, 3, 5, 5])
    expectClose(weights.sum(axis: -1), to: .ones(2, 3, 5))
    let values = layer.value(x).splitHeads(3).value
    let mixed = constant(matmul(weights, values)).mergedHeads
    expectClose(layer.output(mixed).value, to: layer(x, .causal, .evaluation).value)
  }

  @Test func `a stack returns the attention weights of every block`() {
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
    #expect(weights[1].own[1, 0, 2, 3] == 0 && weights[1].own[1, 0, 3, 2] > 0)
    // The second block reads what the first has written.
    let first = stack.blocks[0](x, .causal, memory: memory, .evaluation)
    #expect(weights[1].own == stack.blocks[1].weights(first, .causal, memory: memory).weights.own)
    let (_, output) = stack.blocks[0].weights(x, .causal, memory: memory)
    #expect(output.value == stack.blocks[0](x, .causal, memory: memory, .evaluation).value)
  }

  @Test func `without other wishes the feed-forward is four times as wide, and a block has about 12·D² weights`() {
    for D in [12, 60] {
      let shape = BlockConfiguration(width: D, heads: 3)
      #expect(shape.feedForwardWidth == 4 * D && shape.parameterCount == 12 * D * D + 13 * D)
    }
  }

  @Test func `parameters are counted without building`() {
    for (memoryWidth, hasBias, normalizes) in [
      (nil, true, false), (5, true, true), (5, false, false), (nil, false, true),
    ] {
      for (headWidth, isGated, norm) in [(nil, false, NormKind.layer), (5, true, .rms)] {
        var shape = BlockConfiguration(width: D, heads: 3, feedForwardWidth: 17)
        (shape.memoryWidth, shape.hasBias, shape.normalizesQueriesAndKeys) = (memoryWidth, hasBias, normalizes)
        (shape.headWidth, shape.isGated, shape.norm) = (headWidth, isGated, norm)
        var generator = Generator(seed: 0)
        #expect(TransformerBlock(shape, using: &generator).parameterCount == shape.parameterCount)
      }
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
    (shape.memoryWidth, shape.headWidth, shape.isGated) = (nil, 5, true)
    #expect(shape.multiplications(positions: T) == (4 * T * D * 10 + 3 * T * D * F, 2 * T * T * 10))
  }
}
