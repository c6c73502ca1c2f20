import Exercises
import Gradients
import RNN
import Solutions

private typealias Answer =
  @Sendable (
    _ dStates: Tensor, _ x: Tensor, _ start: Tensor, _ states: Tensor, _ weights: RNNWeights
  ) throws -> (start: Tensor, weights: RNNWeights)

extension Exercise {
  static let backward = Exercise(
    "03.3", "backward", solution: RNNSolutions.self,
    answer: { (answers: any RNNTasks.Type) in answers.backward },
    hints: [
      "Loop from the last step to the first with one variable dh: the gradient that the later steps pass back.",
      "In each step dh += dStates.row(t), dz = dh * (1 - h * h); the gradient of U gets x.row(t)ᵀ·dz, that of W gets (the state before)ᵀ·dz.",
      "Last in the loop: dh = matmul(dz, weights.recurrent.transposed). At t = 0 the state before is `start`; after the loop dh is its gradient.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Backpropagation through time with one thing done differently, which the mistakes choose.
private struct BackwardPass {
  /// dh, from the gradient that the next step passed back and the one from the loss.
  var combine: (_ passed: Tensor, _ loss: Tensor, _ isLast: Bool) -> Tensor = { passed, loss, _ in passed + loss }
  /// The slope of tanh, from the state.
  var slope: (Tensor) -> Tensor = { 1 - $0 * $0 }
  /// The gradient passed to the step before.
  var pass: (_ dz: Tensor, _ dh: Tensor, _ W: Tensor) -> Tensor = { dz, _, W in matmul(dz, W.transposed) }
  /// The state that W was multiplied with.
  var used: (_ before: Tensor, _ after: Tensor) -> Tensor = { before, _ in before }
  /// The gradient of a shared weight so far, and that of one more step.
  var add: (Tensor, Tensor) -> Tensor = { $0 + $1 }

  func callAsFunction(
    _ dStates: Tensor, _ x: Tensor, _ start: Tensor, _ states: Tensor, _ weights: RNNWeights
  ) -> (start: Tensor, weights: RNNWeights) {
    let T = states.shape[0]
    var passed = start * 0
    var sum = RNNWeights(input: weights.input * 0, recurrent: weights.recurrent * 0, bias: weights.bias * 0)
    for t in (0..<T).reversed() {
      let (before, h) = (t == 0 ? start : states.row(t - 1), states.row(t))
      let dh = combine(passed, dStates.row(t), t == T - 1)
      let dz = dh * slope(h)
      sum.input = add(sum.input, matmul(x.row(t).transposed, dz))
      sum.recurrent = add(sum.recurrent, matmul(used(before, h).transposed, dz))
      sum.bias = add(sum.bias, dz.sum(axis: 0))
      passed = pass(dz, dh, weights.recurrent)
    }
    return (passed, sum)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the gradient of the state is not passed to the step before: dh starts with the one from step t + 1") {
    BackwardPass(combine: { _, loss, _ in loss })($0, $1, $2, $3, $4)
  },
  Mistake("only the last step's loss was passed back: add dStates[t] at every step") {
    BackwardPass(combine: { passed, loss, isLast in isLast ? loss : passed })($0, $1, $2, $3, $4)
  },
  Mistake("the slope of tanh is missing: dz is dh ⊙ (1 − h²)") {
    BackwardPass(slope: { $0 * 0 + 1 })($0, $1, $2, $3, $4)
  },
  Mistake("h · (1 − h) is the slope of the sigmoid: tanh has 1 − h²") {
    BackwardPass(slope: { $0 * (1 - $0) })($0, $1, $2, $3, $4)
  },
  Mistake("W was not transposed: the gradient of the state before is dz·Wᵀ") {
    BackwardPass(pass: { dz, _, W in matmul(dz, W) })($0, $1, $2, $3, $4)
  },
  Mistake("the slope of tanh is missing from what is passed back: it is dz·Wᵀ, not dh·Wᵀ") {
    BackwardPass(pass: { _, dh, W in matmul(dh, W.transposed) })($0, $1, $2, $3, $4)
  },
  Mistake("dz was passed back without W: the gradient of the state before is dz·Wᵀ") {
    BackwardPass(pass: { dz, _, _ in dz })($0, $1, $2, $3, $4)
  },
  Mistake("W's gradient pairs dz with the state after the step: W was multiplied with the state before it") {
    BackwardPass(used: { _, after in after })($0, $1, $2, $3, $4)
  },
  Mistake("W's gradient takes zeros as the state before step 0: it is `start`") { dStates, x, start, states, weights in
    var result = BackwardPass()(dStates, x, start, states, weights)
    result.weights.recurrent = BackwardPass()(dStates, x, start * 0, states, weights).weights.recurrent
    return result
  },
  Mistake("each step's gradient of the weights replaced the one before: the steps share them, so add up") {
    BackwardPass(add: { $1 })($0, $1, $2, $3, $4)
  },
]

private func probes(_ backward: @escaping Answer) -> [Probe] {
  let (x, start, dStates) = (random(4, 2, 3, seed: 1), random(2, 3, seed: 2), random(4, 2, 3, seed: 3))
  let weights = RNNWeights.random(inputs: 3, hiddenSize: 3)
  let parts = [start, weights.input, weights.recurrent, weights.bias]
  func states(_ parts: [Variable]) -> Variable {
    var states = [parts[0]]
    for t in 0..<4 {
      states.append(tanh(matmul(constant(x.row(t)), parts[1]) + matmul(states[t], parts[2]) + parts[3]))
    }
    return Variable.stack(Array(states.dropFirst()))
  }
  let h = states(parts.map(constant)).value
  let expected = gradients(of: parts, weightedBy: dStates, states)
  func answer() throws -> (start: Tensor, weights: RNNWeights) { try backward(dStates, x, start, h, weights) }
  return [
    .gradient("the start, 4 steps before the end", try answer().start, is: expected[0]),
    .gradient("U", try answer().weights.input, is: expected[1]),
    .gradient("W", try answer().weights.recurrent, is: expected[2]),
    .gradient("b", try answer().weights.bias, is: expected[3]),
  ]
}
