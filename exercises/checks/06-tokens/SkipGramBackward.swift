import Exercises
import Solutions
import Tensors
import Tokens
import Training

private typealias Gradients = (center: Tensor, context: Tensor, negatives: Tensor)

private typealias Answer = @Sendable (_ center: Tensor, _ context: Tensor, _ negatives: Tensor) throws -> Gradients

extension Exercise {
  static let skipGramBackward = Exercise(
    "06.6", "skipGramBackward", solution: TokenSolutions.self,
    answer: { (answers: any TokenTasks.Type) in answers.skipGramBackward },
    hints: [
      "The loss depends on 1 + K dot products only. Find its derivative for each of them first; the gradient of c·n for one vector is the other.",
      "pull = σ(c·n) − 1 for the context word, push = σ(c·m) for each negative sample. n gets pull · c, and every m its own push · c.",
      "push = sigmoid((negatives * center).sum(axis: -1, keepingAxis: true)); the center gets pull * context + (push * negatives).sum(axis: 0).",
    ],
    mistakes: mistakes, probes: probes)
}

/// The backward pass with one thing done differently, which the mistakes choose.
private struct Backward {
  /// The derivative of the loss for the dot product with the context word, and for those with the negative samples.
  var pull: (Tensor) -> Tensor = { sigmoid($0) - 1 }
  var push: (Tensor) -> Tensor = { sigmoid($0) }
  /// The gradient that the center gets from the negative samples, from rows `[K, D]`.
  var gather: (Tensor) -> Tensor = { $0.sum(axis: 0) }

  func callAsFunction(_ center: Tensor, _ context: Tensor, _ negatives: Tensor) -> Gradients {
    let pull = pull(Tensor((center * context).sum))
    let push = push((negatives * center).sum(axis: -1, keepingAxis: true))  // [K, 1]
    return (pull * context + gather(push * negatives), pull * center, push * center)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the negative samples were treated as context words: the derivative of −ln σ(−s) is σ(s)") {
    Backward(push: { sigmoid($0) - 1 })($0, $1, $2)
  },
  Mistake("the 1 is missing: for the context word the derivative is σ(s) − 1, below 0") {
    Backward(pull: { sigmoid($0) })($0, $1, $2)
  },
  Mistake(
    "context word and negative samples are swapped: the context word has the derivative σ(s) − 1, the others σ(s)"
  ) {
    Backward(pull: { sigmoid($0) }, push: { sigmoid($0) - 1 })($0, $1, $2)
  },
  Mistake("all signs are reversed: the gradient points to where the loss grows") {
    Backward(pull: { 1 - sigmoid($0) }, push: { -sigmoid($0) })($0, $1, $2)
  },
  Mistake("σ(−s) was taken for the negative samples: the derivative of −ln σ(−s) is σ(s)") {
    Backward(push: { sigmoid(-$0) })($0, $1, $2)
  },
  Mistake("the derivative of the sigmoid itself was taken, σ(1 − σ): with the logarithm it is σ − 1 and σ") {
    Backward(
      pull: { -(sigmoid($0) * (1 - sigmoid($0))) }, push: { sigmoid($0) * (1 - sigmoid($0)) })($0, $1, $2)
  },
  Mistake("the negative samples were averaged: the loss is their sum, not divided by K") {
    Backward(gather: { $0.mean(axis: 0) })($0, $1, $2)
  },
  Mistake("the center gets no gradient from the negative samples: it has a dot product with each of them") {
    Backward(gather: { $0.sum(axis: 0) * 0 })($0, $1, $2)
  },
  Mistake("the center gets no gradient from the context word: pull · n is missing") { center, context, negatives in
    let (whole, pulled, pushed) = Backward()(center, context, negatives)
    return (whole - Backward(gather: { $0.sum(axis: 0) * 0 })(center, context, negatives).center, pulled, pushed)
  },
  Mistake("n was multiplied by itself: the gradient of a dot product for one vector is the other, here the center") {
    center, context, negatives in
    let right = Backward()(center, context, negatives)
    return (right.center, (sigmoid(Tensor((center * context).sum)) - 1) * context, right.negatives)
  },
  Mistake("the negative samples were multiplied by themselves: the gradient of c·m for m is c") {
    center, context, negatives in
    let right = Backward()(center, context, negatives)
    let push = sigmoid((negatives * center).sum(axis: -1, keepingAxis: true))
    return (right.center, right.context, push * negatives)
  },
]

private func probes(_ skipGramBackward: @escaping Answer) -> [Probe] {
  let inputs = [random(3, seed: 1), random(3, seed: 2), random(4, 3, seed: 3)]
  let expected = gradients(of: inputs, weightedBy: Tensor(1)) { v in
    let (s, others) = ((v[0] * v[1]).sum, (v[2] * v[0]).sum(axis: -1))
    return -log(sigmoid(s)) - log(sigmoid(-others)).sum
  }
  func answer() throws -> Gradients { try skipGramBackward(inputs[0], inputs[1], inputs[2]) }
  return [
    .gradient("the center, width 3 and 4 negative samples", try answer().center, is: expected[0]),
    .gradient("the context word", try answer().context, is: expected[1]),
    .gradient("the negative samples", try answer().negatives, is: expected[2]),
    .property(
      "c times its gradient equals n and all m times theirs: they share their dot products",
      Tensor(try (answer().center * inputs[0]).sum),
      equals: Tensor(try (answer().context * inputs[1]).sum + (answer().negatives * inputs[2]).sum)),
    .property(
      "with vectors of zeros every σ is ½: the gradients are −c/2 and c/2",
      try { Tensor.concatenate([$0.context, $0.negatives.row(0)]) }(
        skipGramBackward(inputs[0], .zeros(3), .zeros(1, 3))),
      equals: .concatenate([-inputs[0] / 2, inputs[0] / 2])),
  ]
}
