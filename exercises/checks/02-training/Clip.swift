import Exercises
import Solutions
import Training

private typealias Answer = @Sendable (_ gradients: [Tensor], _ limit: Scalar) throws -> [Tensor]

extension Exercise {
  static let clip = Exercise(
    "02.5", "clip", mine: MyTraining.clip, solution: TrainingSolutions.clip,
    hints: [
      "The direction of the step must not change, so every number is multiplied by the same factor.",
      "Add up the squares of all numbers of all tensors, take one root at the end, and compare it with the limit.",
      "norm > limit ? gradients.map { $0 * (limit / norm) } : gradients",
    ],
    mistakes: mistakes, probes: probes)
}

private func norm(_ gradients: [Tensor]) -> Scalar { gradients.reduce(0) { $0 + ($1 * $1).sum }.squareRoot() }

private let mistakes: [Mistake<Answer>] = [
  Mistake("each tensor was clipped by its own norm, which turns the direction: one norm for all") { gradients, limit in
    gradients.map { norm([$0]) > limit ? $0 * (limit / norm([$0])) : $0 }
  },
  Mistake("each number was cut off by itself, which turns the direction: scale all by one factor") { gradients, limit in
    gradients.map { $0.map { min(limit, max(-limit, $0)) } }
  },
  Mistake("short gradients were made longer: those within the limit stay as they are") { gradients, limit in
    gradients.map { $0 * (limit / norm(gradients)) }
  },
  Mistake("the root is missing: the length is √(Σ g²)") { gradients, limit in
    let square = norm(gradients) * norm(gradients)
    return square > limit ? gradients.map { $0 * (limit / square) } : gradients
  },
  Mistake("the gradients were made 1 long: the factor is limit / norm") { gradients, limit in
    norm(gradients) > limit ? gradients.map { $0 / norm(gradients) } : gradients
  },
  Mistake("the tensors' lengths were added: add their squares, and take the root once") { gradients, limit in
    let sum = gradients.reduce(0) { $0 + norm([$1]) }
    return sum > limit ? gradients.map { $0 * (limit / sum) } : gradients
  },
]

private func probes(_ clip: @escaping Answer) -> [Probe] {
  let gradients = [random(2, 3, seed: 1), random(4, seed: 2) * 3]
  let length = norm(gradients)
  /// All numbers in one row, so that one tensor is judged.
  func joined(_ tensors: [Tensor]) -> Tensor { Tensor(tensors.flatMap(\.scalars)) }
  return [
    .values(
      "gradients as long as twice the limit", joined(try clip(gradients, length / 2)), are: joined(gradients) / 2),
    .values("gradients half as long as the limit", joined(try clip(gradients, length * 2)), are: joined(gradients)),
    .property("no more than the limit is left", Tensor(norm(try clip(gradients, 0.5))), equals: Tensor(0.5)),
  ]
}
