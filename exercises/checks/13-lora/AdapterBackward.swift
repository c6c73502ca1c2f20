import Exercises
import Gradients
import LoRA
import Solutions
import Tensors

private typealias Result = (dx: Tensor, dA: Tensor, dB: Tensor)

private typealias Answer =
  @Sendable (
    _ dy: Tensor, _ x: Tensor, _ weight: Tensor, _ a: Tensor, _ b: Tensor, _ alpha: Scalar
  ) throws -> Result

extension Exercise {
  static let adapterBackward = Exercise(
    "13.3", "adapterBackward", solution: LoRASolutions.self,
    answer: { (answers: any LoRATasks.Type) in answers.adapterBackward },
    hints: [
      "y is a sum: dy goes to both terms unchanged. The update is s·(x·A)·B with s = α / r, two matrix products, one after the other.",
      "The gradient of x·A is s·dy·Bᵀ, [N, r]: from it follow dA, and the part of dx that comes through the adapter. The other part is dy·Wᵀ. For dB the left factor is x·A.",
      "dx = dy·Wᵀ + s·dy·Bᵀ·Aᵀ, dA = s·xᵀ·(dy·Bᵀ), dB = s·(x·A)ᵀ·dy.",
    ],
    forbidden: ["Variable", "LoRALayer"], mistakes: mistakes, probes: probes)
}

/// Gradients with one thing done differently, which the mistakes choose. Without their scale they are computed from dy.
private struct Backward {
  /// The scales of dx, of dA and of dB.
  var scales: (_ s: Scalar, _ alpha: Scalar, _ r: Scalar) -> (Scalar, Scalar, Scalar) = { s, _, _ in (s, s, s) }
  /// The gradient of x·A.
  var inner: (_ dy: Tensor, _ b: Tensor) -> Tensor = { matmul($0, $1.transposed) }
  var throughFrozen: (_ dy: Tensor, _ weight: Tensor) -> Tensor = { matmul($0, $1.transposed) }
  var throughAdapter: (_ inner: Tensor, _ a: Tensor) -> Tensor = { matmul($0, $1.transposed) }
  var gradientA: (_ x: Tensor, _ inner: Tensor) -> Tensor = { matmul($0.transposed, $1) }
  var gradientB: (_ x: Tensor, _ a: Tensor, _ dy: Tensor) -> Tensor = { x, a, dy in
    matmul(matmul(x, a).transposed, dy)
  }

  func callAsFunction(
    _ dy: Tensor, _ x: Tensor, _ weight: Tensor, _ a: Tensor, _ b: Tensor, _ alpha: Scalar
  ) -> Result {
    let r = Scalar(a.shape[1])
    let (ofX, ofA, ofB) = scales(alpha / r, alpha, r)
    let inner = inner(dy, b)
    return (
      throughFrozen(dy, weight) + ofX * throughAdapter(inner, a), ofA * gradientA(x, inner),
      ofB * gradientB(x, a, dy)
    )
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("α / r is missing: it is a factor of all that passes through the adapter") {
    Backward(scales: { _, _, _ in (1, 1, 1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("α / r is missing in dA") {
    Backward(scales: { s, _, _ in (s, 1, s) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("α / r is missing in dB") {
    Backward(scales: { s, _, _ in (s, s, 1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("α / r is missing in dx: the part through the adapter has it") {
    Backward(scales: { s, _, _ in (1, s, s) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the gradients were multiplied by α alone: the factor is α / r") {
    Backward(scales: { _, alpha, _ in (alpha, alpha, alpha) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the scale is upside down: it is α / r, not r / α") {
    Backward(scales: { s, _, _ in (1 / s, 1 / s, 1 / s) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the scale was applied twice in dA: the gradient of x·A has it already") {
    Backward(scales: { s, _, _ in (s, s * s, s) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the part of dx through W was scaled as well: α / r belongs to the adapter") {
    let s = $5 / Scalar($3.shape[1])
    return Backward(throughFrozen: { s * matmul($0, $1.transposed) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("dx lacks the part through W: a frozen matrix gets no gradient, but passes one on") {
    Backward(throughFrozen: { dy, weight in 0 * matmul(dy, weight.transposed) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("dx lacks the part through the adapter: x is the input of both") {
    Backward(scales: { s, _, _ in (0, s, s) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("W is not transposed in dx: it is dy·Wᵀ") {
    Backward(throughFrozen: { matmul($0, $1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("A is not transposed in dx: its part through the adapter is s·dy·Bᵀ·Aᵀ") {
    Backward(throughAdapter: { matmul($0, $1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("B is not transposed: the gradient of x·A is s·dy·Bᵀ") {
    Backward(inner: { matmul($0, $1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("B is not transposed in dA: the gradient of x·A is s·dy·Bᵀ") {
    let wrong = Backward(inner: { matmul($0, $1) })($0, $1, $2, $3, $4, $5)
    let (dx, _, dB) = Backward()($0, $1, $2, $3, $4, $5)
    return (dx, wrong.dA, dB)
  },
  Mistake("dA has x untransposed: it is s·xᵀ·(dy·Bᵀ), a sum over the rows") {
    Backward(gradientA: { matmul($0, $1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("dB has x·A untransposed: it is s·(x·A)ᵀ·dy, a sum over the rows") {
    Backward(gradientB: { x, a, dy in matmul(matmul(x, a), dy) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("dB has x in place of x·A: the left factor of B is x·A") {
    Backward(gradientB: { x, _, dy in matmul(x.transposed, dy) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("dA has dy in place of dy·Bᵀ: the gradient comes to A through B") {
    let dy = $0
    return Backward(gradientA: { x, _ in matmul(x.transposed, dy) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("dA and dB are exchanged") {
    let (dx, dA, dB) = Backward()($0, $1, $2, $3, $4, $5)
    return (dx, dB, dA)
  },
  Mistake("dA and dB were divided by the number of rows: they are sums over the rows, dy has any mean in it") {
    let (dx, dA, dB) = Backward()($0, $1, $2, $3, $4, $5)
    return (dx, dA / Scalar($1.shape[0]), dB / Scalar($1.shape[0]))
  },
  Mistake("α was divided by the number of inputs: the rank is the number of A's columns, a.shape[1]") {
    let (dy, x, weight, a, b, alpha) = ($0, $1, $2, $3, $4, $5)
    return Backward()(dy, x, weight, a, b, alpha * Scalar(a.shape[1]) / Scalar(a.shape[0]))
  },
]

private func probes(_ adapterBackward: @escaping Answer) -> [Probe] {
  func right(
    _ dy: Tensor, _ x: Tensor, _ weight: Tensor, _ a: Tensor, _ b: Tensor, _ scale: Scalar
  ) -> [Tensor] {
    gradients(of: [x, a, b], weightedBy: dy) {
      matmul($0[0], constant(weight)) + LoRALayer(a: $0[1], b: $0[2], scale: scale)($0[0])
    }
  }
  // Square matrices first, so that a wrong product gives wrong numbers and not a trap.
  let (dy, x, weight) = (random(3, 3, seed: 1), random(3, 3, seed: 2), random(3, 3, seed: 3))
  let (a, b) = (random(3, 3, seed: 4), random(3, 3, seed: 5))
  let expected = right(dy, x, weight, a, b, 1.5)
  func answer() throws -> Result { try adapterBackward(dy, x, weight, a, b, 4.5) }
  let (tallX, wide, tallDy) = (random(5, 4, seed: 6), random(4, 3, seed: 7), random(5, 3, seed: 8))
  let (narrow, back) = (random(4, 2, seed: 9), random(2, 3, seed: 10))
  func all(_ gradients: [Tensor]) -> Tensor { .concatenate(gradients.map(\.flattened)) }
  return [
    .gradient("x, all matrices 3 × 3, α 4.5", try answer().dx, is: expected[0]),
    .gradient("A, all matrices 3 × 3, α 4.5", try answer().dA, is: expected[1]),
    .gradient("B, all matrices 3 × 3, α 4.5", try answer().dB, is: expected[2]),
    .property(
      "5 rows, 4 inputs, 3 outputs and rank 2 have such gradients, of x, A and B one after the other",
      try { all([$0.dx, $0.dA, $0.dB]) }(adapterBackward(tallDy, tallX, wide, narrow, back, 3)),
      equals: all(right(tallDy, tallX, wide, narrow, back, 1.5))),
    .property(
      "with A and B both zero, neither has a gradient",
      try { all([$0.dA, $0.dB]) }(adapterBackward(dy, x, weight, 0 * a, 0 * b, 4.5)), equals: .zeros(18)),
  ]
}
