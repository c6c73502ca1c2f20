import BERT
import Exercises
import Gradients
import Solutions
import Tensors

private typealias Answer = @Sendable (_ states: Tensor, _ mask: Tensor) throws -> Tensor

extension Exercise {
  static let meanPool = Exercise(
    "09.5", "meanPool", solution: BERTSolutions.self,
    answer: { (answers: any BERTTasks.Type) in answers.meanPool },
    hints: [
      "A mean is a sum divided by a number. What must be left out of both of them?",
      "mask.reshaped(B, T, 1) times the states sets those of the padding to 0. mask.sum(axis: 1, keepingAxis: true) is the number of tokens, [B, 1].",
      "(states * mask.reshaped(B, T, 1)).sum(axis: 1) / counts, after a guard that counts.min is above 0.",
    ],
    forbidden: ["meanPooling"], mistakes: mistakes, probes: probes)
}

/// Pooling with one thing done differently, which the mistakes choose.
private struct Pool {
  /// The weight of each position in the sum, `[B, T]`.
  var weights: (_ mask: Tensor) -> Tensor = { $0 }
  /// By what the sum is divided, `[B, 1]` or one number.
  var divisor: (_ mask: Tensor) -> Tensor = { $0.sum(axis: 1, keepingAxis: true) }

  func callAsFunction(_ states: Tensor, _ mask: Tensor) throws -> Tensor {
    let (B, T, _) = states.shape3
    if mask.sum(axis: 1).min == 0 { throw Misfit("padding alone") }
    return (states * weights(mask).reshaped(B, T, 1)).sum(axis: 1) / divisor(mask)
  }
}

/// A mask without the first position of each text.
private func withoutFirst(_ mask: Tensor) -> Tensor {
  Tensor(shape: mask.shape) { $0[1] == 0 ? 0 : mask[$0[0], $0[1]] }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the padding is in the mean: leave it out of the sum and of the count") {
    try Pool(weights: { $0 * 0 + 1 }, divisor: { Tensor(Scalar($0.shape[1])) })($0, $1)
  },
  Mistake("the padding is in the sum: multiply its states by 0") {
    try Pool(weights: { $0 * 0 + 1 })($0, $1)
  },
  Mistake("the sum was divided by T: divide by the number of tokens, without the padding") {
    try Pool(divisor: { Tensor(Scalar($0.shape[1])) })($0, $1)
  },
  Mistake("the sum was divided by the tokens of the whole batch: divide by those of each text") {
    try Pool(divisor: { Tensor($0.sum) })($0, $1)
  },
  Mistake("this is the sum: divide by the number of tokens") {
    try Pool(divisor: { _ in Tensor(1) })($0, $1)
  },
  Mistake("the mask was used the other way round: it is 1 for tokens, and 0 for padding") {
    try Pool(weights: { 1 - $0 }, divisor: { (1 - $0).sum(axis: 1, keepingAxis: true) })($0, $1)
  },
  Mistake("the mean was taken over the columns: take it over the positions, axis 1") {
    ($0 * $1.reshaped($1.shape + [1])).mean(axis: 2)
  },
  Mistake("the mean was taken over the batch: take it over the positions, axis 1") {
    ($0 * $1.reshaped($1.shape + [1])).mean(axis: 0)
  },
  Mistake("the axis of the positions was kept: the result is [B, D]") {
    let pooled = try Pool()($0, $1)
    return pooled.reshaped(pooled.shape[0], 1, pooled.shape[1])
  },
  Mistake("this is the state at [CLS] alone: take the mean over all tokens") { states, mask in
    states.slice(axis: 1, 0..<1).reshaped(states.shape[0], states.shape[2])
  },
  Mistake("[CLS] was left out: special tokens count") {
    try Pool(weights: withoutFirst, divisor: { withoutFirst($0).sum(axis: 1, keepingAxis: true) })($0, $1)
  },
  Mistake("the largest number of each column was taken: that is max pooling") { states, mask in
    let (B, T, _) = states.shape3
    return (states + mask.map { $0 == 1 ? 0 : -.infinity }.reshaped(B, T, 1)).max(axis: 1)
  },
  Mistake("the weights are a softmax of the mask, so the padding still counts: divide the mask by its sum") {
    try Pool(weights: { softmax($0) }, divisor: { _ in Tensor(1) })($0, $1)
  },
  Mistake("a text of padding alone was not refused: it has no mean, since 0 / 0 is NaN") { states, mask in
    let (B, T, _) = states.shape3
    return (states * mask.reshaped(B, T, 1)).sum(axis: 1) / mask.sum(axis: 1, keepingAxis: true)
  },
]

private func probes(_ meanPool: @escaping Answer) -> [Probe] {
  // As many columns as positions and texts: a mean along the wrong axis keeps the shape, so the numbers show it.
  let (states, lengths) = (random(4, 4, 4, seed: 1), [4, 2, 1, 3])
  let mask = Tensor(shape: [4, 4]) { $0[1] < lengths[$0[0]] ? 1 : 0 }
  let padding = 1 - mask.reshaped(4, 4, 1)
  let expected = meanPooling(constant(states), lengths: lengths).value
  let scattered: Tensor = [[0, 1, 0, 1]]
  let twice = Tensor.concatenate([states, random(4, 3, 4, seed: 2)], axis: 1)
  return [
    .values("4 texts of 4, 2, 1 and 3 tokens, width 4", try meanPool(states, mask), are: expected),
    .values(
      "a mask with padding in front and between", try meanPool(states.rows(0..<1), scattered),
      are: (states.row(0).rows(1..<2) + states.row(0).rows(3..<4)) / 2),
    .property(
      "the states in the padding change nothing", try meanPool(states + 100 * padding, mask), equals: expected),
    .property(
      "more padding changes nothing",
      try meanPool(twice, .concatenate([mask, .zeros(4, 3)], axis: 1)), equals: expected),
    .refuses("a text of padding alone", try meanPool(states, mask * [[1], [1], [0], [1]])),
  ]
}
