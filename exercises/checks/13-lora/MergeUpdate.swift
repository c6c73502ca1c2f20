import Exercises
import Gradients
import LoRA
import Solutions
import Tensors

private typealias Answer = @Sendable (_ weight: Tensor, _ a: Tensor, _ b: Tensor, _ alpha: Scalar) throws -> Tensor

extension Exercise {
  static let mergeUpdate = Exercise(
    "13.4", "mergeUpdate", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.mergeUpdate },
    hints: [
      "x·W + s·(x·A)·B is x times one matrix. Which one?",
      "It is W + s·A·B with s = α / r, and it has the shape of W. The rank r is a.shape[1].",
      "After a guard that a.shape[1] == b.shape[0] and weight.shape == [a.shape[0], b.shape[1]]: weight + alpha / Scalar(a.shape[1]) * matmul(a, b).",
    ],
    forbidden: ["LoRALayer"], mistakes: mistakes, probes: probes)
}

/// Merging with one thing done differently, which the mistakes choose.
private struct Merger {
  var scale: (_ alpha: Scalar, _ a: Tensor) -> Scalar = { alpha, a in alpha / Scalar(a.shape[1]) }
  var product: (_ a: Tensor, _ b: Tensor) -> Tensor = { matmul($0, $1) }
  var join: (_ weight: Tensor, _ product: Tensor, _ scale: Scalar) -> Tensor = { $0 + $2 * $1 }
  var refuses: (_ weight: Tensor, _ a: Tensor, _ b: Tensor) -> Bool = { weight, a, b in
    a.shape[1] != b.shape[0] || weight.shape != [a.shape[0], b.shape[1]]
  }

  func callAsFunction(_ weight: Tensor, _ a: Tensor, _ b: Tensor, _ alpha: Scalar) throws -> Tensor {
    if refuses(weight, a, b) { throw Misfit("\(a.shape)") }
    return join(weight, product(a, b), scale(alpha, a))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the update was merged without its scale: it is (α / r)·A·B") {
    try Merger(scale: { _, _ in 1 })($0, $1, $2, $3)
  },
  Mistake("the scale is upside down: it is α / r, not r / α") {
    try Merger(scale: { alpha, a in Scalar(a.shape[1]) / alpha })($0, $1, $2, $3)
  },
  Mistake("the update was multiplied by α alone: the scale is α / r") {
    try Merger(scale: { alpha, _ in alpha })($0, $1, $2, $3)
  },
  Mistake("the scale is α / √r: that is the rank-stabilized variant; here it is α / r") {
    try Merger(scale: { alpha, a in alpha / Scalar(a.shape[1]).squareRoot() })($0, $1, $2, $3)
  },
  Mistake("α was divided by the number of inputs: the rank is the number of A's columns, a.shape[1]") {
    try Merger(scale: { alpha, a in alpha / Scalar(a.shape[0]) })($0, $1, $2, $3)
  },
  Mistake("the update was merged transposed: A·B has the order of W, inputs by outputs") {
    try Merger(join: { $0 + $2 * $1.transposed })($0, $1, $2, $3)
  },
  Mistake("W was transposed: A·B has its order already, inputs by outputs") {
    try Merger(join: { $0.transposed + $2 * $1 })($0, $1, $2, $3)
  },
  Mistake("the factors are exchanged: it is A·B, and x comes from the left") {
    try Merger(product: { matmul($1, $0) })($0, $1, $2, $3)
  },
  Mistake("the update was merged twice") {
    try Merger(join: { $0 + 2 * $2 * $1 })($0, $1, $2, $3)
  },
  Mistake("the update was subtracted: that is how it is taken out of a merged weight again") {
    try Merger(join: { $0 - $2 * $1 })($0, $1, $2, $3)
  },
  Mistake("this is the update alone: add it to W") {
    try Merger(join: { $2 * $1 + 0 * $0 })($0, $1, $2, $3)
  },
  Mistake("W was scaled as well: α / r belongs to the update alone") {
    try Merger(join: { $2 * ($0 + $1) })($0, $1, $2, $3)
  },
  Mistake("the update acts on W as a factor: it is added, W + (α / r)·A·B") {
    try Merger(join: { $0 + matmul($0, $2 * $1) })($0, $1, $2, $3)
  },
  Mistake("A and B were multiplied number by number: it is a matrix product") {
    try Merger(product: { $0 * $1 })($0, $1, $2, $3)
  },
  Mistake("factors of different ranks were not refused: A has as many columns as B has rows, else throw a Misfit") {
    weight, a, b, alpha in
    let r = min(a.shape[1], b.shape[0])
    return try Merger()(weight, a.columns(0..<r), b.rows(0..<r), alpha)
  },
  Mistake("an update of another shape than W was not refused: it may broadcast without a trap; throw a Misfit") {
    weight, a, b, alpha in
    if a.shape[1] != b.shape[0] { throw Misfit("ranks") }
    return alpha / Scalar(a.shape[1]) * matmul(a, b) + weight
  },
]

private func probes(_ mergeUpdate: @escaping Answer) -> [Probe] {
  // Square matrices first, so that a wrong product gives wrong numbers and not a trap.
  let (weight, a, b) = (random(3, 3, seed: 1), random(3, 3, seed: 2), random(3, 3, seed: 3))
  let (wide, narrow, back, x) = (
    random(5, 3, seed: 4), random(5, 2, seed: 5), random(2, 3, seed: 6), random(6, 5, seed: 7)
  )
  func merged(_ weight: Tensor, _ a: Tensor, _ b: Tensor, _ scale: Scalar) -> Tensor {
    weight + LoRALayer(a: constant(a), b: constant(b), scale: scale).update.value
  }
  return [
    .values("all matrices 3 × 3, α 4.5", try mergeUpdate(weight, a, b, 4.5), are: merged(weight, a, b, 1.5)),
    .property(
      "merged, 5 inputs and 3 outputs give what the layer with an adapter of rank 2 gives",
      try matmul(x, mergeUpdate(wide, narrow, back, 3)),
      equals: try LoRASolutions.adaptedOutput(x, weight: wide, bias: .zeros(3), a: narrow, b: back, alpha: 3)),
    .refuses("A of rank 2 and B of rank 3", try mergeUpdate(wide, narrow, random(3, 3, seed: 8), 3)),
    .refuses("an update [5, 1] for a W [5, 3]", try mergeUpdate(wide, narrow, random(2, 1, seed: 9), 3)),
  ]
}
