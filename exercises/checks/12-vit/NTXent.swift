import Exercises
import Gradients
import Solutions
import Tensors
import ViT

private typealias Result = (loss: Scalar, gradient: Tensor)

private typealias Answer = @Sendable (_ z: Tensor, _ temperature: Scalar) throws -> Result

extension Exercise {
  static let ntXent = Exercise(
    "12.7", "ntXent", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.ntXent },
    hints: [
      "It is a cross-entropy whose logits are cosines: first the unit vectors u, then the logits with −∞ on the diagonal, then logSoftmax at the targets (i + N) % 2N.",
      "ds is what 02.1 has, divided by the 2N rows. u stands on both sides of u·uᵀ, so du has two terms: matmul(ds + ds.transposed, u) / τ.",
      "With length = sqrt((z * z).sum(axis: 1, keepingAxis: true)): dz = (du − u * (u * du).sum(axis: 1, keepingAxis: true)) / length, which is orthogonal to z in every row.",
    ],
    forbidden: ["contrastiveLoss", "unitRows"], mistakes: mistakes, probes: probes)
}

/// The loss with one thing done differently, which the mistakes choose.
private struct Contrast {
  /// The length of each row, `[2N, 1]`.
  var length: (_ z: Tensor) -> Tensor = { sqrt(($0 * $0).sum(axis: 1, keepingAxis: true)) }
  /// By what the cosines are multiplied.
  var scale: (_ temperature: Scalar) -> Scalar = { 1 / $0 }
  /// What is added to the logit of a row and a candidate.
  var mask: (_ row: Int, _ candidate: Int, _ N: Int) -> Scalar = { row, candidate, _ in
    row == candidate ? -.infinity : 0
  }
  /// What takes the place of a row's own logit, if it is not masked.
  var replaced: Scalar?
  var target: (_ row: Int, _ N: Int) -> Int = { ($0 + $1) % (2 * $1) }
  /// The rows whose loss counts.
  var rows: (_ N: Int) -> Int = { 2 * $0 }
  var divisor: (_ N: Int) -> Scalar = { Scalar(2 * $0) }
  /// The gradient of u from that of the logits, without τ.
  var spread: (_ ds: Tensor, _ u: Tensor) -> Tensor = { matmul($0 + $0.transposed, $1) }
  var gradientScale: (_ temperature: Scalar) -> Scalar = { 1 / $0 }
  /// The gradient of z from that of u.
  var normalize: (_ du: Tensor, _ u: Tensor, _ length: Tensor) -> Tensor = { du, u, length in
    (du - u * (u * du).sum(axis: 1, keepingAxis: true)) / length
  }

  func callAsFunction(_ z: Tensor, _ temperature: Scalar) throws -> Result {
    let rows = z.shape[0]
    if rows % 2 != 0 { throw Misfit("\(rows)") }
    let N = rows / 2
    let length = length(z)
    let u = z / length
    let products = matmul(u, u, transposing: .right) * scale(temperature)
    let logits = Tensor(shape: [rows, rows]) { index in
      if index[0] == index[1], let replaced { return replaced }
      return products[index[0], index[1]] + mask(index[0], index[1], N)
    }
    let logProbabilities = logSoftmax(logits)
    let counted = self.rows(N)
    let loss = -(0..<counted).reduce(0) { $0 + logProbabilities[$1, target($1, N)] } / divisor(N)
    let probabilities = softmax(logits)
    let ds = Tensor(shape: [rows, rows]) { index in
      let (row, candidate) = (index[0], index[1])
      if row >= counted { return 0 }
      return (probabilities[row, candidate] - (candidate == target(row, N) ? 1 : 0)) / divisor(N)
    }
    return (loss, normalize(spread(ds, u) * gradientScale(temperature), u, length))
  }
}

private func plainGradient(_ du: Tensor, _ u: Tensor, _ length: Tensor) -> Tensor { du }

private let mistakes: [Mistake<Answer>] = [
  Mistake("a view counts as its own negative: the diagonal is not masked, and there the cosine is 1") {
    try Contrast(mask: { _, _, _ in 0 })($0, $1)
  },
  Mistake("the diagonal was set to 0: e⁰ = 1 still counts in the softmax; set it to −∞") {
    try Contrast(replaced: 0)($0, $1)
  },
  Mistake("the other view of the picture is masked, too: it is the target, and in the denominator") { z, temperature in
    // log(e^target / Σ of the negatives)
    let N = z.shape[0] / 2
    let u = z / sqrt((z * z).sum(axis: 1, keepingAxis: true))
    let s = matmul(u, u, transposing: .right) / temperature
    let right = try Contrast()(z, temperature)
    let loss = (0..<2 * N).reduce(Scalar(0)) { sum, row in
      let other = (row + N) % (2 * N)
      let negatives = (0..<2 * N).filter { $0 != row && $0 != other }.map { s[row, $0] }
      return sum + logSumExp(Tensor(negatives)).scalar - s[row, other]
    }
    return (loss / Scalar(2 * N), right.gradient)
  },
  Mistake("the first views are compared among the second ones alone: all other views are candidates") {
    try Contrast(mask: { ($0 < $2) == ($1 < $2) ? -.infinity : 0 })($0, $1)
  },
  Mistake("the vectors are not normalized: their lengths must not count") {
    try Contrast(length: { 0 * $0.sum(axis: 1, keepingAxis: true) + 1 }, normalize: plainGradient)($0, $1)
  },
  Mistake("the columns are normalized: divide each row by its length") {
    try Contrast(length: { sqrt(($0 * $0).sum(axis: 0, keepingAxis: true)) }, normalize: plainGradient)($0, $1)
  },
  Mistake("the rows were divided by their squared lengths: the root is missing") {
    try Contrast(length: { ($0 * $0).sum(axis: 1, keepingAxis: true) })($0, $1)
  },
  Mistake("the rows were divided by the sum of their sizes: divide by the length, √Σz²") {
    try Contrast(length: { $0.map { abs($0) }.sum(axis: 1, keepingAxis: true) })($0, $1)
  },
  Mistake("the logits were multiplied by τ: divide by it, so that a low temperature makes differences larger") {
    try Contrast(scale: { $0 }, gradientScale: { $0 })($0, $1)
  },
  Mistake("τ is missing: the cosines are divided by it") {
    try Contrast(scale: { _ in 1 }, gradientScale: { _ in 1 })($0, $1)
  },
  Mistake("the cosines were divided by √τ: divide by τ") {
    try Contrast(scale: { 1 / $0.squareRoot() }, gradientScale: { 1 / $0.squareRoot() })($0, $1)
  },
  Mistake("the views of a picture were taken to be neighbors, rows 2i and 2i + 1: they are rows i and N + i") {
    try Contrast(target: { row, _ in row ^ 1 })($0, $1)
  },
  Mistake("the next row was taken for the other view: views of a picture are the rows i and N + i") {
    try Contrast(target: { ($0 + 1) % (2 * $1) })($0, $1)
  },
  Mistake("the target of a row is itself: it is the other view of its picture") {
    try Contrast(mask: { _, _, _ in 0 }, target: { row, _ in row })($0, $1)
  },
  Mistake("only the first views ask: each of the 2N rows has a loss") {
    try Contrast(rows: { $0 }, divisor: { Scalar($0) })($0, $1)
  },
  Mistake("this is the sum: the loss is the mean over the rows") {
    try Contrast(divisor: { _ in 1 })($0, $1)
  },
  Mistake("the sum over 2N rows was divided by N: divide by 2N") {
    try Contrast(divisor: { Scalar($0) })($0, $1)
  },
  Mistake("the loss has the wrong sign: it is the mean of −log p") {
    let right = try Contrast()($0, $1)
    return (-right.loss, -right.gradient)
  },
  Mistake("u is a candidate for the other rows, too: add dsᵀ to ds") {
    try Contrast(spread: { matmul($0, $1) })($0, $1)
  },
  Mistake("u has its own row of logits, too: add ds to dsᵀ") {
    try Contrast(spread: { matmul($0.transposed, $1) })($0, $1)
  },
  Mistake("the gradient of u was not divided by τ") {
    try Contrast(gradientScale: { _ in 1 })($0, $1)
  },
  Mistake("this is the gradient of u: that of z is orthogonal to z, and divided by the length") {
    try Contrast(normalize: plainGradient)($0, $1)
  },
  Mistake("the part along u was not taken away: a longer z has the same u") {
    try Contrast(normalize: { du, _, length in du / length })($0, $1)
  },
  Mistake("the gradient was not divided by the length: the same step turns a long z less") {
    try Contrast(normalize: { du, u, _ in du - u * (u * du).sum(axis: 1, keepingAxis: true) })($0, $1)
  },
  Mistake("the part along u has the sum of all rows: each row has its own") {
    try Contrast(normalize: { du, u, length in (du - u * Tensor((u * du).sum)) / length })($0, $1)
  },
  Mistake("the gradient has the wrong sign: it points to where the loss grows") {
    let right = try Contrast()($0, $1)
    return (right.loss, -right.gradient)
  },
  Mistake("the gradient is that of the sum: divide by the 2N rows, like the loss") {
    let right = try Contrast()($0, $1)
    return (right.loss, right.gradient * Scalar($0.shape[0]))
  },
  Mistake("the last of an odd number of rows was left out: throw a Misfit, as it is not known which view is missing") {
    try Contrast()($0.rows(0..<$0.shape[0] / 2 * 2), $1)
  },
]

private func probes(_ ntXent: @escaping Answer) -> [Probe] {
  let z = random(6, 4, seed: 1)
  let loss = contrastiveLoss(constant(z), temperature: 0.3).value
  let gradient = gradients(of: [z], weightedBy: Tensor(1)) { contrastiveLoss($0[0], temperature: 0.3) }[0]
  let lengths: Tensor = [[2], [0.5], [3], [1], [4], [0.25]]
  let other = random(10, 2, seed: 2)
  return [
    .values("2 views of 3 pictures, D 4, τ 0.3", Tensor(try ntXent(z, 0.3).loss), are: loss),
    .values(
      "2 views of 5 pictures, D 2, τ 1", Tensor(try ntXent(other, 1).loss),
      are: contrastiveLoss(constant(other), temperature: 1).value),
    .gradient("z", try ntXent(z, 0.3).gradient, is: gradient),
    .property("lengths do not count", Tensor(try ntXent(lengths * z, 0.3).loss), equals: loss),
    .property(
      "the gradient is orthogonal to z", (z * (try ntXent(z, 0.3).gradient)).sum(axis: 1) + 1, equals: Tensor.ones(6)),
    .refuses("5 rows", Tensor(try ntXent(z.rows(0..<5), 0.3).loss)),
  ]
}
