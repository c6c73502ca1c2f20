import BERT
import Exercises
import Solutions
import Training

private typealias Loss = (loss: Scalar, tokenGradient: Tensor, nextGradient: Tensor)

private typealias Answer =
  @Sendable (
    _ tokenLogits: Tensor, _ tokens: [Int], _ chosen: [Int], _ nextLogits: Tensor, _ labels: [Int]
  ) throws -> Loss

extension Exercise {
  static let pretrainingLoss = Exercise(
    "09.3", "pretrainingLoss", solution: BERTSolutions.self,
    answer: { (answers: any BERTTasks.Type) in answers.pretrainingLoss },
    hints: [
      "Both losses are the same function: a mean cross-entropy over some of the rows of its logits. Write it once, and call it twice.",
      "Make counts [N, 1] with 1 / Scalar(chosen.count) at the chosen positions and 0 elsewhere, and oneHot [N, V]. For the pairs all rows count.",
      "-(counts * oneHot * logSoftmax(logits)).sum is one loss, counts * (softmax(logits) - oneHot) its gradient.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Both heads, with one thing done differently, which the mistakes choose.
private struct Heads {
  /// The positions over which the loss is taken, and over which the gradient is, from those chosen and N.
  var counted: (_ chosen: [Int], _ N: Int) -> [Int] = { chosen, _ in chosen }
  var trained: (_ chosen: [Int], _ N: Int) -> [Int] = { chosen, _ in chosen }
  /// The targets of all positions.
  var targets: (_ tokens: [Int], _ chosen: [Int]) -> [Int] = { tokens, _ in tokens }
  var label: (Int) -> Int = { $0 }
  /// By what the sum over tokens, and the sum over pairs, are divided.
  var tokenDivisor: (_ chosen: Int, _ N: Int, _ B: Int) -> Int = { chosen, _, _ in chosen }
  var pairDivisor: (_ chosen: Int, _ B: Int) -> Int = { $1 }
  /// The weights of both losses in the sum.
  var weights: (tokens: Scalar, next: Scalar) = (1, 1)
  var log: (_ logits: Tensor) -> Tensor = { logSoftmax($0) }
  var softmax: (_ logits: Tensor) -> Tensor = { Tensors.softmax($0) }
  var slope: (_ p: Tensor, _ oneHot: Tensor) -> Tensor = { $0 - $1 }

  func callAsFunction(
    _ tokenLogits: Tensor, _ tokens: [Int], _ chosen: [Int], _ nextLogits: Tensor, _ labels: [Int]
  ) -> Loss {
    let (N, B) = (tokens.count, labels.count)
    func sums(
      _ logits: Tensor, _ targets: [Int], counted: [Int], trained: [Int]
    ) -> (loss: Scalar, gradient: Tensor) {
      func isIn(_ rows: [Int]) -> Tensor { Tensor(shape: [targets.count, 1]) { rows.contains($0[0]) ? 1 : 0 } }
      let oneHot = Tensor(shape: logits.shape) { $0[1] == targets[$0[0]] ? 1 : 0 }
      return (-(isIn(counted) * oneHot * log(logits)).sum, isIn(trained) * slope(softmax(logits), oneHot))
    }
    let masked = sums(
      tokenLogits, targets(tokens, chosen), counted: counted(chosen, N), trained: trained(chosen, N))
    let pairs = Array(0..<B)
    let next = sums(nextLogits, labels.map(label), counted: pairs, trained: pairs)
    let tokenWeight = weights.tokens / Scalar(tokenDivisor(chosen.count, N, B))
    let nextWeight = weights.next / Scalar(pairDivisor(chosen.count, B))
    return (
      masked.loss * tokenWeight + next.loss * nextWeight, masked.gradient * tokenWeight, next.gradient * nextWeight
    )
  }
}

/// Without the largest logit subtracted.
private func plainSoftmax(_ logits: Tensor) -> Tensor { exp(logits) / exp(logits).sum(axis: -1, keepingAxis: true) }

private let mistakes: [Mistake<Answer>] = [
  Mistake("the loss was taken over all positions: only the chosen ones are to be predicted") {
    Heads(counted: { Array(0..<$1) }, trained: { Array(0..<$1) }, tokenDivisor: { _, N, _ in N })($0, $1, $2, $3, $4)
  },
  Mistake("the sum over the chosen positions was divided by N: divide by the number of chosen positions") {
    Heads(tokenDivisor: { _, N, _ in N })($0, $1, $2, $3, $4)
  },
  Mistake("the sum over the chosen positions was divided by the number of pairs: divide by how many were chosen") {
    Heads(tokenDivisor: { _, _, B in B })($0, $1, $2, $3, $4)
  },
  Mistake("the masked-language loss is a sum: it is the mean over the chosen positions") {
    Heads(tokenDivisor: { _, _, _ in 1 })($0, $1, $2, $3, $4)
  },
  Mistake("the next-sentence loss is a sum: it is the mean over the pairs") {
    Heads(pairDivisor: { _, _ in 1 })($0, $1, $2, $3, $4)
  },
  Mistake("both losses are sums: each is a mean over the rows that count") {
    Heads(tokenDivisor: { _, _, _ in 1 }, pairDivisor: { _, _ in 1 })($0, $1, $2, $3, $4)
  },
  Mistake("one mean was taken over positions and pairs together: each loss is a mean of its own") {
    Heads(tokenDivisor: { chosen, _, B in chosen + B }, pairDivisor: { $0 + $1 })($0, $1, $2, $3, $4)
  },
  Mistake("this is the mean of the two losses: they are added") {
    Heads(weights: (0.5, 0.5))($0, $1, $2, $3, $4)
  },
  Mistake("the next-sentence loss is missing") {
    Heads(weights: (1, 0))($0, $1, $2, $3, $4)
  },
  Mistake("the masked-language loss is missing") {
    Heads(weights: (0, 1))($0, $1, $2, $3, $4)
  },
  Mistake("the labels were flipped: a label is the index of its class") {
    Heads(label: { 1 - $0 })($0, $1, $2, $3, $4)
  },
  Mistake("the targets are the first tokens of the batch: the target of the position i is tokens[i]") {
    Heads(targets: { tokens, chosen in
      var targets = tokens
      for (index, position) in chosen.enumerated() { targets[position] = tokens[index] }
      return targets
    })($0, $1, $2, $3, $4)
  },
  Mistake("the softmax is missing: ln p is the logSoftmax of the logits") {
    Heads(log: { $0 })($0, $1, $2, $3, $4)
  },
  Mistake("the logarithm is missing: the loss of a row is −ln p") {
    Heads(log: { softmax($0) })($0, $1, $2, $3, $4)
  },
  Mistake("ln p is −∞ for a small p, which rounds to 0, or Σ eˣ overflows: use the library's logSoftmax") {
    Heads(log: { Tensors.log(softmax($0)) })($0, $1, $2, $3, $4)
  },
  Mistake("eˣ overflows in the loss and in the gradient: use the library's softmax and logSoftmax") {
    Heads(log: { Tensors.log(plainSoftmax($0)) }, softmax: plainSoftmax)($0, $1, $2, $3, $4)
  },
  Mistake("eˣ overflows in the gradient: use the library's softmax") {
    Heads(softmax: plainSoftmax)($0, $1, $2, $3, $4)
  },
  Mistake("positions that were not chosen have a gradient: it is 0, as they are not in the loss") {
    Heads(trained: { Array(0..<$1) })($0, $1, $2, $3, $4)
  },
  Mistake("the token gradient has rows for the chosen positions alone: it has one for every position, 0 elsewhere") {
    let right = Heads()($0, $1, $2, $3, $4)
    return (right.loss, right.tokenGradient.rows(at: $2), right.nextGradient)
  },
  Mistake("the sign of the gradients is wrong: p minus the one-hot target") {
    Heads(slope: { $1 - $0 })($0, $1, $2, $3, $4)
  },
  Mistake("the one-hot target is missing in the gradients: p minus the one-hot target") {
    Heads(slope: { p, _ in p })($0, $1, $2, $3, $4)
  },
  Mistake("the gradients were not divided: the losses are means, over the chosen positions and over the pairs") {
    let mean = Heads()($0, $1, $2, $3, $4)
    let sum = Heads(tokenDivisor: { _, _, _ in 1 }, pairDivisor: { _, _ in 1 })($0, $1, $2, $3, $4)
    return (mean.loss, sum.tokenGradient, sum.nextGradient)
  },
  Mistake("the token gradient was not divided by the number of chosen positions: the loss is their mean") {
    let mean = Heads()($0, $1, $2, $3, $4)
    return (mean.loss, Heads(tokenDivisor: { _, _, _ in 1 })($0, $1, $2, $3, $4).tokenGradient, mean.nextGradient)
  },
  Mistake("the token gradient was divided by the number of all positions: divide by how many were chosen") {
    let mean = Heads()($0, $1, $2, $3, $4)
    return (mean.loss, Heads(tokenDivisor: { _, N, _ in N })($0, $1, $2, $3, $4).tokenGradient, mean.nextGradient)
  },
  Mistake("the next-sentence gradient was not divided by the number of pairs: the loss is their mean") {
    let mean = Heads()($0, $1, $2, $3, $4)
    return (mean.loss, mean.tokenGradient, Heads(pairDivisor: { _, _ in 1 })($0, $1, $2, $3, $4).nextGradient)
  },
]

private func probes(_ pretrainingLoss: @escaping Answer) -> [Probe] {
  // Two pairs of five positions, of which three were chosen, five tokens.
  let (tokenLogits, nextLogits) = (2 * random(10, 5, seed: 1), 2 * random(2, 2, seed: 2))
  let (tokens, chosen, labels) = ([2, 1, 0, 3, 4, 0, 2, 2, 1, 3], [3, 5, 8], [1, 0])
  func library(_ v: [Variable]) -> Variable {
    crossEntropy(v[0].rows(at: chosen), chosen.map { tokens[$0] }) + crossEntropy(v[1], labels)
  }
  func expected(_ logits: [Tensor]) -> (loss: Tensor, gradients: [Tensor]) {
    (library(logits.map(constant)).value, gradients(of: logits, weightedBy: Tensor(1), library))
  }
  let right = expected([tokenLogits, nextLogits])
  let large = [200 * tokenLogits, 200 * nextLogits]
  let rightOfLarge = expected(large)
  func answer(_ tokenLogits: Tensor, _ nextLogits: Tensor) throws -> Loss {
    try pretrainingLoss(tokenLogits, tokens, chosen, nextLogits, labels)
  }
  let elsewhere = Tensor(shape: [10, 5]) { chosen.contains($0[0]) ? 0 : 7 * Scalar($0[1]) }
  return [
    .values(
      "2 pairs of 5 positions, where 3, 5 and 8 were chosen", Tensor(try answer(tokenLogits, nextLogits).loss),
      are: right.loss),
    .gradient("the token logits", try answer(tokenLogits, nextLogits).tokenGradient, is: right.gradients[0]),
    .gradient("the next-sentence logits", try answer(tokenLogits, nextLogits).nextGradient, is: right.gradients[1]),
    .property(
      "the logits at positions that were not chosen change nothing",
      Tensor(try answer(tokenLogits + elsewhere, nextLogits).loss), equals: right.loss),
    .property(
      "with logits of zeros it is ln 5 + ln 2", Tensor(try answer(0 * tokenLogits, 0 * nextLogits).loss),
      equals: log(Tensor(10))),
    .property(
      "the loss should be right for logits of 1,000, too", Tensor(try answer(large[0], large[1]).loss),
      equals: rightOfLarge.loss),
    .property(
      "the gradients should be right for logits of 1,000, too",
      try { .concatenate([$0.tokenGradient.flattened, $0.nextGradient.flattened]) }(answer(large[0], large[1])),
      equals: .concatenate(rightOfLarge.gradients.map(\.flattened))),
  ]
}
