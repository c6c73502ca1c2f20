import Attention
import Gradients
import TestSupport
import Testing
import Training
import Transformer

/// What holds whatever the weights are.
@Suite(.serialized) struct PropertyTests {
  static let D = 12
  static let T = 70  // more than one block of the kernels

  /// A stack with every option that could let something through.
  private func stack(_ placement: NormPlacement = .pre, hasMemory: Bool = false) -> TransformerStack {
    var generator = Generator(seed: 11)
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    (shape.placement, shape.memoryWidth) = (placement, hasMemory ? Self.D : nil)
    shape.normalizesQueriesAndKeys = true
    return TransformerStack(shape, depth: 2, using: &generator)
  }

  private func input(_ B: Int = 2, _ T: Int = T, seed: Int = 12) -> Tensor {
    var generator = Generator(seed: seed)
    return .normal([B, T, Self.D], using: &generator)
  }

  /// `x` with the positions from `start` on replaced by something else.
  private func changed(_ x: Tensor, from start: Int) -> Tensor {
    Tensor(shape: x.shape) { $0[1] < start ? x[$0[0], $0[1], $0[2]] : 3 * x[$0[0], $0[1], $0[2]] + 1 }
  }

  private func steps(_ x: Tensor, _ range: Range<Int>) -> Tensor { x.slice(axis: 1, range) }

  /// Whether the outputs before position `start` keep their bits when the inputs from there on change.
  private func hidesFuture(_ function: (Tensor) -> Tensor, from start: Int) -> Bool {
    let x = input()
    let (before, after) = (function(x), function(changed(x, from: start)))
    #expect(before != after)
    return steps(before, 0..<start) == steps(after, 0..<start)
  }

  @Test(arguments: [1, 15, 64, 69], Wiring.allCases)
  func `changed later inputs leave earlier outputs bit-equal`(start: Int, wiring: Wiring) {
    let stack = stack()
    #expect(hidesFuture({ stack(constant($0), .causal, wiring: wiring, .evaluation).value }, from: start))
  }

  @Test(arguments: [1, 15, 64, 69]) func `a mask that lets one later key through is caught`(start: Int) {
    var generator = Generator(seed: 13)
    let layer = MultiHeadAttention(width: Self.D, heads: 3, using: &generator)
    // With one more key at the end, the last query has its position, and each query sees one key too many.
    let leaking = { (x: Tensor) -> Tensor in
      let keys = constant(.concatenate([x, steps(x, 0..<1)], axis: 1))
      return layer(constant(x), over: keys, .causal, .evaluation).value
    }
    #expect(hidesFuture({ layer(constant($0), .causal, .evaluation).value }, from: start))
    #expect(!hidesFuture({ layer(constant($0), .none, .evaluation).value }, from: start))
    #expect(!hidesFuture(leaking, from: start))
  }

  @Test func `a gradient flows from no output to a later input`() {
    let x = Variable(input())
    let y = stack()(x, .causal, .evaluation)
    y.slice(axis: 1, 0..<20).sum.backward()
    let gradient = x.gradient!
    #expect(steps(gradient, 20..<Self.T) == Tensor(repeating: 0, shape: [2, Self.T - 20, Self.D]))
    #expect(steps(gradient, 19..<20) != Tensor(repeating: 0, shape: [2, 1, Self.D]))
  }

  @Test(arguments: NormPlacement.allCases) func `the values in the padding change nothing`(placement: NormPlacement) {
    let lengths = [66, 9]
    let stack = stack(placement)
    let x = input()
    let noisy = Tensor(shape: x.shape) { $0[1] < lengths[$0[0]] ? x[$0[0], $0[1], $0[2]] : 1e3 }
    let results = [x, noisy].map { stack(constant($0), Mask(lengths: lengths), .evaluation).value }
    for (sequence, length) in lengths.enumerated() {
      let parts = results.map { steps($0.rows(sequence..<sequence + 1), 0..<length) }
      expectEqual(parts[1], to: parts[0])
    }
    #expect(results[0] != results[1])
  }

  @Test func `padding behind a memory changes nothing`() {
    let decoder = stack(hasMemory: true)
    let (x, memory) = (constant(input(2, 5)), input(2, 8, seed: 3))
    let run = { (memory: Tensor, lengths: [Int]?) in
      decoder(x, .causal, memory: Memory(constant(memory), lengths: lengths), .evaluation).value
    }
    #expect(run(memory, [6, 6]) == run(changed(memory, from: 6), [6, 6]))
    #expect(run(memory, [6, 6]) == run(steps(memory, 0..<6), nil))
    #expect(run(memory, nil) != run(changed(memory, from: 6), nil))
  }

  @Test func `without positions, self-attention is permutation-equivariant`() {
    let stack = stack()
    let x = input()
    var generator = Generator(seed: 2)
    let order = Array(0..<Self.T).shuffled(using: &generator)
    let reorder = { (x: Tensor) in x.permuted(1, 0, 2).rows(at: order).permuted(1, 0, 2) }
    let (y, z) = (
      reorder(stack(constant(x), .none, .evaluation).value), stack(constant(reorder(x)), .none, .evaluation).value
    )
    expectClose(z, to: y)
    let (causal, other) = (
      reorder(stack(constant(x), .causal, .evaluation).value), stack(constant(reorder(x)), .causal, .evaluation).value
    )
    #expect(!other.isClose(to: causal, tolerance: 0.1))
  }

  @Test func `rotated queries and keys depend on their distance, and on nothing else of their positions`() {
    var generator = Generator(seed: 14)
    let layer = MultiHeadAttention(width: Self.D, heads: 3, isRotary: true, using: &generator)
    let x = input()
    let (whole, later) = (
      layer.plain(constant(x), .causal, .evaluation).weights.value,
      layer.plain(constant(steps(x, 1..<Self.T)), .causal, .evaluation).weights.value
    )
    // Without the first key the other weights keep their ratios, though all of them have moved by one position.
    let (a, b) = (whole[0, 1, 40, 30] / whole[0, 1, 40, 20], later[0, 1, 39, 29] / later[0, 1, 39, 19])
    #expect(abs(a / b - 1) < 1e-4)
    let exchanged = Tensor.concatenate([steps(x, 1..<2), steps(x, 0..<1), steps(x, 2..<Self.T)], axis: 1)
    let swapped = layer(constant(exchanged), .none, .evaluation).value
    #expect(
      !steps(swapped, 2..<3).isClose(to: steps(layer(constant(x), .none, .evaluation).value, 2..<3), tolerance: 1e-4))
  }

  @Test func `the memory of a cross-attention is a set, with rotary positions as well`() {
    var generator = Generator(seed: 15)
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    (shape.memoryWidth, shape.isRotary) = (Self.D, true)
    let block = TransformerBlock(shape, using: &generator)
    let (x, memory) = (constant(input(1, 5)), input(1, 6, seed: 16))
    let shuffled = memory.row(0).rows(at: [3, 0, 5, 1, 4, 2]).reshaped(1, 6, Self.D)
    func output(_ memory: Tensor) -> Tensor { block(x, .causal, memory: Memory(constant(memory)), .evaluation).value }
    expectClose(output(shuffled), to: output(memory))
  }

  @Test(arguments: NormKind.allCases) func `every norm of a stack is of its kind, with its epsilon`(kind: NormKind) {
    var generator = Generator(seed: 17)
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    (shape.norm, shape.epsilon, shape.normalizesQueriesAndKeys, shape.memoryWidth) = (kind, 0.25, true, Self.D)
    let stack = TransformerStack(shape, depth: 2, using: &generator)
    let norms =
      [stack.norm]
      + stack.blocks.flatMap { block in
        let heads = [block.attention, block.cross!].flatMap { [$0.queryNorm, $0.keyNorm] }
        return heads + [block.attentionNorm, block.crossNorm, block.feedForwardNorm]
      }
    let epsilons = norms.map { kind == .layer ? ($0 as? LayerNorm)?.epsilon : ($0 as? RMSNorm)?.epsilon }
    #expect(epsilons == [Scalar?](repeating: 0.25, count: 15))
  }

  @Test func `shared blocks are one block, applied again and again and counted once`() {
    var generator = Generator(seed: 15)
    var shape = BlockConfiguration(width: Self.D, heads: 3)
    shape.placement = .post
    let stack = TransformerStack(shape, depth: 3, sharesBlocks: true, using: &generator)
    #expect(stack.blocks.count == 3 && stack.parameterCount == shape.parameterCount)
    let x = constant(input())
    let block = stack.blocks[0]
    let expected = block(block(block(x, .none, .evaluation), .none, .evaluation), .none, .evaluation)
    expectEqual(stack(x, .none, .evaluation).value, to: expected.value)
    #expect(TransformerStack(shape, depth: 3, using: &generator).parameterCount == 3 * shape.parameterCount)
  }

  @Test func `a feed-forward is a 1 × 1 convolution`() {
    var generator = Generator(seed: 1)
    let layer = FeedForward(width: 3, feedForwardWidth: 5, activation: .relu, using: &generator)
    let x = Tensor.normal([2, 4, 3], using: &generator)
    /// Every output channel at every position: a sum over the channels of a window that is one position wide.
    func convolution(_ x: Tensor, _ filters: Tensor, _ bias: Tensor) -> Tensor {
      Tensor(shape: [x.shape[0], x.shape[1], bias.count]) { index in
        var sum = bias[index[2]]
        for channel in 0..<x.shape[2] { sum += x[index[0], index[1], channel] * filters[channel, index[2]] }
        return sum
      }
    }
    let (up, down) = (layer.up, layer.down)
    let feedForwardWidth = relu(convolution(x, up.weight.value, up.bias!.value))
    let expected = convolution(feedForwardWidth, down.weight.value, down.bias!.value)
    expectClose(layer(constant(x), .evaluation).value, to: expected)
  }

  @Test func `any number of threads gives the same bits`() {
    let stack = stack(hasMemory: true)
    let (x, memory) = (input(5), input(5, 40, seed: 4))
    let before = Threads.count
    defer { Threads.count = before }
    let results = [1, 2, 3].map { threads in
      Threads.count = threads
      let (x, memory) = (Variable(x), Variable(memory))
      let y = stack(x, .causal, memory: Memory(memory), .evaluation)
      y.backward(seed: y.value)
      let gradients = stack.parameters.map { _, variable in
        defer { variable.gradient = nil }
        return variable.gradient!
      }
      return [y.value, x.gradient!, memory.gradient!] + gradients
    }
    expectEqual(results[1], to: results[0], "two threads")
    expectEqual(results[2], to: results[0], "three threads")
  }
}
