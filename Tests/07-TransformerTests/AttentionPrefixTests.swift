import Attention
import Gradients
import TestSupport
import Testing
import Training

@testable import Transformer

/// Learned keys and values before those of the positions.
struct AttentionPrefixTests {
  private static let (D, P) = (8, 3)

  private func input(_ shape: Int..., seed: Int = 1) -> Variable {
    var generator = Generator(seed: seed)
    return Variable(.normal(shape, using: &generator))
  }

  private func layer(isRotary: Bool = false, hasPrefix: Bool = true) -> MultiHeadAttention {
    var generator = Generator(seed: 2)
    let layer = MultiHeadAttention(width: Self.D, heads: 2, isRotary: isRotary, using: &generator)
    if hasPrefix { addPrefix(layer, seed: 3) }
    return layer
  }

  private func addPrefix(_ module: any Module, seed: Int) {
    for (index, (_, prefix)) in module.parts(of: AttentionPrefix.self).enumerated() {
      prefix.set(
        keys: input(Self.P, Self.D, seed: seed + 2 * index), values: input(Self.P, Self.D, seed: seed + 2 * index + 1))
    }
  }

  private static let masks: [Mask] = [
    .none, .causal, Mask(lengths: [5, 2]), Mask(lengths: [5, 3], isCausal: true),
    Mask(isCausal: true, prefixes: [2, 0]), Mask(isCausal: true, firstQuery: [0, 0]),
  ]

  @Test(.inDouble, arguments: masks, [false, true])
  func `gradients of keys and values match central differences`(mask: Mask, isPlain: Bool) throws {
    let (layer, x, bias) = (layer(isRotary: true), input(2, 5, Self.D), input(2, 5, 5, seed: 9))
    let variables = layer.parameters.filter { !$0.path.hasSuffix("key.bias") } + [("x", x), ("bias", bias)]
    #expect(variables.contains { $0.path == "prefix.keys" } && variables.contains { $0.path == "prefix.values" })
    try reportGradients("attention with a prefix", of: variables, sampling: 16) {
      isPlain
        ? layer.plain(x, mask, bias: bias, .evaluation).output : layer(x, mask, bias: bias, .evaluation)
    }
  }

  @Test(.inDouble) func `gradients in a cross-attention match central differences`() throws {
    let (layer, x, memory) = (layer(), input(2, 3, Self.D), input(2, 4, Self.D, seed: 10))
    let variables = layer.parameters.filter { !$0.path.hasSuffix("key.bias") } + [("x", x), ("memory", memory)]
    try reportGradients("cross-attention with a prefix", of: variables, sampling: 16) {
      layer(x, over: memory, Mask(lengths: [4, 2]), .evaluation)
    }
  }

  @Test(arguments: masks, [false, true]) func `fast equals plain`(mask: Mask, hasBias: Bool) {
    let (layer, x) = (layer(), input(2, 5, Self.D))
    let bias = hasBias ? input(2, 5, 5, seed: 9) : nil
    let (plain, weights) = layer.plain(x, mask, bias: bias, .evaluation)
    expectClose(layer(x, mask, bias: bias, .evaluation).value, to: plain.value)
    expectClose(weights.value.sum(axis: -1), to: Tensor(repeating: 1, shape: [2, 2, 5]))
    #expect(weights.shape == [2, 2, 5, 8])
    #expect(weights.value.slice(axis: -1, 0..<Self.P).scalars.allSatisfy { $0 > 0 }, "every query sees the prefix")
  }

  /// One head of width 1: the query 1 has the score 0 with the prefix's key, 1 with its own.
  @Test func `a prefix counts as one more key with its value, by hand`() {
    var generator = Generator(seed: 1)
    let layer = MultiHeadAttention(width: 1, heads: 1, hasBias: false, using: &generator)
    for (_, linear) in layer.linears { linear.weight.update { $0 = [[1]] } }
    layer.prefix.set(keys: Variable([[0]]), values: Variable([[10]]))
    let y = layer(constant([[[1]]]), .causal, .evaluation).value
    let e = exp(Tensor(1)).scalar
    let expected = Tensor(shape: [1, 1, 1], scalars: [(10 + e) / (1 + e)])
    expectClose(y, to: expected)
    // A bias acts on the key behind the prefix alone: e¹ becomes e².
    let biased = layer(constant([[[1]]]), .causal, bias: constant([[[1]]]), .evaluation).value
    expectClose(biased, to: Tensor(shape: [1, 1, 1], scalars: [(10 + e * e) / (1 + e * e)]))
  }

  @Test(arguments: masks) func `keys so far away that no weight is left change nothing`(mask: Mask) {
    let (with, without, x) = (layer(), layer(hasPrefix: false), input(2, 5, Self.D))
    for layer in [with, without] {
      // All queries alike, so that one key is far from all of them.
      layer.query.weight.update { $0 = Tensor(repeating: 0, shape: $0.shape) }
      layer.query.bias!.update { $0 = Tensor(repeating: 1, shape: $0.shape) }
    }
    with.prefix.keys!.update { $0 = Tensor(repeating: -1000, shape: $0.shape) }
    expectClose(with(x, mask, .evaluation).value, to: without(x, mask, .evaluation).value)
    with.prefix.keys!.update { $0 = Tensor(repeating: 1, shape: $0.shape) }
    #expect(difference(of: with(x, mask, .evaluation).value, from: without(x, mask, .evaluation).value) != nil)
  }

  @Test func `a prefix lets no query see a later key or the padding`() {
    let (layer, x) = (layer(), input(2, 5, Self.D).value)
    func changed(from start: Int) -> Variable { constant(x + Tensor(shape: [1, 5, 1]) { $0[1] < start ? 0 : 1 }) }
    for start in 1..<5 {
      let (before, after) = (
        layer(constant(x), .causal, .evaluation).value, layer(changed(from: start), .causal, .evaluation).value
      )
      for t in 0..<5 {
        #expect((before.slice(axis: 1, t..<t + 1) == after.slice(axis: 1, t..<t + 1)) == (t < start))
      }
    }
    let mask = Mask(lengths: [3, 3])
    let (before, after) = (
      layer(constant(x), mask, .evaluation).value, layer(changed(from: 3), mask, .evaluation).value
    )
    expectEqual(after.slice(axis: 1, 0..<3), to: before.slice(axis: 1, 0..<3))
  }

  @Test func `without a prefix nothing changes, and it can be taken off`() {
    let (with, without, x) = (layer(), layer(hasPrefix: false), input(2, 5, Self.D))
    #expect(with(x, .causal, .evaluation).value != without(x, .causal, .evaluation).value)
    with.prefix.remove()
    #expect(with.parameters.count == 8)
    expectEqual(with(x, .causal, .evaluation).value, to: without(x, .causal, .evaluation).value)
  }

  @Test func `all numbers of a mask count from behind the prefix`() {
    let mask = Mask(lengths: [2, 3], isCausal: true, prefixes: [1, 0], firstQuery: [0, 1])
    #expect(
      mask.behindPrefix(4) == Mask(lengths: [6, 7], isCausal: true, prefixes: [5, 4], firstQuery: [4, 5]))
    #expect(
      mask.behindPrefix(0) == mask && Mask.none.behindPrefix(4) == .none && Mask.causal.behindPrefix(4) == .causal)
    #expect(Mask(window: 2).behindPrefix(0) == Mask(window: 2))
  }

  // MARK: With a cache

  private func decoder() -> TransformerStack {
    var generator = Generator(seed: 4)
    var shape = BlockConfiguration(width: Self.D, heads: 2)
    (shape.memoryWidth, shape.isRotary) = (Self.D, true)
    let stack = TransformerStack(shape, depth: 2, using: &generator)
    addPrefix(stack, seed: 5)
    return stack
  }

  @Test(arguments: [[1], [3, 1, 2], [6]], [1, 4, 64])
  func `steps with a cache have the bits of the full pass`(lengths: [Int], capacity: Int) {
    let (decoder, x) = (decoder(), input(2, 6, Self.D))
    let memory = Memory(input(2, 4, Self.D, seed: 20), lengths: [4, 2])
    let bias = input(2, 6, 6, seed: 21)
    let full = decoder(x, .causal, bias: bias, memory: memory, .evaluation).value
    var (cache, parts, start) = (StackCache(capacity: capacity), [Tensor](), 0)
    while start < 6 {
      let end = start + lengths[min(parts.count, lengths.count - 1)]
      #expect(cache.starts(2) == [start, start], "positions count from behind the prefix")
      let part = bias.slice(axis: 1, start..<end).slice(axis: 2, 0..<end)
      parts.append(decoder(x.slice(axis: 1, start..<end), bias: part, memory: memory, cache: &cache).value)
      start = end
      #expect(cache.lengths == [end, end], "the prefix has no positions")
    }
    expectEqual(.concatenate(parts, axis: 1), to: full)
  }

  @Test func `rows of different lengths, chosen anew, have the bits that each has alone`() {
    let (decoder, x) = (decoder(), input(2, 6, Self.D))
    let memory = Memory(input(2, 4, Self.D, seed: 20), lengths: [4, 2])
    var cache = StackCache()
    _ = decoder(x.slice(axis: 1, 0..<5), counts: [2, 5], memory: memory, cache: &cache)
    var chosen = cache.rows(at: [1, 0])
    #expect(chosen.starts(2) == [5, 2])
    let next = Variable.concatenate([x.rows(1..<2).slice(axis: 1, 5..<6), x.rows(0..<1).slice(axis: 1, 2..<3)])
    let y = decoder(next, memory: memory.rows(at: [1, 0]), cache: &chosen).value
    for (index, (row, length)) in [(1, 6), (0, 3)].enumerated() {
      let alone = decoder(
        x.rows(row..<row + 1).slice(axis: 1, 0..<length), .causal, memory: memory.rows(at: [row]), .evaluation)
      expectEqual(y.row(index).row(0), to: alone.value.row(0).row(length - 1))
    }
  }

  // MARK: Misuse

  @Test func `keys and values that do not fit, and masks that hide early keys, are refused`() async {
    let shapes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      AttentionPrefix().set(keys: Variable(.zeros(2, 4)), values: Variable(.zeros(3, 4)))
    }
    expectMessage(shapes, "AttentionPrefix: keys [2, 4] and values [3, 4] do not fit each other")
    let window = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Mask(window: 3).behindPrefix(2)
    }
    expectMessage(window, "AttentionPrefix: the mask hides keys before a query's own, and so the prefix")
    let starts = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Mask(starts: [0, 1]).behindPrefix(2)
    }
    expectMessage(starts, "AttentionPrefix: the mask hides keys before a query's own, and so the prefix")
  }
}
