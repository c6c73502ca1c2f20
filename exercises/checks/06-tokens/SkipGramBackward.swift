import Exercises
import Solutions
import Tokens

private typealias Gradients = (center: Tensor, near: Tensor, noise: Tensor)

private typealias Answer = @Sendable (_ center: Tensor, _ near: Tensor, _ noise: Tensor) throws -> Gradients

extension Exercise {
  static let skipGramBackward = Exercise(
    "06.6", "skipGramBackward", mine: MyTokens.skipGramBackward, solution: TokenSolutions.skipGramBackward,
    hints: [
      "The loss knows the vectors through 1 + K products only. Find the slope of each product first; in c·n each vector gets the other one.",
      "pull = σ(c·n) − 1 for the true neighbor, push = σ(c·m) for each drawn word. n gets pull · c, and every m its own push · c.",
      "push = sigmoid((noise * center).sum(axis: -1, keepingAxis: true)); the center gets pull * near + (push * noise).sum(axis: 0).",
    ],
    mistakes: mistakes, probes: probes)
}

/// The way back with one thing done differently, which the mistakes choose.
private struct ScanKernel {
  /// The slope of the product with the true neighbor, and of those with the drawn words.
  var pull: (Tensor) -> Tensor = { sigmoid($0) - 1 }
  var push: (Tensor) -> Tensor = { sigmoid($0) }
  /// What the drawn words give to the center, from rows `[K, D]`.
  var gather: (Tensor) -> Tensor = { $0.sum(axis: 0) }

  func callAsFunction(_ center: Tensor, _ near: Tensor, _ noise: Tensor) -> Gradients {
    let pull = pull(Tensor((center * near).sum))
    let push = push((noise * center).sum(axis: -1, keepingAxis: true))  // [K, 1]
    return (pull * near + gather(push * noise), pull * center, push * center)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the drawn words were treated as neighbors: for −ln σ(−s) the slope is σ(s), and drives the two apart") {
    ScanKernel(push: { sigmoid($0) - 1 })($0, $1, $2)
  },
  Mistake("the 1 is missing: for the true neighbor the slope is σ(s) − 1, below 0") {
    ScanKernel(pull: { sigmoid($0) })($0, $1, $2)
  },
  Mistake("neighbor and drawn words have changed roles: the neighbor has the slope σ(s) − 1, the others σ(s)") {
    ScanKernel(pull: { sigmoid($0) }, push: { sigmoid($0) - 1 })($0, $1, $2)
  },
  Mistake("all signs are turned: this is the way to go, the gradient points to where the loss grows") {
    ScanKernel(pull: { 1 - sigmoid($0) }, push: { -sigmoid($0) })($0, $1, $2)
  },
  Mistake("σ(−s) stands where σ(s) should: a drawn word that fits well has to be driven away most") {
    ScanKernel(push: { sigmoid(-$0) })($0, $1, $2)
  },
  Mistake("the slope of the sigmoid itself was taken, σ(1 − σ): the logarithm before it leaves σ − 1 and σ") {
    ScanKernel(
      pull: { -(sigmoid($0) * (1 - sigmoid($0))) }, push: { sigmoid($0) * (1 - sigmoid($0)) })($0, $1, $2)
  },
  Mistake("the drawn words were averaged: the loss is their sum, not divided by K") {
    ScanKernel(gather: { $0.mean(axis: 0) })($0, $1, $2)
  },
  Mistake("the drawn words give nothing to the center: it has a product with each of them") {
    ScanKernel(gather: { $0.sum(axis: 0) * 0 })($0, $1, $2)
  },
  Mistake("the true neighbor gives nothing to the center: pull · n is missing") { center, near, noise in
    let (whole, pulled, pushed) = ScanKernel()(center, near, noise)
    return (whole - ScanKernel(gather: { $0.sum(axis: 0) * 0 })(center, near, noise).center, pulled, pushed)
  },
  Mistake("n was multiplied by itself: in a product each vector gets the other one, here the center") {
    center, near, noise in
    let right = ScanKernel()(center, near, noise)
    return (right.center, (sigmoid(Tensor((center * near).sum)) - 1) * near, right.noise)
  },
  Mistake("the drawn words were multiplied by themselves: in a product each vector gets the other one") {
    center, near, noise in
    let right = ScanKernel()(center, near, noise)
    return (right.center, right.near, sigmoid((noise * center).sum(axis: -1, keepingAxis: true)) * noise)
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
    .gradient("the center, width 3 and 4 drawn words", try answer().center, is: expected[0]),
    .gradient("the neighbor", try answer().near, is: expected[1]),
    .gradient("the drawn words", try answer().noise, is: expected[2]),
    .property(
      "c times its gradient is n and all m times theirs: they share their products",
      Tensor(try (answer().center * inputs[0]).sum),
      equals: Tensor(try (answer().near * inputs[1]).sum + (answer().noise * inputs[2]).sum)),
    .property(
      "a vector of zeros says nothing: the neighbor is drawn and the others are pushed by a half",
      try { Tensor.concatenate([$0.near, $0.noise.row(0)]) }(
        skipGramBackward(inputs[0], .zeros(3), .zeros(1, 3))),
      equals: .concatenate([-inputs[0] / 2, inputs[0] / 2])),
  ]
}
