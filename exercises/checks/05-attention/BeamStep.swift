import Attention
import Exercises
import Solutions
import Tensors

private typealias Answer =
  @Sendable (_ logProbabilities: Tensor, _ sums: Tensor, _ width: Int) throws -> [Continuation]

extension Exercise {
  static let beamStep = Exercise(
    "05.4", "beamStep", solution: AttentionSolutions.self,
    answer: { (answers: any AttentionTasks.Type) in answers.beamStep },
    hints: [
      "There are W · V continuations. List all of them, then keep the best, whichever hypothesis they belong to.",
      "The logarithm of a product is the sum of the logarithms: sums[parent] + logProbabilities[parent, token].",
      "Make them parent by parent and token by token, then all.sorted { $0.sum > $1.sum }.prefix(width): `sorted` leaves equals in their order.",
    ],
    mistakes: mistakes, probes: probes)
}

/// All continuations, parent by parent and token by token, with a formula for their sum.
private func all(
  _ logs: Tensor, _ sums: Tensor, total: (_ sum: Scalar, _ log: Scalar) -> Scalar = { $0 + $1 }
) -> [Continuation] {
  let (W, V) = logs.shape2
  return (0..<W * V).map {
    Continuation(parent: $0 / V, token: $0 % V, sum: total(sums[$0 / V], logs[$0 / V, $0 % V]))
  }
}

extension [Continuation] {
  fileprivate func best(_ width: Int) -> [Continuation] { Array(sorted { $0.sum > $1.sum }.prefix(width)) }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("each hypothesis kept its own best token: all continuations compete, and one hypothesis may keep several") {
    logs, sums, width in
    let all = all(logs, sums)
    return (0..<logs.shape[0]).flatMap { parent in all.filter { $0.parent == parent }.best(1) }.best(width)
  },
  Mistake("only the best hypothesis was continued: a worse one with a likely token may overtake it") {
    logs, sums, width in
    let best = sums.argmax()[0]
    return all(logs, sums).filter { $0.parent == best }.best(width)
  },
  Mistake("the sums so far were not added: the probability of a continuation is that of all of its tokens") {
    logs, sums, width in
    all(logs, sums, total: { _, log in log }).best(width)
  },
  Mistake("the continuations were chosen by their last token alone: the whole sum decides") { logs, sums, width in
    all(logs, sums, total: { _, log in log }).best(width).map {
      Continuation(parent: $0.parent, token: $0.token, sum: sums[$0.parent] + $0.sum)
    }
  },
  Mistake(
    "`sum` holds the log-probability of the last token: it should be that of all tokens, as the next step needs it"
  ) {
    logs, sums, width in
    all(logs, sums).best(width).map {
      Continuation(parent: $0.parent, token: $0.token, sum: logs[$0.parent, $0.token])
    }
  },
  Mistake("the logarithms were multiplied: probabilities multiply, so their logarithms add") { logs, sums, width in
    all(logs, sums, total: { $0 * $1 }).best(width)
  },
  Mistake("these sums are probabilities: keep the logarithms, since long products underflow to 0") {
    logs, sums, width in
    all(logs, sums).best(width).map {
      Continuation(parent: $0.parent, token: $0.token, sum: exp(Tensor($0.sum)).scalar)
    }
  },
  Mistake("the least probable continuations were kept: log-probabilities are negative, and the best is nearest to 0") {
    logs, sums, width in
    Array(all(logs, sums).sorted { $0.sum < $1.sum }.prefix(width))
  },
  Mistake("the right continuations in the order of their parents: the best comes first") { logs, sums, width in
    all(logs, sums).best(width).sorted { ($0.parent, $0.token) < ($1.parent, $1.token) }
  },
  Mistake("parent and token are swapped: a row of the log-probabilities is a parent, a column a token") {
    logs, sums, width in
    all(logs, sums).best(width).map { Continuation(parent: $0.token, token: $0.parent, sum: $0.sum) }
  },
  Mistake(
    "the index was divided by W: a row holds V numbers, so index / V is the parent and index % V the token"
  ) {
    logs, sums, width in
    let (W, V) = logs.shape2
    return all(logs, sums).best(width).map {
      let index = $0.parent * V + $0.token
      return Continuation(parent: index / W, token: index % W, sum: $0.sum)
    }
  },
  Mistake("of equals the last was taken: the earlier hypothesis comes first, and then the smaller token") {
    logs, sums, width in
    Array(all(logs, sums).reversed()).best(width)
  },
  Mistake("of equals the smaller token was taken: the earlier hypothesis comes first, whatever its token") {
    logs, sums, width in
    Array(all(logs, sums).sorted { ($1.sum, $0.token) < ($0.sum, $1.token) }.prefix(width))
  },
]

private func probes(_ beamStep: @escaping Answer) -> [Probe] {
  // The best hypothesis has three of the best four continuations, the second none, the third one.
  let probabilities: Tensor = [
    [0.05, 0.3, 0.1, 0.31, 0.24], [0.2, 0.2, 0.25, 0.15, 0.2], [0.01, 0.02, 0.9, 0.03, 0.04],
  ]
  let (logs, sums) = (log(probabilities), log([0.5, 0.2, 0.145] as Tensor))
  func answer() throws -> [Continuation] { try beamStep(logs, sums, 4) }
  let tied: Tensor = [[-2, -1, -1], [-0.5, -2, -2]]
  func ties() throws -> [Continuation] { try beamStep(tied, [-1, -1.5], 4) }
  let greedy = logs.rows(1..<2)
  return [
    .values(
      "the parents of the best 4 of 15 continuations", try answer().map(\.parent), are: [0, 0, 2, 0]),
    .values(
      "the tokens of the best 4 of 15 continuations", try answer().map(\.token), are: [3, 1, 2, 4]),
    .values(
      "the sums of the best 4 of 15 continuations", Tensor(try answer().map(\.sum)),
      are: log([0.155, 0.15, 0.1305, 0.12])),
    .property(
      "of equals the earlier parent comes first", try ties().map(\.parent), equals: [0, 0, 1, 0]),
    .property(
      "of equals of one parent the smaller token comes first", try ties().map(\.token),
      equals: [1, 2, 0, 0]),
    .property(
      "with one hypothesis and width 1 it is the most probable token, as in greedy decoding",
      try beamStep(greedy, [-7], 1).map(\.token), equals: greedy.argmax()),
    .property(
      "where there are fewer than `width`, all of them are kept", [try beamStep(greedy, [-7], 8).count],
      equals: [5]),
  ]
}
