import Attention
import Gradients
import TestSupport
import Testing

// B batch · Q queries · K keys · D width

/// Properties of attention with every score.
struct AttendTests {
  private var generator = Generator(seed: 1)

  @Test(arguments: ReferenceTests.scores.keys.sorted(), [(1, 1, 1, 1), (2, 3, 5, 4), (2, 7, 17, 3)])
  mutating func `gradients match central differences`(name: String, size: (Int, Int, Int, Int)) throws {
    let (B, Q, K, D) = size
    let score = ReferenceTests.scores[name]!.init(queries: D, keys: D, using: &generator)
    let queries = Variable(.normal([B, Q, D], using: &generator))
    let keys = Variable(.normal([B, K, D], using: &generator))
    let values = Variable(.normal([B, K, 2], using: &generator))
    let inputs = [(path: "queries", variable: queries), (path: "keys", variable: keys)]
    try reportGradients("\(name) score", of: score.parameters + inputs) { score(queries, keys) }
    if K == 1 { return }  // the weight of a single key is always 1
    let mask = Mask(lengths: [Int](repeating: K - 1, count: B), isCausal: Q <= K)
    let all = score.parameters + inputs + [(path: "values", variable: values)]
    try reportGradients("attention with the \(name) score", of: all) {
      attend(score(queries, keys), to: values, mask).context
    }
  }

  @Test mutating func `the attention weights of a query sum to one over its visible keys`() {
    let scores = constant(.normal([2, 4, 4], using: &generator))
    let (context, weights) = attend(scores, to: constant(.ones(2, 4, 3)), Mask(lengths: [4, 2], isCausal: true))
    #expect(context.value.isClose(to: .ones(2, 4, 3), tolerance: 1e-6))
    for b in 0..<2 {
      for q in 0..<4 {
        for k in 0..<4 where k > q || b == 1 && k >= 2 { #expect(weights.value[b, q, k] == 0) }
      }
    }
  }

  @Test(arguments: [(3, 5), (5, 3), (4, 4)])
  mutating func `the network of an additive score has the width of the narrower side`(A: Int, C: Int) {
    let score = AdditiveScore(queries: A, keys: C, using: &generator)
    let D = min(A, C)
    #expect(score.parameterCount == A * D + C * D + D)
    let (queries, keys) = (constant(.normal([2, 3, A], using: &generator)), constant(.ones(2, 4, C)))
    #expect(score(queries, keys).shape == [2, 3, 4])
  }

  @Test mutating func `when there are fewer queries than keys, the last query is at the last key`() {
    let mask = Mask.causal
    let whole = Tensor.normal([1, 2, 6, 6], using: &generator)
    let last = whole.slice(axis: 2, 4..<6)
    let values = constant(.normal([1, 2, 6, 3], using: &generator))
    let (all, new) = (attend(constant(whole), to: values, mask), attend(constant(last), to: values, mask))
    #expect(all.context.value.slice(axis: 2, 4..<6) == new.context.value)
  }

  /// q = (2, 0, 0, 0) against (1, 0, 0, 0), (0, 1, 0, 0) and (−1, 0, 0, 0): the scores are 1, 0 and −1.
  @Test mutating func `the example by hand in the chapter, forward and backward`() {
    let query = Variable([[[2, 0, 0, 0]]] as Tensor)
    let keys = constant([[[1, 0, 0, 0], [0, 1, 0, 0], [-1, 0, 0, 0]]] as Tensor)
    let values = constant([[[10], [20], [30]]] as Tensor)
    let scores = ScaledDotScore(queries: 4, keys: 4, using: &generator)(query, keys)
    #expect(scores.value == [[[1, 0, -1]]] as Tensor)
    let (context, weights) = attend(scores, to: values)
    #expect(weights.value.isClose(to: [[[0.665, 0.245, 0.090]]] as Tensor, tolerance: 5e-4))
    #expect(abs(context.value.scalar - 14.248) < 5e-4)
    context.sum.backward()
    #expect(query.gradient!.isClose(to: [[[-2.122, 0.704, 0, 0]]] as Tensor, tolerance: 5e-4))

    let leaf = Variable(scores.value)
    attend(leaf, to: values).context.sum.backward()
    #expect(leaf.gradient!.isClose(to: [[[-2.826, 1.408, 1.418]]] as Tensor, tolerance: 5e-4))
    let sharp = attend(scores / 0.1, to: values).context.value.scalar
    #expect(abs(sharp - 10.0005) < 1e-4)
  }

  /// The softmax keeps them there, not √d.
  @Test mutating func `weights lie between 0 and 1 without any scale`() {
    let scores = constant(Tensor.normal([1, 5, 7], using: &generator) * 30)
    let weights = attend(scores, to: constant(.ones(1, 7, 1))).weights.value
    #expect(weights.scalars.allSatisfy { (0...1).contains($0) })
    #expect(scores.value.scalars.contains { abs($0) > 20 })
  }

  @Test mutating func `padding changes nothing with a mask, and something without`() {
    let score = ScaledDotScore(queries: 3, keys: 3, using: &generator)
    let queries = constant(.normal([2, 4, 3], using: &generator))
    let keys = Tensor.normal([2, 5, 3], using: &generator)
    let noisy = Tensor(shape: keys.shape) { $0[1] < [5, 3][$0[0]] ? keys[$0[0], $0[1], $0[2]] : 1e3 }
    func context(_ keys: Tensor, _ mask: Mask) -> Tensor {
      attend(score(queries, constant(keys)), to: constant(keys), mask).context.value
    }
    let mask = Mask(lengths: [5, 3])
    #expect(context(keys, mask) == context(noisy, mask))
    #expect(context(keys, .none) != context(noisy, .none))
  }

  @Test mutating func `with scores far apart the context is the value of the best key`() {
    let scores = Tensor.normal([1, 3, 6], using: &generator)
    let values = Tensor.normal([1, 6, 2], using: &generator)
    let chosen = values.row(0).rows(at: scores.argmax())
    #expect(
      attend(constant(scores * 1e4), to: constant(values)).context.value.row(0).isClose(to: chosen, tolerance: 0))
    #expect(!attend(constant(scores), to: constant(values)).context.value.row(0).isClose(to: chosen, tolerance: 1e-2))
  }

  @Test mutating func `attention is permutation-invariant in its keys`() {
    let score = AdditiveScore(queries: 4, keys: 4, using: &generator)
    let queries = constant(.normal([1, 3, 4], using: &generator))
    let keys = Tensor.normal([1, 5, 4], using: &generator)
    let shuffled = keys.row(0).rows(at: [3, 0, 4, 1, 2]).reshaped(1, 5, 4)
    func context(_ keys: Tensor) -> Tensor {
      attend(score(queries, constant(keys)), to: constant(keys)).context.value
    }
    #expect(context(keys).isClose(to: context(shuffled), tolerance: 1e-5))
  }
}
