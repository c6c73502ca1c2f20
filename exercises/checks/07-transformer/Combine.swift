import Exercises
import Solutions
import Tensors
import Transformer

private typealias Answer = @Sendable (_ a: Glimpse, _ b: Glimpse) throws -> Glimpse

extension Exercise {
  static let combine = Exercise(
    "07.6", "combine", mine: MyTransformer.combine, solution: TransformerSolutions.combine,
    hints: [
      "Σ e^(s − m) is measured from m. By what must it be multiplied, if it shall be measured from a larger m instead?",
      "By e^(old m − new m), which is at most 1. The new m of each query is the larger of its two; both glimpses are brought to it, totals and context.",
      "p = exp(a.largest - largest), q = exp(b.largest - largest); total p * a.total + q * b.total; for the context p.reshaped(-1, 1) and q.reshaped(-1, 1)",
    ],
    mistakes: mistakes, probes: probes)
}

/// For each query one of two numbers.
private func choose(_ a: Tensor, _ b: Tensor, _ choice: (Scalar, Scalar) -> Scalar) -> Tensor {
  Tensor(zip(a.scalars, b.scalars).map { choice($0, $1) })
}

/// A sum of two glimpses with one thing done differently, which the mistakes choose.
private struct Sum {
  var largest: (_ a: Tensor, _ b: Tensor) -> Tensor = { choose($0, $1, max) }
  /// By what a glimpse is multiplied, from its own m and the new one.
  var factor: (_ own: Tensor, _ new: Tensor) -> Tensor = { exp($0 - $1) }
  /// The factors of a and b, as totals and context get them.
  var totals: (_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) = { ($0, $1) }
  var context: (_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) = { ($0, $1) }

  func callAsFunction(_ a: Glimpse, _ b: Glimpse) -> Glimpse {
    let largest = largest(a.largest, b.largest)
    let (p, q) = (factor(a.largest, largest), factor(b.largest, largest))
    let (forTotals, forMixtures) = (totals(p, q), context(p, q))
    return Glimpse(
      largest: largest, total: forTotals.0 * a.total + forTotals.1 * b.total,
      context: forMixtures.0.reshaped(-1, 1) * a.context + forMixtures.1.reshaped(-1, 1) * b.context)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("nothing was scaled: totals and context that are measured from different m cannot be added") {
    Sum(factor: { own, _ in own * 0 + 1 })($0, $1)
  },
  Mistake("the old total was not scaled down: it is measured from its own m") {
    Sum(totals: { p, q in (p * 0 + 1, q) })($0, $1)
  },
  Mistake("the old context was not scaled down: it is measured from the same m as its total") {
    Sum(context: { p, q in (p * 0 + 1, q) })($0, $1)
  },
  Mistake("the new glimpse was not scaled: the old one may hold the larger score") {
    Sum(totals: { p, q in (p, q * 0 + 1) }, context: { p, q in (p, q * 0 + 1) })($0, $1)
  },
  Mistake("the context were not scaled: they are measured from the same m as their totals") {
    Sum(context: { p, q in (p * 0 + 1, q * 0 + 1) })($0, $1)
  },
  Mistake("the smaller of the two scores was taken for the largest: then the factors are above 1, and can overflow") {
    Sum(largest: { choose($0, $1, min) })($0, $1)
  },
  Mistake("the largest score of all queries was taken: each query has its own") {
    Sum(largest: { a, b in Tensor(repeating: max(a.max, b.max), shape: a.shape) })($0, $1)
  },
  Mistake("the new m is the newer one, larger or not") {
    Sum(largest: { $1 })($0, $1)
  },
  Mistake("the factor is upside down: it is e^(old m − new m), at most 1") {
    Sum(factor: { exp($1 - $0) })($0, $1)
  },
  Mistake("the factors have changed positions: each glimpse is scaled by its own m") {
    Sum(totals: { ($1, $0) }, context: { ($1, $0) })($0, $1)
  },
  Mistake("the factor is m / m: scores stand in an exponent, so it is e^(old m − new m)") {
    Sum(factor: { $0 / $1 })($0, $1)
  },
  Mistake("the context was divided by the total already: that comes once, at the end, or nothing can be added to it") {
    let sum = Sum()($0, $1)
    return Glimpse(largest: sum.largest, total: sum.total, context: sum.context / sum.total.reshaped(-1, 1))
  },
  Mistake("the context were weighed by their totals: they are sums already, not means") { a, b in
    var (heavyA, heavyB) = (a, b)
    heavyA.context = a.context * a.total.reshaped(-1, 1)
    heavyB.context = b.context * b.total.reshaped(-1, 1)
    return Sum()(heavyA, heavyB)
  },
  Mistake("e^m overflows for large scores: take the difference first, e^(old m − new m)") {
    Sum(factor: { exp($0) / exp($1) })($0, $1)
  },
]

/// What queries see in some keys, by their scores `[Q, K]`.
private func glimpse(_ scores: Tensor, _ values: Tensor) -> Glimpse {
  let largest = scores.max(axis: -1, keepingAxis: true)
  let e = exp(scores - largest)
  return Glimpse(largest: largest.flattened, total: e.sum(axis: -1), context: matmul(e, values))
}

private func probes(_ combine: @escaping Answer) -> [Probe] {
  let (scores, values) = (2 * random(5, 7, seed: 1), random(7, 3, seed: 2))
  func part(_ keys: Range<Int>, raised: Scalar = 0) -> Glimpse {
    glimpse(scores.columns(keys) + raised, values.rows(keys))
  }
  func answer() throws -> Glimpse { try combine(part(0..<4), part(4..<7)) }
  func mixed(_ glimpse: Glimpse) -> Tensor { glimpse.context / glimpse.total.reshaped(-1, 1) }
  let whole = part(0..<7)
  return [
    .values("the largest scores of 5 queries, 4 keys and 3 more", try answer().largest, are: whole.largest),
    .values("the totals of 5 queries, 4 keys and 3 more", try answer().total, are: whole.total),
    .values("the context of 5 queries, 4 keys and 3 more", try answer().context, are: whole.context),
    .property(
      "seven glimpses of one key each make attention over all seven",
      mixed(try (1..<7).reduce(part(0..<1)) { try combine($0, part($1..<$1 + 1)) }),
      equals: matmul(softmax(scores), values)),
    .property(
      "it does not matter which came first", try combine(part(4..<7), part(0..<4)).context, equals: whole.context),
    .property(
      "scores that are all larger by 1,000 change nothing but the largest",
      try combine(part(0..<4, raised: 1_000), part(4..<7, raised: 1_000)).total,
      equals: part(0..<7, raised: 1_000).total),
  ]
}
