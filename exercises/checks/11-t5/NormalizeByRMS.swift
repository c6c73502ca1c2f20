import Exercises
import Gradients
import Solutions
import T5
import Tensors
import Training

private typealias Result = (y: Tensor, xGradient: Tensor, gainGradient: Tensor)

private typealias Answer =
  @Sendable (_ x: Tensor, _ gain: Tensor, _ epsilon: Scalar, _ dy: Tensor) throws -> Result

extension Exercise {
  static let normalizeByRMS = Exercise(
    "11.4", "normalizeByRMS", solution: T5Solutions.self,
    answer: { (answers: any T5Tasks.Type) in answers.normalizeByRMS },
    hints: [
      "Each row has one r. Keep its axis, so that r has the shape [N, 1] and is broadcast along the row. The same x̂ serves the output and both gradients.",
      "r = sqrt((x * x).mean(axis: -1, keepingAxis: true) + epsilon). The mean in dx is over a row, like that in r; the sum in dg is over the rows, axis 0.",
      "With h = dy * gain and n = x / r: y = gain * n, dx = (h - n * (h * n).mean(axis: -1, keepingAxis: true)) / r, dg = (dy * n).sum(axis: 0).",
    ],
    forbidden: ["RMSNorm", "rmsNorm", "plainRMSNorm"], mistakes: mistakes, probes: probes)
}

/// RMS norm with one thing done differently, which the mistakes choose.
private struct Normalizer {
  /// What is normalized, and what r is computed from.
  var input: (_ x: Tensor) -> Tensor = { $0 }
  var measured: (_ x: Tensor) -> Tensor = { $0 }
  var meanSquare: (_ x: Tensor) -> Tensor = { mean($0 * $0) }
  var root: (_ meanSquare: Tensor, _ epsilon: Scalar) -> Tensor = { sqrt($0 + $1) }
  var scale: (_ normalized: Tensor, _ gain: Tensor) -> Tensor = { $0 * $1 }
  /// The gradient of x̂.
  var h: (_ dy: Tensor, _ gain: Tensor) -> Tensor = { $0 * $1 }
  /// The gradient of x before it is divided.
  var slope: (_ h: Tensor, _ normalized: Tensor, _ dy: Tensor) -> Tensor = { h, normalized, _ in
    h - normalized * mean(h * normalized)
  }
  var divide: (_ slope: Tensor, _ r: Tensor) -> Tensor = { $0 / $1 }
  var gainGradient: (_ dy: Tensor, _ normalized: Tensor, _ x: Tensor, _ gain: Tensor) -> Tensor = {
    dy, normalized, _, _ in (dy * normalized).sum(axis: 0)
  }

  func callAsFunction(_ x: Tensor, _ gain: Tensor, _ epsilon: Scalar, _ dy: Tensor) -> Result {
    let r = root(meanSquare(measured(x)), epsilon)
    let normalized = input(x) / r
    let dx = divide(slope(h(dy, gain), normalized, dy), r)
    return (scale(normalized, gain), dx, gainGradient(dy, normalized, x, gain))
  }
}

private func mean(_ x: Tensor) -> Tensor { x.mean(axis: -1, keepingAxis: true) }

private func centered(_ x: Tensor) -> Tensor { x - mean(x) }

private let mistakes: [Mistake<Answer>] = [
  Mistake("the mean was subtracted: that is layer norm; RMS norm shifts nothing") {
    Normalizer(input: centered, measured: centered)($0, $1, $2, $3)
  },
  Mistake("the mean was subtracted from the x that are normalized: RMS norm shifts nothing") {
    Normalizer(input: centered)($0, $1, $2, $3)
  },
  Mistake("r was computed from the variance, so the mean was subtracted in it: r is the root of the mean of x²") {
    Normalizer(measured: centered)($0, $1, $2, $3)
  },
  Mistake("ε is outside of the root: r = √(mean(x²) + ε)") {
    Normalizer(root: { sqrt($0) + $1 })($0, $1, $2, $3)
  },
  Mistake("ε is missing: r = √(mean(x²) + ε)") {
    Normalizer(root: { meanSquare, _ in sqrt(meanSquare) })($0, $1, $2, $3)
  },
  Mistake("ε² was added: r = √(mean(x²) + ε)") {
    Normalizer(root: { sqrt($0 + $1 * $1) })($0, $1, $2, $3)
  },
  Mistake("x was divided by the mean of x²: its root is missing") {
    Normalizer(root: { $0 + $1 })($0, $1, $2, $3)
  },
  Mistake("r is the root of a sum: it is the root of the mean, so that a long row is not made smaller") {
    Normalizer(meanSquare: { ($0 * $0).sum(axis: -1, keepingAxis: true) })($0, $1, $2, $3)
  },
  Mistake("the mean of x² is over the rows: each row has its own r, the mean along its last axis") {
    Normalizer(meanSquare: { ($0 * $0).mean(axis: 0) })($0, $1, $2, $3)
  },
  Mistake("there is one r for all rows: each has its own") {
    Normalizer(meanSquare: { x in Tensor((x * x).sum / Scalar(x.count)) })($0, $1, $2, $3)
  },
  Mistake("r is the mean of |x|: it is the root of the mean of x²") {
    Normalizer(meanSquare: { mean($0.map { abs($0) }) }, root: { $0 + $1 })($0, $1, $2, $3)
  },
  Mistake("the gain is missing: y = g ⊙ x̂") {
    Normalizer(scale: { normalized, _ in normalized })($0, $1, $2, $3)
  },
  Mistake("the gain was added: y = g ⊙ x̂, and there is no bias") {
    Normalizer(scale: { $0 + $1 })($0, $1, $2, $3)
  },
  Mistake("x̂ was multiplied by 1 + g: here g is the whole gain, and begins at 1") {
    Normalizer(scale: { $0 * ($1 + 1) })($0, $1, $2, $3)
  },
  Mistake("the gradient of x has no second term: each x is in r as well") {
    Normalizer(slope: { h, _, _ in h })($0, $1, $2, $3)
  },
  Mistake("the second term of the gradient of x has the wrong sign: a larger x makes r larger and so all y smaller") {
    Normalizer(slope: { h, normalized, _ in h + normalized * mean(h * normalized) })($0, $1, $2, $3)
  },
  Mistake("the second term has a sum for the mean: r is a root of a mean") {
    Normalizer(slope: { h, normalized, _ in h - normalized * (h * normalized).sum(axis: -1, keepingAxis: true) })(
      $0, $1, $2, $3)
  },
  Mistake("the second term is mean(h ⊙ x̂) alone: it is multiplied by x̂, as r grows with each x in proportion to it") {
    Normalizer(slope: { h, normalized, _ in h - mean(h * normalized) })($0, $1, $2, $3)
  },
  Mistake("the second term is x̂ ⊙ mean(h): the mean is that of h ⊙ x̂") {
    Normalizer(slope: { h, normalized, _ in h - normalized * mean(h) })($0, $1, $2, $3)
  },
  Mistake("the mean of the second term has dy for h: the gain is in h") {
    Normalizer(slope: { h, normalized, dy in h - normalized * mean(dy * normalized) })($0, $1, $2, $3)
  },
  Mistake("mean(h) was subtracted as well: that is the gradient of layer norm, which subtracts the mean of x") {
    Normalizer(slope: { h, normalized, _ in h - mean(h) - normalized * mean(h * normalized) })($0, $1, $2, $3)
  },
  Mistake("the mean of the second term is over the rows: it is over the row, like that in r") {
    Normalizer(slope: { h, normalized, _ in h - normalized * (h * normalized).mean(axis: 0) })($0, $1, $2, $3)
  },
  Mistake("the gain is missing in the gradient of x: h = dy ⊙ g") {
    Normalizer(h: { dy, _ in dy })($0, $1, $2, $3)
  },
  Mistake("the gradient of x was not divided by r") {
    Normalizer(divide: { slope, _ in slope })($0, $1, $2, $3)
  },
  Mistake("the gradient of x was multiplied by r: divide by it") {
    Normalizer(divide: { $0 * $1 })($0, $1, $2, $3)
  },
  Mistake("the gradient of the gain was not summed over the rows: its shape is that of the gain, [D]") {
    Normalizer(gainGradient: { dy, normalized, _, _ in dy * normalized })($0, $1, $2, $3)
  },
  Mistake("the gradient of the gain is a mean over the rows: it is a sum, as each row used the gain") {
    Normalizer(gainGradient: { dy, normalized, _, _ in (dy * normalized).mean(axis: 0) })($0, $1, $2, $3)
  },
  Mistake("the gradient of the gain has x for x̂: the gain multiplies the normalized row") {
    Normalizer(gainGradient: { dy, _, x, _ in (dy * x).sum(axis: 0) })($0, $1, $2, $3)
  },
  Mistake("the gradient of the gain is that of a bias: dy is multiplied by x̂ first") {
    Normalizer(gainGradient: { dy, _, _, _ in dy.sum(axis: 0) })($0, $1, $2, $3)
  },
  Mistake("the gradient of the gain is multiplied by the gain: y = g ⊙ x̂ is linear in g") {
    Normalizer(gainGradient: { dy, normalized, _, gain in gain * (dy * normalized).sum(axis: 0) })($0, $1, $2, $3)
  },
]

private func probes(_ normalizeByRMS: @escaping Answer) -> [Probe] {
  let (x, gain, dy) = (random(3, 5, seed: 1) + 0.5, 1 + random(5, seed: 2), random(3, 5, seed: 3))
  let right = rmsNorm(constant(x), gain: constant(gain), epsilon: 0.3).value
  let gradients = gradients(of: [x, gain], weightedBy: dy) { rmsNorm($0[0], gain: $0[1], epsilon: 0.3) }
  func answer(_ x: Tensor, epsilon: Scalar = 0.3) throws -> Result { try normalizeByRMS(x, gain, epsilon, dy) }
  return [
    .values("3 rows of 5 with mean 0.5, ε 0.3", try answer(x).y, are: right),
    .gradient("x", try answer(x).xGradient, is: gradients[0]),
    .gradient("the gain", try answer(x).gainGradient, is: gradients[1]),
    .property("a row of zeros stays 0", try answer(0 * x, epsilon: 1e-6).y, equals: 0 * x),
    .property(
      "without ε the size of x does not matter", try answer(100 * x, epsilon: 0).y, equals: try answer(x, epsilon: 0).y),
    .property(
      "without ε the gradient is orthogonal to x, as a longer x has the same y",
      (x * (try answer(x, epsilon: 0).xGradient)).sum(axis: -1), equals: Tensor.zeros(3)),
  ]
}
