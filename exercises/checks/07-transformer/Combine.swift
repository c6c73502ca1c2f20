import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ a: PartialAttention, _ b: PartialAttention) throws -> PartialAttention

extension Exercise {
  static let combine = Exercise(
    "07.6", "combine", solution: TransformerSolutions.self,
    answer: { (answers: any TransformerTasks.Type) in answers.combine },
    hints: [
      "Σ e^(s − m) is relative to m. By what must it be multiplied to be relative to a larger m?",
      "By e^(old m − new m), which is at most 1. The new m of each query is the larger of its two. Scale the totals and contexts of both partial results to it.",
      "p = exp(a.largest - largest), q = exp(b.largest - largest); total p * a.total + q * b.total; for the context p.reshaped(-1, 1) and q.reshaped(-1, 1)",
    ],
    mistakes: mistakes, probes: probes)
}

/// For each query one of two numbers.
private func choose(_ a: Tensor, _ b: Tensor, _ choice: (Scalar, Scalar) -> Scalar) -> Tensor {
  Tensor(zip(a.scalars, b.scalars).map { choice($0, $1) })
}

/// A sum of two partial results with one thing done differently, which the mistakes choose.
private struct Sum {
  var largest: (_ a: Tensor, _ b: Tensor) -> Tensor = { choose($0, $1, max) }
  /// By what a partial result is multiplied, from its own m and the new one.
  var factor: (_ own: Tensor, _ new: Tensor) -> Tensor = { exp($0 - $1) }
  /// The factors of a and b that are used for the totals, and those for the contexts.
  var totals: (_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) = { ($0, $1) }
  var context: (_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) = { ($0, $1) }

  func callAsFunction(_ a: PartialAttention, _ b: PartialAttention) -> PartialAttention {
    let largest = largest(a.largest, b.largest)
    let (p, q) = (factor(a.largest, largest), factor(b.largest, largest))
    let (forTotals, forContexts) = (totals(p, q), context(p, q))
    return PartialAttention(
      largest: largest, total: forTotals.0 * a.total + forTotals.1 * b.total,
      context: forContexts.0.reshaped(-1, 1) * a.context + forContexts.1.reshaped(-1, 1) * b.context)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("nothing was scaled: totals and contexts relative to different m cannot be added") {
    Sum(factor: { own, _ in own * 0 + 1 })($0, $1)
  },
  Mistake("the first total was not scaled: it is relative to its own m") {
    Sum(totals: { p, q in (p * 0 + 1, q) })($0, $1)
  },
  Mistake("the first context was not scaled: it is relative to the same m as its total") {
    Sum(context: { p, q in (p * 0 + 1, q) })($0, $1)
  },
  Mistake("the second partial result was not scaled: the first may have the larger score") {
    Sum(totals: { p, q in (p, q * 0 + 1) }, context: { p, q in (p, q * 0 + 1) })($0, $1)
  },
  Mistake("the contexts were not scaled: they are relative to the same m as their totals") {
    Sum(context: { p, q in (p * 0 + 1, q * 0 + 1) })($0, $1)
  },
  Mistake("the smaller of the two largest scores was taken: then the factors are above 1 and can overflow") {
    Sum(largest: { choose($0, $1, min) })($0, $1)
  },
  Mistake("the largest score over all queries was taken: each query has its own") {
    Sum(largest: { a, b in Tensor(repeating: max(a.max, b.max), shape: a.shape) })($0, $1)
  },
  Mistake("the m of the second was taken, larger or not: take the larger of the two") {
    Sum(largest: { $1 })($0, $1)
  },
  Mistake("the factor is upside down: it is e^(old m − new m), at most 1") {
    Sum(factor: { exp($1 - $0) })($0, $1)
  },
  Mistake("the factors are swapped: each partial result is scaled by e^(own m − new m)") {
    Sum(totals: { ($1, $0) }, context: { ($1, $0) })($0, $1)
  },
  Mistake("the factor is old m / new m: scores are exponents, so it is e^(old m − new m)") {
    Sum(factor: { $0 / $1 })($0, $1)
  },
  Mistake("the context was divided by the total: divide only once, after all keys, so that contexts can be added") {
    let sum = Sum()($0, $1)
    return PartialAttention(largest: sum.largest, total: sum.total, context: sum.context / sum.total.reshaped(-1, 1))
  },
  Mistake("the contexts were multiplied by their totals: they are sums already, not means") { a, b in
    var (heavyA, heavyB) = (a, b)
    heavyA.context = a.context * a.total.reshaped(-1, 1)
    heavyB.context = b.context * b.total.reshaped(-1, 1)
    return Sum()(heavyA, heavyB)
  },
  Mistake("e^m overflows for large scores: take the difference first, e^(old m − new m)") {
    Sum(factor: { exp($0) / exp($1) })($0, $1)
  },
]

/// The partial result over some keys, from their scores `[Q, K]`.
private func partial(_ scores: Tensor, _ values: Tensor) -> PartialAttention {
  let largest = scores.max(axis: -1, keepingAxis: true)
  let e = exp(scores - largest)
  return PartialAttention(largest: largest.flattened, total: e.sum(axis: -1), context: matmul(e, values))
}

private func probes(_ combine: @escaping Answer) -> [Probe] {
  let (scores, values) = (2 * random(5, 7, seed: 1), random(7, 3, seed: 2))
  func part(_ keys: Range<Int>, raised: Scalar = 0) -> PartialAttention {
    partial(scores.columns(keys) + raised, values.rows(keys))
  }
  func answer() throws -> PartialAttention { try combine(part(0..<4), part(4..<7)) }
  func output(_ result: PartialAttention) -> Tensor { result.context / result.total.reshaped(-1, 1) }
  let whole = part(0..<7)
  return [
    .values("the largest scores of 5 queries, 4 keys and 3 more", try answer().largest, are: whole.largest),
    .values("the totals of 5 queries, 4 keys and 3 more", try answer().total, are: whole.total),
    .values("the context of 5 queries, 4 keys and 3 more", try answer().context, are: whole.context),
    .property(
      "seven partial results of one key each give attention over all seven",
      output(try (1..<7).reduce(part(0..<1)) { try combine($0, part($1..<$1 + 1)) }),
      equals: matmul(softmax(scores), values)),
    .property(
      "the order of the two does not matter", try combine(part(4..<7), part(0..<4)).context, equals: whole.context),
    .property(
      "adding 1,000 to all scores does not change the totals",
      try combine(part(0..<4, raised: 1_000), part(4..<7, raised: 1_000)).total,
      equals: part(0..<7, raised: 1_000).total),
  ]
}
