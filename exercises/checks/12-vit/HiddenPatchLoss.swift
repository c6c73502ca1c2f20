import Exercises
import Gradients
import Solutions
import Tensors
import Training
import ViT

private typealias Result = (loss: Scalar, gradient: Tensor)

private typealias Answer = @Sendable (_ predictions: Tensor, _ patches: Tensor, _ visible: [[Int]]) throws -> Result

extension Exercise {
  static let hiddenPatchLoss = Exercise(
    "12.8", "hiddenPatchLoss", solution: ViTSolutions.self,
    answer: { (answers: any ViTTasks.Type) in answers.hiddenPatchLoss },
    hints: [
      "A factor of 1 for a hidden patch and 0 for a visible one serves the sum, its count, and the gradient.",
      "let isHidden = Tensor(shape: [B, N, 1]) { visible[$0[0]].contains($0[1]) ? 0 : 1 }. The mean is over isHidden.sum * Scalar(w) numbers.",
      "let errors = (predictions - patches) * isHidden; the loss is (errors * errors).sum / count, the gradient 2 * errors / count.",
    ],
    forbidden: ["meanSquaredError"], mistakes: mistakes, probes: probes)
}

/// A loss with one thing done differently, which the mistakes choose.
private struct MaskedLoss {
  /// How much each patch counts, from whether it was visible.
  var weight: (_ isVisible: Bool) -> Scalar = { $0 ? 0 : 1 }
  /// The visible patches of a picture.
  var visible: (_ all: [[Int]], _ b: Int) -> [Int] = { $0[$1] }
  /// By what the sum is divided, from the number of hidden patches.
  var count: (_ hidden: Scalar, _ B: Int, _ N: Int, _ w: Int) -> Scalar = { hidden, _, _, w in hidden * Scalar(w) }
  var error: (_ prediction: Tensor, _ patch: Tensor) -> Tensor = { $0 - $1 }
  var penalty: (_ error: Tensor) -> Tensor = { $0 * $0 }
  var slope: (_ error: Tensor) -> Tensor = { 2 * $0 }
  /// The gradient, from that of a sum, and the count.
  var gradient: (_ slope: Tensor, _ isCounted: Tensor, _ count: Scalar) -> Tensor = { $0 * $1 / $2 }
  var refuses: (_ hidden: Scalar) -> Bool = { $0 == 0 }

  func callAsFunction(_ predictions: Tensor, _ patches: Tensor, _ visible: [[Int]]) throws -> Result {
    let (B, N, w) = predictions.shape3
    let isCounted = Tensor(shape: [B, N, 1]) { weight(self.visible(visible, $0[0]).contains($0[1])) }
    if refuses(Scalar(B * N - visible.joined().count)) { throw Misfit("none") }
    let (errors, count) = (error(predictions, patches), count(isCounted.sum, B, N, w))
    return ((penalty(errors) * isCounted).sum / count, gradient(slope(errors), isCounted, count))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("all patches count: what was visible is only to be copied") {
    try MaskedLoss(weight: { _ in 1 })($0, $1, $2)
  },
  Mistake("the visible patches count, and the hidden ones do not: it is the other way round") {
    try MaskedLoss(weight: { $0 ? 1 : 0 })($0, $1, $2)
  },
  Mistake("all pictures have the visible patches of the first one: each has its own") {
    try MaskedLoss(visible: { all, _ in all[0] })($0, $1, $2)
  },
  Mistake("the sum was divided by all numbers: divide by those of hidden patches") {
    try MaskedLoss(count: { _, B, N, w in Scalar(B * N * w) })($0, $1, $2)
  },
  Mistake("the sum was divided by the number of hidden patches: each of them has w numbers") {
    try MaskedLoss(count: { hidden, _, _, _ in hidden })($0, $1, $2)
  },
  Mistake("the sum was divided by the number of pictures: divide by all numbers of hidden patches") {
    try MaskedLoss(count: { _, B, _, _ in Scalar(B) })($0, $1, $2)
  },
  Mistake("this is the sum: divide by the numbers of hidden patches") {
    try MaskedLoss(count: { _, _, _, _ in 1 })($0, $1, $2)
  },
  Mistake("the mean was taken for each picture first: it is over the hidden patches of the whole batch") {
    predictions, patches, visible in
    let each = try visible.indices.filter { visible[$0].count < predictions.shape[1] }.map { b in
      try MaskedLoss()(predictions.rows(b..<b + 1), patches.rows(b..<b + 1), [visible[b]])
    }
    if each.count < visible.count { return try MaskedLoss()(predictions, patches, visible) }
    let gradients = each.map { $0.gradient / Scalar(each.count) }
    return (each.reduce(0) { $0 + $1.loss } / Scalar(each.count), .concatenate(gradients))
  },
  Mistake("the error is not squared, but without its sign: that is the mean absolute error") {
    try MaskedLoss(
      penalty: { $0.map { abs($0) } }, slope: { $0.map { $0 < 0 ? -1 : $0 > 0 ? 1 : 0 } })($0, $1, $2)
  },
  Mistake("the loss has a half: it is the mean squared error itself") {
    try MaskedLoss(penalty: { $0 * $0 / 2 }, slope: { $0 })($0, $1, $2)
  },
  Mistake("the root was taken of the loss: it is the mean squared error itself") {
    let (loss, gradient) = try MaskedLoss()($0, $1, $2)
    return (loss.squareRoot(), gradient / (2 * loss.squareRoot()))
  },
  Mistake("the patches were normalized to mean 0 and variance 1: a variant of the paper; here they are as they are") {
    let centered = $1 - $1.mean(axis: 2, keepingAxis: true)
    let deviation = sqrt((centered * centered).mean(axis: 2, keepingAxis: true))
    return try MaskedLoss()($0, centered / (deviation + 1e-6), $2)
  },
  Mistake("the factor 2 is missing in the gradient: it is that of a square") {
    try MaskedLoss(slope: { $0 })($0, $1, $2)
  },
  Mistake("the gradient has the wrong sign: a prediction that is too large has a positive one") {
    try MaskedLoss(slope: { -2 * $0 })($0, $1, $2)
  },
  Mistake("the gradient is not 0 at the visible patches: they are not in the loss") {
    try MaskedLoss(gradient: { slope, _, count in slope / count })($0, $1, $2)
  },
  Mistake("the gradient is that of the sum: the loss is a mean") {
    try MaskedLoss(gradient: { slope, isCounted, _ in slope * isCounted })($0, $1, $2)
  },
  Mistake("a batch without a hidden patch was not refused: its loss is 0 / 0, so throw a Misfit") {
    try MaskedLoss(refuses: { _ in false })($0, $1, $2)
  },
  Mistake("a picture of which nothing is hidden was refused: only a whole batch without hidden patches is") {
    let N = $0.shape[1]
    if $2.contains(where: { $0.count == N }) { throw Misfit("none") }
    return try MaskedLoss()($0, $1, $2)
  },
]

private func probes(_ hiddenPatchLoss: @escaping Answer) -> [Probe] {
  let (predictions, patches) = (random(2, 5, 3, seed: 1), random(2, 5, 3, seed: 2))
  let (visible, hidden) = ([[3], [0, 4, 1]], [0, 1, 2, 4, 7, 8])
  func rows(_ x: Tensor) -> Tensor { x.reshaped(10, 3).rows(at: hidden) }
  let right = meanSquaredError(constant(rows(predictions)), rows(patches)).value
  let gradient = gradients(of: [predictions], weightedBy: Tensor(1)) {
    meanSquaredError($0[0].reshaped(10, 3).rows(at: hidden), rows(patches))
  }[0]
  func answer(_ predictions: Tensor, _ visible: [[Int]]) throws -> Result {
    try hiddenPatchLoss(predictions, patches, visible)
  }
  let whole = [[0, 1, 2, 3, 4], [0, 1, 2, 3, 4]]
  return [
    .values(
      "2 pictures of 5 patches, w 3, with 1 and 3 visible ones", Tensor(try answer(predictions, visible).loss),
      are: right),
    .gradient("the predictions", try answer(predictions, visible).gradient, is: gradient),
    .property("perfect predictions have no loss", Tensor(try answer(patches, visible).loss), equals: Tensor(0)),
    .property(
      "a picture of which all is visible changes nothing",
      Tensor(try answer(predictions, [visible[0], whole[1]]).loss),
      equals: Tensor(
        try hiddenPatchLoss(predictions.rows(0..<1), patches.rows(0..<1), [visible[0]]).loss)),
    .refuses("2 pictures of which all is visible", Tensor(try answer(predictions, whole).loss)),
  ]
}
