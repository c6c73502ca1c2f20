import Exercises
import Gradients
import Solutions

private typealias Answer = @Sendable (_ dy: Tensor, _ y: Tensor) throws -> Tensor

extension Exercise {
  static let sigmoidBackward = Exercise(
    "01.1", "sigmoidBackward", solution: GradientSolutions.self,
    answer: { (answers: any GradientTasks.Type) in answers.sigmoidBackward },
    hints: [
      "The chain rule multiplies two factors: the gradient dy of the result, and the derivative of the sigmoid.",
      "The derivative is y · (1 − y), a tensor of the shape of y.",
      "dy * y * (1 - y)",
    ],
    forbidden: ["Variable"], mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("1 − y² is the derivative of tanh: the sigmoid's is y · (1 − y)") { dy, y in dy * (1 - y * y) },
  Mistake("the sigmoid was applied to y: y is already its result") { dy, y in
    dy * sigmoid(y) * (1 - sigmoid(y))
  },
  Mistake("dy is missing: the chain rule multiplies the derivative y · (1 − y) by it") { _, y in y * (1 - y) },
  Mistake("the factor 1 − y is missing") { dy, y in dy * y },
  Mistake("the sign is reversed: the sigmoid increases everywhere, so its derivative y · (1 − y) is positive") {
    dy, y in
    dy * y * (y - 1)
  },
]

private func probes(_ sigmoidBackward: @escaping Answer) -> [Probe] {
  let (x, dy) = (random(2, 3, seed: 1), random(2, 3, seed: 2))
  let dx = gradients(of: [x], weightedBy: dy) { sigmoid($0[0]) }[0]
  return [
    .gradient("x of the shape [2, 3]", try sigmoidBackward(dy, sigmoid(x)), is: dx),
    .property("a dy of zeros gives zeros", try sigmoidBackward(dy * 0, sigmoid(x)), equals: x * 0),
  ]
}
