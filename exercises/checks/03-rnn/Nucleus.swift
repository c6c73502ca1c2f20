import Exercises
import RNN
import Solutions
import Tensors

private typealias Answer = @Sendable (_ p: Tensor, _ topP: Scalar) throws -> Tensor

extension Exercise {
  static let nucleus = Exercise(
    "03.6", "nucleus", solution: RNNSolutions.self,
    answer: { (answers: any RNNTasks.Type) in answers.nucleus },
    hints: [
      "Go through the tokens from the most probable on, with a running sum. When is the sum large enough?",
      "Sort the indices, not the numbers: p.scalars.indices.sorted { p.scalars[$0] > p.scalars[$1] }. Begin with zeros.",
      "for token in bestFirst where sum < topP: kept.setScalar(at: token, to: p.scalars[token]) and sum += p.scalars[token]. Then kept / sum.",
    ],
    mistakes: mistakes, probes: probes)
}

/// What is kept of p, up to the first token that is not taken; not rescaled.
///
/// - Parameter areInOrder: Which of two probabilities comes first; nil for the order in which they stand.
/// - Parameter isTaken: By the sum of those before, and its own.
private func kept(
  _ p: Tensor, by areInOrder: ((Scalar, Scalar) -> Bool)? = (>), while isTaken: (_ sum: Scalar, _ p: Scalar) -> Bool
) -> Tensor {
  let positions = p.scalars.indices
  let ranking =
    areInOrder.map { before in positions.sorted { before(p.scalars[$0], p.scalars[$1]) } } ?? Array(positions)
  var (kept, sum): (Tensor, Scalar) = (p * 0, 0)
  for token in ranking {
    guard isTaken(sum, p.scalars[token]) else { break }
    kept.setScalar(at: token, to: p.scalars[token])
    sum += p.scalars[token]
  }
  return kept
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("what is left does not sum to 1: divide it by its sum") { p, topP in
    kept(p) { sum, _ in sum < topP }
  },
  Mistake("the token that reaches topP was left out: it belongs to those that together have at least topP") {
    p, topP in
    let kept = kept(p) { sum, p in sum + p < topP }
    return kept / kept.sum
  },
  Mistake("a sum of exactly topP was not enough: the tokens need a sum of at least topP") { p, topP in
    let kept = kept(p) { sum, _ in sum <= topP }
    return kept / kept.sum
  },
  Mistake("the least probable tokens were taken first") { p, topP in
    let kept = kept(p, by: <) { sum, _ in sum < topP }
    return kept / kept.sum
  },
  Mistake("the tokens were taken in the order of their indices: take the most probable first") { p, topP in
    let kept = kept(p, by: nil) { sum, _ in sum < topP }
    return kept / kept.sum
  },
  Mistake("each probability was compared with topP by itself: compare their running sum") { p, topP in
    let kept = p.map { $0 >= topP ? $0 : 0 }
    return kept / kept.sum
  },
  Mistake("the result is sorted by probability: each token keeps its position") { p, topP in
    Tensor(try RNNSolutions.nucleus(p, topP: topP).scalars.sorted(by: >))
  },
  Mistake("a softmax was taken of the kept probabilities, so zeros became positive: divide by the sum") { p, topP in
    softmax(kept(p) { sum, _ in sum < topP })
  },
  Mistake("topP was not checked: it must be above 0 and at most 1") { p, topP in
    let kept = kept(p) { sum, _ in sum < topP }
    return kept / kept.sum
  },
]

private func probes(_ nucleus: @escaping Answer) -> [Probe] {
  // Parts of 32, so that no sum is rounded.
  let p = Tensor([4, 16, 1, 8, 3]) / 32
  return [
    .values("\(p.scalars), topP 0.8", try nucleus(p, 0.8), are: Tensor([4, 16, 0, 8, 0]) / 28),
    .values("\(p.scalars), topP 0.75", try nucleus(p, 0.75), are: Tensor([0, 16, 0, 8, 0]) / 24),
    .values("\(p.scalars), topP 0.1", try nucleus(p, 0.1), are: [0, 1, 0, 0, 0]),
    .property("topP 1 leaves all as it is", try nucleus(p, 1), equals: p),
    .refuses("topP 0", try nucleus(p, 0)),
    .refuses("topP 1.5", try nucleus(p, 1.5)),
  ]
}
