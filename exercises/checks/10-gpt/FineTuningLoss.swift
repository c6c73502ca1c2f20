import Exercises
import GPT
import Solutions
import Tensors
import Training

private typealias Loss = (loss: Scalar, taskGradient: Tensor, tokenGradient: Tensor)

private typealias Answer =
  @Sendable (
    _ taskLogits: Tensor, _ labels: [Int], _ tokenLogits: Tensor, _ tokens: [[Int]], _ lengths: [Int], _ weight: Scalar
  ) throws -> Loss

extension Exercise {
  static let fineTuningLoss = Exercise(
    "10.5", "fineTuningLoss", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.fineTuningLoss },
    hints: [
      "Both losses are a mean cross-entropy over the rows that have a target. So write one function for logits [N, V] and a target, or none, for each row, and call it twice.",
      "Position t of text b has the target tokens[b][t + 1] where t + 1 < lengths[b], and none elsewhere. A row of oneHot [B·T, V] is 0 where there is none; its sum is the number of targets.",
      "counts = oneHot.sum(axis: 1, keepingAxis: true) / oneHot.sum; then -(counts * oneHot * logSoftmax(logits)).sum is a loss, counts * (softmax(logits) - oneHot) its gradient; λ multiplies both of the language model.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Both losses, with one thing done differently, which the mistakes choose.
private struct Losses {
  /// The position of the target of a position t in a text, of which so many tokens are no padding, in a row of T; nil for
  /// none.
  var target: (_ t: Int, _ length: Int, _ T: Int) -> Int? = { t, length, _ in t + 1 < length ? t + 1 : nil }
  /// The weight of a text's positions, from its number of targets and that of all texts; nil for their mean.
  var textWeight: (_ own: Int, _ all: Int, _ B: Int) -> Scalar = { _, all, _ in 1 / Scalar(all) }
  /// By what the sum over the texts is divided.
  var taskDivisor: (_ B: Int) -> Int = { $0 }
  var weights: (_ λ: Scalar) -> (task: Scalar, language: Scalar) = { (1, $0) }
  var log: (_ logits: Tensor) -> Tensor = { logSoftmax($0) }
  var softmax: (_ logits: Tensor) -> Tensor = { Tensors.softmax($0) }
  var slope: (_ p: Tensor, _ oneHot: Tensor) -> Tensor = { $0 - $1 }

  func callAsFunction(
    _ taskLogits: Tensor, _ labels: [Int], _ tokenLogits: Tensor, _ tokens: [[Int]], _ lengths: [Int], _ λ: Scalar
  ) -> Loss {
    let (B, T, V) = tokenLogits.shape3
    func sums(_ logits: Tensor, _ targets: [Int?], _ counts: [Scalar]) -> (loss: Scalar, gradient: Tensor) {
      let oneHot = Tensor(shape: logits.shape) { $0[1] == targets[$0[0]] ? 1 : 0 }
      let counts = Tensor(shape: [targets.count, 1]) { targets[$0[0]] == nil ? 0 : counts[$0[0]] }
      return (-(counts * oneHot * log(logits)).sum, counts * slope(softmax(logits), oneHot))
    }
    let task = sums(taskLogits, labels, labels.map { _ in 1 / Scalar(taskDivisor(B)) })
    let next = (0..<B).map { b in (0..<T).map { t in target(t, lengths[b], T).map { tokens[b][$0] } } }
    let numbers = next.map { row in row.count { $0 != nil } }
    let counts = numbers.flatMap { [Scalar](repeating: textWeight($0, numbers.reduce(0, +), B), count: T) }
    let language = sums(tokenLogits.reshaped(B * T, V), next.flatMap(\.self), counts)
    let weights = weights(λ)
    return (
      weights.task * task.loss + weights.language * language.loss, weights.task * task.gradient,
      (weights.language * language.gradient).reshaped(B, T, V)
    )
  }
}

/// Without the largest logit subtracted.
private func plainSoftmax(_ logits: Tensor) -> Tensor { exp(logits) / exp(logits).sum(axis: -1, keepingAxis: true) }

private let mistakes: [Mistake<Answer>] = [
  Mistake("the loss is not shifted: the target of a position is the token after it, not its own") {
    Losses(target: { t, length, _ in t < length ? t : nil })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the loss is not shifted: these are the right positions, but each has its own token as its target") {
    Losses(target: { t, length, _ in t + 1 < length ? t : nil })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the loss was shifted the wrong way: the target of a position is the token after it, not the one before it") {
    Losses(target: { t, length, _ in t > 0 && t < length ? t - 1 : nil })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the padding is in the loss: only the first tokens, as many as the length says, are targets") {
    Losses(target: { t, _, T in t + 1 < T ? t + 1 : nil })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the last token of a text predicts its padding: it has no target") {
    Losses(target: { t, length, T in t < length && t + 1 < T ? t + 1 : nil })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the last target of each text is missing: a text of length n has n − 1 targets") {
    Losses(target: { t, length, _ in t + 2 < length ? t + 1 : nil })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the first target of each text is missing: position 0 predicts token 1") {
    Losses(target: { t, length, _ in t > 0 && t + 1 < length ? t + 1 : nil })($0, $1, $2, $3, $4, $5)
  },
  Mistake("this is a mean over texts of means: every target of the batch has the same weight, also in a long text") {
    Losses(textWeight: { own, _, B in 1 / Scalar(own * B) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the sum over the targets was divided by all positions of the batch: divide by the number of targets") {
    let all = $2.shape[0] * $2.shape[1]
    return Losses(textWeight: { _, _, _ in 1 / Scalar(all) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the sum over the targets was divided by the sum of the lengths: a text of length n has n − 1 targets") {
    let all = $4.reduce(0, +)
    return Losses(textWeight: { _, _, _ in 1 / Scalar(all) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the sum over the targets was divided by the number of texts: divide by the number of targets") {
    Losses(textWeight: { _, _, B in 1 / Scalar(B) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the language-model loss is a sum: it is the mean over all targets of the batch") {
    Losses(textWeight: { _, _, _ in 1 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the task loss is a sum: it is the mean over the texts") {
    Losses(taskDivisor: { _ in 1 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("λ is on the task loss: it weights the language-model loss, the auxiliary one") {
    Losses(weights: { ($0, 1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("λ is on both losses: only the language-model loss is multiplied by it") {
    Losses(weights: { ($0, $0) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("λ is missing: the language-model loss is multiplied by it") {
    Losses(weights: { _ in (1, 1) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the task loss was multiplied by 1 − λ: its weight is 1") {
    Losses(weights: { (1 - $0, $0) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the language-model loss is missing") {
    Losses(weights: { _ in (1, 0) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the task loss is missing") {
    Losses(weights: { (0, $0) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("ln p is −∞ for a small p, which rounds to 0, or Σ eˣ overflows: use the library's logSoftmax") {
    Losses(log: { Tensors.log(softmax($0)) })($0, $1, $2, $3, $4, $5)
  },
  Mistake("eˣ overflows in the loss and in the gradient: use the library's softmax and logSoftmax") {
    Losses(log: { Tensors.log(plainSoftmax($0)) }, softmax: plainSoftmax)($0, $1, $2, $3, $4, $5)
  },
  Mistake("the token gradient lacks λ: the loss has the language-model loss times λ") {
    let (right, all) = (Losses()($0, $1, $2, $3, $4, $5), Losses(weights: { _ in (1, 1) })($0, $1, $2, $3, $4, $5))
    return (right.loss, right.taskGradient, all.tokenGradient)
  },
  Mistake("rows without a target have a gradient: it is 0 where nothing is predicted") {
    let right = Losses()($0, $1, $2, $3, $4, $5)
    let (_, T, V) = $2.shape3
    let (lengths, λ) = ($4, $5)
    let isFree = Tensor(shape: [lengths.count, T, V]) { $0[1] + 1 < lengths[$0[0]] ? 0 : 1 }
    let number = Scalar(lengths.reduce(0, +) - lengths.count)
    return (right.loss, right.taskGradient, right.tokenGradient + isFree * softmax($2) * (λ / number))
  },
  Mistake("the sign of the gradients is wrong: p minus the one-hot target") {
    Losses(slope: { $1 - $0 })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the one-hot target is missing in the gradients: p minus the one-hot target") {
    Losses(slope: { p, _ in p })($0, $1, $2, $3, $4, $5)
  },
  Mistake("the gradients were not divided: both losses are means") {
    let (right, sum) = (
      Losses()($0, $1, $2, $3, $4, $5),
      Losses(textWeight: { _, _, _ in 1 }, taskDivisor: { _ in 1 })($0, $1, $2, $3, $4, $5)
    )
    return (right.loss, sum.taskGradient, sum.tokenGradient)
  },
  Mistake("the token gradient has the shape [B · T, V]: it has that of the logits, [B, T, V]") {
    let right = Losses()($0, $1, $2, $3, $4, $5)
    return (right.loss, right.taskGradient, right.tokenGradient.reshaped(-1, $2.shape[2]))
  },
]

private func probes(_ fineTuningLoss: @escaping Answer) -> [Probe] {
  let (tokens, lengths) = ([[1, 3, 2, 4, 0], [2, 4, 0, 0, 0], [4, 1, 1, 0, 0]], [4, 2, 3])
  let labels = [1, 0, 1]
  let (taskLogits, tokenLogits) = (2 * random(3, 2, seed: 1), 2 * random(3, 5, 5, seed: 2))
  // The rows of [15, V] that have a target, and these.
  let (rows, next) = ([0, 1, 2, 5, 10, 11], [3, 2, 4, 4, 1, 1])
  func library(_ v: [Variable]) -> Variable {
    crossEntropy(v[0], labels) + 0.3 * crossEntropy(v[1].reshaped(15, 5).rows(at: rows), next)
  }
  func expected(_ logits: [Tensor]) -> (loss: Tensor, gradients: [Tensor]) {
    (library(logits.map(constant)).value, gradients(of: logits, weightedBy: Tensor(1), library))
  }
  let (right, large) = (expected([taskLogits, tokenLogits]), [200 * taskLogits, 200 * tokenLogits])
  let rightOfLarge = expected(large)
  func answer(_ taskLogits: Tensor, _ tokenLogits: Tensor) throws -> Loss {
    try fineTuningLoss(taskLogits, labels, tokenLogits, tokens, lengths, 0.3)
  }
  let elsewhere = Tensor(shape: [3, 5, 5]) { rows.contains(5 * $0[0] + $0[1]) ? 0 : 7 * Scalar($0[2]) }
  return [
    .values(
      "3 texts of the lengths 4, 2 and 3 in rows of 5, λ 0.3", Tensor(try answer(taskLogits, tokenLogits).loss),
      are: right.loss),
    .gradient("the task logits", try answer(taskLogits, tokenLogits).taskGradient, is: right.gradients[0]),
    .gradient("the token logits", try answer(taskLogits, tokenLogits).tokenGradient, is: right.gradients[1]),
    .property(
      "the logits at positions without a next token change nothing",
      Tensor(try answer(taskLogits, tokenLogits + elsewhere).loss), equals: right.loss),
    .property(
      "with logits of zeros it is ln 2 + λ · ln 5", Tensor(try answer(0 * taskLogits, 0 * tokenLogits).loss),
      equals: log(Tensor(2)) + 0.3 * log(Tensor(5))),
    .property(
      "the loss should be right for logits of 1,000, too", Tensor(try answer(large[0], large[1]).loss),
      equals: rightOfLarge.loss),
    .property(
      "the gradients should be right for logits of 1,000, too",
      try { .concatenate([$0.taskGradient.flattened, $0.tokenGradient.flattened]) }(answer(large[0], large[1])),
      equals: .concatenate(rightOfLarge.gradients.map(\.flattened))),
  ]
}
