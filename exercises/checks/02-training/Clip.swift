import Exercises
import Solutions
import Training

private typealias Answer = @Sendable (_ gradients: [Tensor], _ limit: Scalar) throws -> [Tensor]

extension Exercise {
  static let clip = Exercise(
    "02.5", "clip", solution: TrainingSolutions.self,
    answer: { (answers: any TrainingTasks.Type) in answers.clip },
    hints: [
      "The direction of the step must not change, so all numbers are multiplied by one factor.",
      "Sum the squares of all numbers of all tensors. Take one root at the end, and compare it with the limit.",
      "norm > limit ? gradients.map { $0 * (limit / norm) } : gradients",
    ],
    mistakes: mistakes, probes: probes)
}

private func norm(_ gradients: [Tensor]) -> Scalar { gradients.reduce(0) { $0 + ($1 * $1).sum }.squareRoot() }

private let mistakes: [Mistake<Answer>] = [
  Mistake("each tensor was clipped by its own norm, which changes the direction: use one norm for all") {
    gradients, limit in
    gradients.map { norm([$0]) > limit ? $0 * (limit / norm([$0])) : $0 }
  },
  Mistake("each number was clamped to ±limit, which changes the direction: scale all by one factor") {
    gradients, limit in
    gradients.map { $0.map { min(limit, max(-limit, $0)) } }
  },
  Mistake("gradients within the limit were scaled up: leave them as they are") { gradients, limit in
    gradients.map { $0 * (limit / norm(gradients)) }
  },
  Mistake("the root is missing: the norm is √(Σ g²)") { gradients, limit in
    let square = norm(gradients) * norm(gradients)
    return square > limit ? gradients.map { $0 * (limit / square) } : gradients
  },
  Mistake("the gradients were scaled to norm 1: the factor is limit / norm") { gradients, limit in
    norm(gradients) > limit ? gradients.map { $0 / norm(gradients) } : gradients
  },
  Mistake("the norms of the tensors were added: add their squares, and take the root once") { gradients, limit in
    let sum = gradients.reduce(0) { $0 + norm([$1]) }
    return sum > limit ? gradients.map { $0 * (limit / sum) } : gradients
  },
]

private func probes(_ clip: @escaping Answer) -> [Probe] {
  let gradients = [random(2, 3, seed: 1), random(4, seed: 2) * 3]
  let globalNorm = norm(gradients)
  /// All numbers of all tensors as one tensor.
  func joined(_ tensors: [Tensor]) -> Tensor { Tensor(tensors.flatMap(\.scalars)) }
  return [
    .values(
      "a norm of twice the limit", joined(try clip(gradients, globalNorm / 2)), are: joined(gradients) / 2),
    .values(
      "a norm of half the limit", joined(try clip(gradients, globalNorm * 2)), are: joined(gradients)),
    .property("the norm is the limit after clipping", Tensor(norm(try clip(gradients, 0.5))), equals: Tensor(0.5)),
  ]
}
