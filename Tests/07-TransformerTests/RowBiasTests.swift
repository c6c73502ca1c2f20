import Attention
import Gradients
import Tensors
import TestSupport
import Testing
import Training
import Transformer

// B batch · H heads · Tq queries · Tk keys · D width

/// A bias for each row of the batch, and one that ends before the keys do.
struct RowBiasTests {
  static let (B, H, T, D) = (3, 2, 70, 6)
  private var generator = Generator(seed: 31)
  private let q, k, v: Variable

  init() {
    let shape = [Self.B, Self.T, Self.D]
    (q, k, v) = (
      Variable(.normal(shape, using: &generator)), Variable(.normal(shape, using: &generator)),
      Variable(.normal(shape, using: &generator))
    )
  }

  @Test(arguments: [Mask.none, .causal, Mask(lengths: [70, 3, 65])])
  mutating func `a bias for each row gives what each row gives alone, and gradients of its own`(mask: Mask) {
    let bias = Variable(.normal([Self.B, Self.H, Self.T, Self.T], using: &generator))
    let cotangent = Tensor.normal([Self.B, Self.T, Self.D], using: &generator)
    let y = attention(q, k, v, heads: Self.H, mask: mask, bias: bias)
    y.backward(seed: cotangent)
    for row in 0..<Self.B {
      func alone(_ x: Variable) -> Variable { Variable(x.value.rows(row..<row + 1)) }
      let own = Variable(bias.value.row(row))
      let inputs = [alone(q), alone(k), alone(v)]
      let expected = attention(
        inputs[0], inputs[1], inputs[2], heads: Self.H, mask: mask.rows(at: [row]), bias: own)
      expected.backward(seed: cotangent.rows(row..<row + 1))
      expectEqual(y.value.row(row), to: expected.value.row(0))
      expectEqual(bias.gradient!.row(row), to: own.gradient!)
      for (x, input) in zip([q, k, v], inputs) { expectEqual(x.gradient!.row(row), to: input.gradient!.row(0)) }
    }
  }

  @Test mutating func `fused and plain attention agree on a bias for each row`() {
    let bias = Variable(.normal([Self.B, Self.H, Self.T, Self.T], using: &generator))
    let plain = plainAttention(
      q.splitHeads(Self.H), k.splitHeads(Self.H), v.splitHeads(Self.H), mask: .causal, bias: bias
    ).context.mergedHeads
    expectClose(attention(q, k, v, heads: Self.H, mask: .causal, bias: bias).value, to: plain.value)
  }

  @Test(arguments: [1, 2, 4]) mutating func `any number of threads gives the same gradient of a bias`(threads: Int) {
    let before = Threads.count
    defer { Threads.count = before }
    for shape in [[Self.B, Self.H, Self.T, Self.T], [Self.H, Self.T, Self.T]] {
      let bias = Variable(.normal(shape, using: &generator))
      func gradient(_ count: Int) -> Tensor {
        Threads.count = count
        bias.gradient = nil
        (attention(q, k, v, heads: Self.H, bias: bias) * q).sum.backward()
        return bias.gradient!
      }
      expectEqual(gradient(threads), to: gradient(3))
    }
  }

  /// A cache has memory for 64 keys and more: the bias is only as wide as the longest row.
  @Test mutating func `a bias that ends where the mask does is as good as a longer one`() {
    let mask = Mask(lengths: [20, 3, 17])
    let long = Variable(.normal([Self.H, Self.T, Self.T], using: &generator))
    let short = Variable(long.value.columns(0..<20))
    var outputs: [Tensor] = []
    for bias in [long, short] {
      let y = attention(q, k, v, heads: Self.H, mask: mask, bias: bias)
      (y * q).sum.backward()
      outputs.append(y.value)
    }
    expectEqual(outputs[1], to: outputs[0])
    expectEqual(short.gradient!, to: long.gradient!.columns(0..<20))
    #expect(long.gradient!.columns(20..<Self.T) == .zeros(Self.H, Self.T, Self.T - 20))
  }

  @Test mutating func `steps of rows of different lengths take a bias for each, whatever the cache has memory for`() {
    var shape = BlockConfiguration(width: Self.D, heads: Self.H)
    shape.attentionScale = 0.9
    let stack = TransformerStack(shape, depth: 2, using: &generator)
    let bias = Tensor.normal([Self.H, 8, 8], using: &generator)
    let x = q.value.slice(axis: 1, 0..<8)
    let full = stack(constant(x), .causal, bias: constant(bias), .evaluation).value
    for capacity in [1, 8, 100] {
      var cache = StackCache(capacity: capacity)
      var starts = [0, 0, 0]
      for counts in [[1, 3, 2], [2, 1, 2], [1, 1, 1]] {
        let width = counts.max()!
        let next = Tensor(shape: [3, width, Self.D]) { x[$0[0], min(7, starts[$0[0]] + $0[1]), $0[2]] }
        let length = zip(starts, counts).map { $0 + $1 }.max()!
        let rows = Tensor(shape: [3, Self.H, width, length]) { bias[$0[1], min(7, starts[$0[0]] + $0[2]), $0[3]] }
        let y = stack(constant(next), counts: counts, bias: constant(rows), cache: &cache).value
        for row in 0..<3 {
          expectEqual(
            y.row(row).rows(0..<counts[row]), to: full.row(row).rows(starts[row]..<starts[row] + counts[row]))
        }
        starts = zip(starts, counts).map { $0 + $1 }
      }
    }
  }

  @Test mutating func `weights that are drawn are those of the scores with the bias`() {
    let stack = TransformerStack(BlockConfiguration(width: Self.D, heads: Self.H), depth: 2, using: &generator)
    let x = constant(q.value.slice(axis: 1, 0..<5))
    let bias = constant(.normal([Self.H, 5, 5], using: &generator))
    let weights = stack.weights(x, .causal, bias: bias)
    var y = x
    for (block, found) in zip(stack.blocks, weights) {
      expectEqual(
        found.own, to: block.attention.plain(block.attentionNorm(y), .causal, bias: bias, .evaluation).weights.value)
      y = block(y, .causal, bias: bias, .evaluation)
    }
  }

  @Test mutating func `a feed-forward drops inner numbers, and in training only`() {
    let layer = FeedForward(width: Self.D, feedForwardWidth: 9, dropout: 0.5, using: &generator)
    let x = constant(q.value)
    let inner = layer.up(x, activation: .geluTanh)
    let expected = layer.down(layer.dropout(inner, .training(Randomness(seed: 4)))).value
    expectEqual(layer(x, .training(Randomness(seed: 4))).value, to: expected)
    expectEqual(layer(x, .evaluation).value, to: layer.down(inner).value)
    #expect(expected != layer.down(inner).value)
    var shape = BlockConfiguration(width: Self.D, heads: Self.H)
    (shape.dropout, shape.feedForwardDropout) = (0.2, 0.3)
    #expect(TransformerBlock(shape, using: &generator).feedForward.dropout.rate == 0.3)
  }
}
