import Exercises
import Gradients
import Solutions

private typealias Answer = @Sendable (_ dy: Tensor, _ y: Tensor) throws -> Tensor

extension Exercise {
  static let softmaxBackward = Exercise(
    "01.4", "softmaxBackward", solution: GradientSolutions.self,
    answer: { (answers: any GradientTasks.Type) in answers.softmaxBackward },
    hints: [
      "dxᵢ is a sum over all j of dyⱼ · ∂yⱼ/∂xᵢ: write both cases and factor out yᵢ.",
      "dxᵢ = yᵢ · (dyᵢ − Σⱼ dyⱼ · yⱼ). The sum is one number for each row.",
      "y * (dy - s) with s = (dy * y).sum(axis: -1, keepingAxis: true)",
    ],
    forbidden: ["Variable"], mistakes: mistakes, probes: probes)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("only the diagonal of the Jacobian was taken: the other probabilities of the row depend on a logit too") {
    dy, y in
    dy * y * (1 - y)
  },
  Mistake("the sum over the row is missing: dx = y · (dy − Σ dy · y)") { dy, y in dy * y },
  Mistake("the sum of dy is not weighted by the probabilities") { dy, y in
    y * (dy - dy.sum(axis: -1, keepingAxis: true))
  },
  Mistake("the sum was taken over the batch: each row has its own") { dy, y in
    y * (dy - (dy * y).sum(axis: 0, keepingAxis: true))
  },
  Mistake("one sum was taken for all rows: each row has its own") { dy, y in y * (dy - (dy * y).sum) },
  Mistake("the factor y in front is missing") { dy, y in dy - (dy * y).sum(axis: -1, keepingAxis: true) },
]

private func probes(_ softmaxBackward: @escaping Answer) -> [Probe] {
  let (x, dy) = (random(3, 4, seed: 1), random(3, 4, seed: 2))
  let dx = gradients(of: [x], weightedBy: dy) { softmax($0[0]) }[0]
  let y = softmax(x)
  return [
    .gradient("3 rows of 4 logits", try softmaxBackward(dy, y), is: dx),
    .property("every row of dx sums to zero", try softmaxBackward(dy, y).sum(axis: -1), equals: .zeros(3)),
  ]
}
