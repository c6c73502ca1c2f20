import EncoderDecoder
import Exercises
import Solutions
import Training

private typealias Answer =
  @Sendable (
    _ logits: Tensor, _ targets: [Int], _ smoothing: Scalar, _ padding: Int
  ) throws -> (loss: Scalar, gradient: Tensor)

extension Exercise {
  static let smoothedLoss = Exercise(
    "08.2", "smoothedLoss", solution: EncoderDecoderSolutions.self,
    answer: { (answers: any EncoderDecoderTasks.Type) in answers.smoothedLoss },
    hints: [
      "First make the target distribution q [N, V]: every row sums to 1. Which rows count, and how many?",
      "q is ε / V everywhere, and 1 − ε more at the target. ln p is logSoftmax(logits), and the gradient of a row is p − q.",
      "counts [N, 1] is 0 for padding, else 1: the loss is -(counts * q * logSoftmax(logits)).sum / counts.sum; divide the gradient by counts.sum, too.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A loss with one thing done differently, which the mistakes choose.
private struct Smoothed {
  /// The probability of the target in q, and that of any other token, from ε and V.
  var target: (_ ε: Scalar, _ V: Scalar) -> Scalar = { 1 - $0 + $0 / $1 }
  var other: (_ ε: Scalar, _ V: Scalar) -> Scalar = { $0 / $1 }
  /// Whether rows of padding count in the sum.
  var countsPadding = false
  /// The divisor of the sum, from the number of rows that count and of all rows.
  var divisor: (_ counted: Scalar, _ rows: Scalar) -> Scalar = { counted, _ in counted }
  var log: (_ logits: Tensor) -> Tensor = { logSoftmax($0) }
  var softmax: (_ logits: Tensor) -> Tensor = { Tensors.softmax($0) }
  /// The gradient of every row, before padding is left out and before the division.
  var slope: (_ p: Tensor, _ q: Tensor) -> Tensor = { $0 - $1 }
  /// Whether rows of padding have a gradient.
  var trainsPadding = false

  func callAsFunction(_ logits: Tensor, _ targets: [Int], _ ε: Scalar, _ padding: Int) -> (
    loss: Scalar, gradient: Tensor
  ) {
    let (N, V) = logits.shape2
    let isTrue = Tensor(shape: [N, 1]) { targets[$0[0]] == padding ? 0 : 1 }
    let q = Tensor(shape: [N, V]) {
      $0[1] == targets[$0[0]] ? target(ε, Scalar(V)) : other(ε, Scalar(V))
    }
    let counts = countsPadding ? isTrue * 0 + 1 : isTrue
    let trains = trainsPadding ? isTrue * 0 + 1 : counts
    let divisor = divisor(counts.sum, Scalar(N))
    return (
      -(counts * q * log(logits)).sum / divisor, trains * slope(softmax(logits), q) / divisor
    )
  }
}

/// Without the largest logit subtracted.
private func plainSoftmax(_ logits: Tensor) -> Tensor {
  exp(logits) / exp(logits).sum(axis: -1, keepingAxis: true)
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("ε was spread over the V − 1 other tokens, a known variant: here the target gets its share, too") {
    Smoothed(target: { ε, _ in 1 - ε }, other: { $0 / ($1 - 1) })($0, $1, $2, $3)
  },
  Mistake("the probabilities sum to less than 1: the target gets 1 − ε and its share ε / V") {
    Smoothed(target: { ε, _ in 1 - ε })($0, $1, $2, $3)
  },
  Mistake("the probabilities sum to more than 1: the target loses ε and gets its share ε / V") {
    Smoothed(target: { 1 + $0 / $1 })($0, $1, $2, $3)
  },
  Mistake("every other token got ε: each gets ε / V") {
    Smoothed(other: { ε, _ in ε })($0, $1, $2, $3)
  },
  Mistake("the smoothing is missing") {
    Smoothed()($0, $1, 0, $3)
  },
  Mistake("ε and 1 − ε are swapped: the target keeps 1 − ε") {
    Smoothed()($0, $1, 1 - $2, $3)
  },
  Mistake("the rows of padding count: they should be left out of the loss") {
    Smoothed(countsPadding: true)($0, $1, $2, $3)
  },
  Mistake("the mean was taken over all rows: divide by the number of rows that are no padding") {
    Smoothed(divisor: { _, rows in rows })($0, $1, $2, $3)
  },
  Mistake("this is the sum: the loss is the mean over the rows that count") {
    Smoothed(divisor: { _, _ in 1 })($0, $1, $2, $3)
  },
  Mistake("the softmax is missing: ln p is the logSoftmax of the logits") {
    Smoothed(log: { $0 })($0, $1, $2, $3)
  },
  Mistake("the logarithm is missing: the loss is −Σ q · ln p") {
    Smoothed(log: { softmax($0) })($0, $1, $2, $3)
  },
  Mistake("ln p is −∞ for a small p, which rounds to 0, or Σ eˣ overflows: use the library's logSoftmax") {
    Smoothed(log: { Tensors.log(softmax($0)) })($0, $1, $2, $3)
  },
  Mistake("eˣ overflows in the loss and in the gradient: use the library's softmax and logSoftmax") {
    Smoothed(log: { Tensors.log(plainSoftmax($0)) }, softmax: plainSoftmax)($0, $1, $2, $3)
  },
  Mistake("eˣ overflows in the gradient: use the library's softmax") {
    Smoothed(softmax: plainSoftmax)($0, $1, $2, $3)
  },
  Mistake("this is the gradient without smoothing: it is p − q, with the smoothed q") {
    let (smoothed, plain) = (Smoothed()($0, $1, $2, $3), Smoothed()($0, $1, 0, $3))
    return (smoothed.loss, plain.gradient)
  },
  Mistake("the sign of the gradient is wrong: it is p − q") {
    Smoothed(slope: { $1 - $0 })($0, $1, $2, $3)
  },
  Mistake("the gradient was not divided by the number of rows that count: the loss is their mean") {
    let (mean, sum) = (Smoothed()($0, $1, $2, $3), Smoothed(divisor: { _, _ in 1 })($0, $1, $2, $3))
    return (mean.loss, sum.gradient)
  },
  Mistake("padding has a gradient: rows that do not count have the gradient 0") {
    Smoothed(trainsPadding: true)($0, $1, $2, $3)
  },
]

private func probes(_ smoothedLoss: @escaping Answer) -> [Probe] {
  let logits = 2 * random(5, 4, seed: 1)
  let targets = [2, 1, 0, 3, 0]  // 0 is padding
  let logitsOfPadding = Tensor(shape: [5, 4]) { targets[$0[0]] == 0 ? Scalar(10 * $0[1]) : 0 }
  func library(_ ε: Scalar) -> Variable {
    crossEntropy(constant(logits), targets, ignoring: 0, smoothing: ε)
  }
  func gradient(_ logits: Tensor) -> Tensor {
    gradients(of: [logits], weightedBy: Tensor(1)) { crossEntropy($0[0], targets, ignoring: 0, smoothing: 0.3) }[0]
  }
  let large = logits + Tensor(shape: [5, 4]) { targets[$0[0]] != 0 && $0[1] == 1 ? 1_000 : 0 }
  return [
    .values(
      "5 rows of 4 logits, the third and the last one padding, ε 0.3",
      Tensor(try smoothedLoss(logits, targets, 0.3, 0).loss), are: library(0.3).value),
    .gradient("the logits, ε 0.3", try smoothedLoss(logits, targets, 0.3, 0).gradient, is: gradient(logits)),
    .property(
      "with ε 0 it is plain cross-entropy", Tensor(try smoothedLoss(logits, targets, 0, 0).loss),
      equals: library(0).value),
    .property(
      "the logits in rows of padding change nothing",
      Tensor(try smoothedLoss(logits + logitsOfPadding, targets, 0.3, 0).loss), equals: library(0.3).value),
    .property(
      "the loss should be right for logits of 1,000, too", Tensor(try smoothedLoss(large, targets, 0.3, 0).loss),
      equals: crossEntropy(constant(large), targets, ignoring: 0, smoothing: 0.3).value),
    .property(
      "the gradient should be right for logits of 1,000, too", try smoothedLoss(large, targets, 0.3, 0).gradient,
      equals: gradient(large)),
    .property(
      "with equal logits the loss is ln V, for every ε",
      Tensor(try [0, 0.1, 0.9].map { try smoothedLoss(logits * 0, targets, $0, 0).loss }), equals: log(.ones(3) * 4)),
  ]
}
