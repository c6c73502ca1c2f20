import Exercises
import GPT
import Solutions
import Tensors

private typealias Answer = @Sendable (_ weights: Tensor, _ P: Int) throws -> Tensor

extension Exercise {
  static let inductionScores = Exercise(
    "10.8", "inductionScores", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.inductionScores },
    hints: [
      "Write the text a b c a b c, and draw an arrow from the second a to the token that followed the first. Where does it point, and which queries have no arrow?",
      "For one head, it is the sum of weights[h, t, t − P + 1] over t in P..<T, divided by the number of these queries.",
      "(P..<T).reduce(0) { $0 + weights[h, $1, $1 - P + 1] } / Scalar(T - P), for each h in 0..<H; then Tensor(scores).",
    ],
    mistakes: mistakes, probes: probes)
}

/// Scores with one thing done differently, which the mistakes choose.
private struct Scorer {
  /// The queries, for T positions.
  var queries: (_ P: Int, _ T: Int) -> Range<Int> = { $0..<$1 }
  var key: (_ query: Int, _ P: Int) -> Int = { $0 - $1 + 1 }
  var divisor: (_ P: Int, _ T: Int) -> Int = { $1 - $0 }
  /// What a query adds, from its row of weights and the key.
  var value: (_ row: Tensor, _ key: Int) -> Scalar = { $0.scalars[$1] }

  func callAsFunction(_ weights: Tensor, _ P: Int) -> Tensor {
    let (H, T, _) = weights.shape3
    return Tensor(
      (0..<H).map { h in
        let sum = queries(P, T).reduce(Scalar(0)) { sum, query in
          let key = key(query, P)
          return (0..<T).contains(key) ? sum + value(weights.row(h).row(query), key) : sum
        }
        return sum / Scalar(divisor(P, T))
      })
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("this is the weight of the same token a period ago: the one after it is at t − P + 1") {
    Scorer(key: { $0 - $1 })($0, $1)
  },
  Mistake("this is the weight of the token before the one a period ago: the one after it is at t − P + 1") {
    Scorer(key: { $0 - $1 - 1 })($0, $1)
  },
  Mistake("this is the weight of the previous token: an induction head looks back by a period, less one") {
    Scorer(key: { query, _ in query - 1 })($0, $1)
  },
  Mistake("this is the weight of the query's own token") {
    Scorer(key: { query, _ in query })($0, $1)
  },
  Mistake("the key does not move with the query: the query at t looks at t − P + 1") {
    Scorer(key: { _, P in P - 1 })($0, $1)
  },
  Mistake("query P − 1 counts, too, whose token was never seen before: begin at P") {
    Scorer(queries: { $0 - 1..<$1 }, divisor: { $1 - $0 + 1 })($0, $1)
  },
  Mistake("query P is left out: its token is the first one that was seen before") {
    Scorer(queries: { $0 + 1..<$1 }, divisor: { $1 - $0 - 1 })($0, $1)
  },
  Mistake("the last query is left out: its token was seen before, too") {
    Scorer(queries: { $0..<$1 - 1 }, divisor: { $1 - $0 - 1 })($0, $1)
  },
  Mistake("only one more period was counted: all queries from P on have seen their token before") {
    Scorer(queries: { $0..<Swift.min(2 * $0, $1) }, divisor: { Swift.min(2 * $0, $1) - $0 })($0, $1)
  },
  Mistake("the sum was divided by T: the mean is over the T − P queries that have seen their token before") {
    Scorer(divisor: { $1 })($0, $1)
  },
  Mistake("the sum was divided by P: the mean is over the T − P queries that have seen their token before") {
    Scorer(divisor: { P, _ in P })($0, $1)
  },
  Mistake("these are sums: divide by the number of queries that have seen their token before") {
    Scorer(divisor: { _, _ in 1 })($0, $1)
  },
  Mistake("queries and keys are swapped: weights[h, query, key] is what a query gives to a key") {
    Scorer()($0.permuted(0, 2, 1), $1)
  },
  Mistake("this is how often the key has the largest weight: the mean of its weight was asked for") {
    Scorer(value: { $0.argmax()[0] == $1 ? 1 : 0 })($0, $1)
  },
  Mistake("this is the mean over all heads: there is a score for each head") {
    Tensor([Scorer()($0, $1).sum / Scalar($0.shape[0])])
  },
]

private func probes(_ inductionScores: @escaping Answer) -> [Probe] {
  let causal = Tensor(shape: [11, 11]) { $0[1] <= $0[0] ? 0 : -.infinity }
  let weights = softmax(2 * random(3, 11, 11, seed: 1) + causal)
  let expected = (0..<3).map { h in [1, 2, 3, 4, 5, 6, 7].map { weights[h, $0 + 3, $0] }.reduce(0, +) / 7 }
  /// A head whose queries from position 3 on look back by so many tokens.
  func looking(back distance: Int) -> Tensor {
    Tensor(shape: [9, 9]) { $0[1] == ($0[0] < 3 ? 0 : $0[0] - distance) ? 1 : 0 }
  }
  return [
    .values("3 heads, 11 positions, P 4", try inductionScores(weights, 4), are: Tensor(expected)),
    .property(
      "with P 3 the score of a head that looks back by 2 is 1, and by 1 or 3 it is 0",
      try inductionScores(.stack([2, 1, 3].map { looking(back: $0) }), 3), equals: [1, 0, 0]),
    .property(
      "in a text of one token again and again, P 1, the key is the query itself",
      try inductionScores(weights, 1),
      equals: Tensor((0..<3).map { h in (1..<11).map { weights[h, $0, $0] }.reduce(0, +) / 10 })),
  ]
}
