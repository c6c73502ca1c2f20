import Exercises
import Gradients
import LoRA
import Solutions
import Tensors

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ a: Tensor, _ b: Tensor, _ alpha: Scalar
  ) throws -> Tensor

extension Exercise {
  static let adaptedOutput = Exercise(
    "13.1", "adaptedOutput", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.adaptedOutput },
    hints: [
      "Two paths lead from x to the output: the frozen one through W, and the update through A, which is narrow, and B. Their results are added.",
      "The rank is the number of columns of A: a.shape[1]. The factor α / r belongs to the update alone, and the bias to the frozen layer.",
      "matmul(x, weight) + bias + alpha / Scalar(a.shape[1]) * matmul(matmul(x, a), b)",
    ],
    forbidden: ["LoRALayer"], mistakes: mistakes, probes: probes)
}

/// An adapted layer with one thing done differently, which the mistakes choose.
private struct AdaptedLayer {
  var scale: (_ alpha: Scalar, _ a: Tensor) -> Scalar = { alpha, a in alpha / Scalar(a.shape[1]) }
  var update: (_ x: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor = { x, a, b in matmul(matmul(x, a), b) }
  /// The output of x·W, the bias, and the update with its scale.
  var join: (_ product: Tensor, _ bias: Tensor, _ update: Tensor, _ scale: Scalar) -> Tensor = {
    $0 + $1 + $3 * $2
  }

  func callAsFunction(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ a: Tensor, _ b: Tensor, _ alpha: Scalar
  ) -> Tensor {
    join(matmul(x, weight), bias, update(x, a, b), scale(alpha, a))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the update is not scaled: multiply it by α / r") {
    AdaptedLayer(scale: { _, _ in 1 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the scale is upside down: it is α / r, not r / α") {
    AdaptedLayer(scale: { alpha, a in Scalar(a.shape[1]) / alpha })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the update was multiplied by α alone: divide by the rank, so that α need not change with it") {
    AdaptedLayer(scale: { alpha, _ in alpha })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the update was divided by the rank, but not multiplied by α") {
    AdaptedLayer(scale: { _, a in 1 / Scalar(a.shape[1]) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the scale is α / √r: that is the rank-stabilized variant; here it is α / r") {
    AdaptedLayer(scale: { alpha, a in alpha / Scalar(a.shape[1]).squareRoot() })($0, $1, $2, $3, $4, $5)
  },
  Mistake("α was divided by the number of inputs: the rank is the number of A's columns, a.shape[1]") {
    AdaptedLayer(scale: { alpha, a in alpha / Scalar(a.shape[0]) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the scale was applied twice, to both factors: that is its square") {
    AdaptedLayer(scale: { alpha, a in alpha * alpha / Scalar(a.shape[1] * a.shape[1]) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("A and B are exchanged: x meets A first, which leads from the inputs to the rank") {
    AdaptedLayer(update: { x, a, b in matmul(matmul(x, b), a) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the factors were transposed: A is [I, r] and B [r, O], as they stand in the product") {
    AdaptedLayer(update: { x, a, b in matmul(matmul(x, a.transposed), b.transposed) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the product A·B was transposed: it has the order of W, inputs by outputs") {
    AdaptedLayer(update: { x, a, b in matmul(x, matmul(a, b).transposed) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("this is the update in place of the output: add it to x·W + bias") {
    AdaptedLayer(join: { _, _, update, scale in scale * update })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the frozen product x·W is missing: the update is added to it") {
    AdaptedLayer(join: { _, bias, update, scale in bias + scale * update })($0, $1, $2, $3, $4, $5)
  },
  Mistake("this is the frozen layer alone: the update is missing") {
    AdaptedLayer(join: { product, bias, _, _ in product + bias })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the bias is missing: it is frozen, but it is still there") {
    AdaptedLayer(join: { product, _, update, scale in product + scale * update })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the bias was added twice: the update has none") {
    AdaptedLayer(join: { $0 + 2 * $1 + $3 * $2 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the bias was scaled as well: α / r belongs to the update alone") {
    AdaptedLayer(join: { $0 + $3 * ($1 + $2) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the whole output was scaled: α / r belongs to the update alone") {
    AdaptedLayer(join: { $3 * ($0 + $2) + $1 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the update was subtracted: it is added") {
    AdaptedLayer(join: { $0 + $1 - $3 * $2 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("A and B act on the output of the frozen layer: they stand beside it, and get x") {
    let y = matmul($0, $1) + $2
    return y + $5 / Scalar($3.shape[1]) * matmul(matmul(y, $3), $4)
  },
]

private func probes(_ adaptedOutput: @escaping Answer) -> [Probe] {
  // Square matrices first, so that a wrong product gives wrong numbers and not a trap.
  let (x, weight, bias) = (random(2, 3, 4, seed: 1), random(4, 4, seed: 2), random(4, seed: 3))
  let (a, b) = (random(4, 4, seed: 4), random(4, 4, seed: 5))
  let rows = random(3, 5, seed: 6)
  let (wide, wideBias) = (random(5, 3, seed: 7), random(3, seed: 8))
  let (narrow, back) = (random(5, 2, seed: 9), random(2, 3, seed: 10))
  func output(_ x: Tensor, _ weight: Tensor, _ bias: Tensor, _ a: Tensor, _ b: Tensor, _ scale: Scalar) -> Tensor {
    let update = LoRALayer(a: constant(a), b: constant(b), scale: scale)
    return matmul(x, weight) + bias + update(constant(x)).value
  }
  return [
    .values(
      "x [2, 3, 4], all matrices 4 × 4, α 6", try adaptedOutput(x, weight, bias, a, b, 6),
      are: output(x, weight, bias, a, b, 1.5)),
    .property(
      "5 inputs, 3 outputs and rank 2 do the same, with α 3",
      try adaptedOutput(rows, wide, wideBias, narrow, back, 3),
      equals: output(rows, wide, wideBias, narrow, back, 1.5)),
    .property(
      "a B of zeros changes nothing", try adaptedOutput(rows, wide, wideBias, narrow, 0 * back, 3),
      equals: matmul(rows, wide) + wideBias),
  ]
}
