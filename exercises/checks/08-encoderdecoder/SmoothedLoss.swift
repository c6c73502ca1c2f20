import EncoderDecoder
import Exercises
import Solutions
import Training

private typealias Answer =
  @Sendable (
    _ scores: Tensor, _ targets: [Int], _ smoothing: Scalar, _ padding: Int
  ) throws -> (loss: Scalar, gradient: Tensor)

extension Exercise {
  static let smoothedLoss = Exercise(
    "08.2", "smoothedLoss", mine: MyEncoderDecoder.smoothedLoss, solution: EncoderDecoderSolutions.smoothedLoss,
    hints: [
      "Make the wanted probabilities [N, V] first: every row sums to 1. Which rows count, and how many are they?",
      "wanted is ε / V everywhere, and 1 − ε more at the target. ln p is logSoftmax(scores), and the gradient of a row is p − wanted.",
      "counts [N, 1] is 0 for padding, else 1: the loss is -(counts * wanted * logSoftmax(scores)).sum / counts.sum; divide the gradient by counts.sum, too.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A loss with one thing done differently, which the mistakes choose.
private struct Smoothed {
  /// The wanted probability of the target, and that of any other token, from ε and V.
  var target: (_ ε: Scalar, _ V: Scalar) -> Scalar = { 1 - $0 + $0 / $1 }
  var other: (_ ε: Scalar, _ V: Scalar) -> Scalar = { $0 / $1 }
  /// Whether rows of padding count in the sum.
  var countsPadding = false
  /// By what the sum is divided: the rows that count, of so many.
  var divisor: (_ counted: Scalar, _ rows: Scalar) -> Scalar = { counted, _ in counted }
  var log: (_ scores: Tensor) -> Tensor = { logSoftmax($0) }
  /// The gradient of every row before anything is left out or divided.
  var slope: (_ p: Tensor, _ targets: Tensor) -> Tensor = { $0 - $1 }
  /// Whether rows of padding have a gradient.
  var teachesPadding = false

  func callAsFunction(_ scores: Tensor, _ targets: [Int], _ ε: Scalar, _ padding: Int) -> (
    loss: Scalar, gradient: Tensor
  ) {
    let (N, V) = scores.shape2
    let isTrue = Tensor(shape: [N, 1]) { targets[$0[0]] == padding ? 0 : 1 }
    let wanted = Tensor(shape: [N, V]) {
      $0[1] == targets[$0[0]] ? target(ε, Scalar(V)) : other(ε, Scalar(V))
    }
    let counts = countsPadding ? isTrue * 0 + 1 : isTrue
    let teaches = teachesPadding ? isTrue * 0 + 1 : counts
    let divisor = divisor(counts.sum, Scalar(N))
    return (
      -(counts * wanted * log(scores)).sum / divisor, teaches * slope(softmax(scores), wanted) / divisor
    )
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("ε was spread over the V − 1 others, a known variant: here the target gets its share of it, too") {
    Smoothed(target: { ε, _ in 1 - ε }, other: { $0 / ($1 - 1) })($0, $1, $2, $3)
  },
  Mistake("the weights do not sum to 1: the target has 1 − ε and its share ε / V") {
    Smoothed(target: { ε, _ in 1 - ε })($0, $1, $2, $3)
  },
  Mistake("the weights sum to more than 1: what is spread is taken from the target") {
    Smoothed(target: { 1 + $0 / $1 })($0, $1, $2, $3)
  },
  Mistake("every other token got all of ε: it is spread, ε / V for each") {
    Smoothed(other: { ε, _ in ε })($0, $1, $2, $3)
  },
  Mistake("the smoothing is missing") {
    Smoothed()($0, $1, 0, $3)
  },
  Mistake("ε and 1 − ε have changed positions: the target keeps nearly all") {
    Smoothed()($0, $1, 1 - $2, $3)
  },
  Mistake("the rows of padding count: nothing is learned from them") {
    Smoothed(countsPadding: true)($0, $1, $2, $3)
  },
  Mistake("the mean was taken over all rows: only those that are no padding are counted") {
    Smoothed(divisor: { _, rows in rows })($0, $1, $2, $3)
  },
  Mistake("this is the sum: the loss is the mean over the rows that count") {
    Smoothed(divisor: { _, _ in 1 })($0, $1, $2, $3)
  },
  Mistake("the softmax is missing: ln p is logSoftmax of the scores") {
    Smoothed(log: { $0 })($0, $1, $2, $3)
  },
  Mistake("the logarithm is missing: the loss is −Σ wanted · ln p") {
    Smoothed(log: { softmax($0) })($0, $1, $2, $3)
  },
  Mistake("the gradient is that of the loss without smoothing: it is p − wanted, the smoothed one") {
    let (smoothed, plain) = (Smoothed()($0, $1, $2, $3), Smoothed()($0, $1, 0, $3))
    return (smoothed.loss, plain.gradient)
  },
  Mistake("the gradient's sign is turned: it is p − wanted") {
    Smoothed(slope: { $1 - $0 })($0, $1, $2, $3)
  },
  Mistake("the gradient was not divided by the number of rows that count: the loss is their mean") {
    let (mean, sum) = (Smoothed()($0, $1, $2, $3), Smoothed(divisor: { _, _ in 1 })($0, $1, $2, $3))
    return (mean.loss, sum.gradient)
  },
  Mistake("padding has a gradient: rows that count in nothing have the gradient 0") {
    Smoothed(teachesPadding: true)($0, $1, $2, $3)
  },
]

private func probes(_ smoothedLoss: @escaping Answer) -> [Probe] {
  let scores = 2 * random(5, 4, seed: 1)
  let targets = [2, 1, 0, 3, 0]  // 0 is padding
  let scoresOfPadding = Tensor(shape: [5, 4]) { targets[$0[0]] == 0 ? Scalar(10 * $0[1]) : 0 }
  func library(_ ε: Scalar) -> Variable {
    crossEntropy(constant(scores), targets, ignoring: 0, smoothing: ε)
  }
  let gradient = gradients(of: [scores], weightedBy: Tensor(1)) {
    crossEntropy($0[0], targets, ignoring: 0, smoothing: 0.3)
  }[0]
  return [
    .values(
      "5 rows of 4 scores, the third and the last one padding, ε 0.3",
      Tensor(try smoothedLoss(scores, targets, 0.3, 0).loss), are: library(0.3).value),
    .gradient("the scores, ε 0.3", try smoothedLoss(scores, targets, 0.3, 0).gradient, is: gradient),
    .property(
      "with ε 0 it is plain cross-entropy", Tensor(try smoothedLoss(scores, targets, 0, 0).loss),
      equals: library(0).value),
    .property(
      "what stands in rows of padding changes nothing",
      Tensor(try smoothedLoss(scores + scoresOfPadding, targets, 0.3, 0).loss), equals: library(0.3).value),
    .property(
      "where all tokens score alike the loss is ln V, whatever ε",
      Tensor(try [0, 0.1, 0.9].map { try smoothedLoss(scores * 0, targets, $0, 0).loss }), equals: log(.ones(3) * 4)),
  ]
}
