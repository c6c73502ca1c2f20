import Exercises
import RNN
import Solutions
import Tensors

private typealias Answer =
  @Sendable (
    _ x: Tensor, _ start: Tensor, _ lengths: [Int], _ weights: RNNWeights
  ) throws -> Tensor

extension Exercise {
  static let states = Exercise(
    "03.2", "states", solution: RNNSolutions.self,
    answer: { (answers: any RNNTasks.Type) in answers.states },
    hints: [
      "A loop over t with one variable for the state. For each row of the batch: has its sequence ended at step t?",
      "Make goesOn [B, 1] with 1 where t < lengths[row] and 0 elsewhere; it selects the new state or the old.",
      "h = goesOn * tanh(x.row(t)·U + h·W + b) + (1 - goesOn) * h, then append h; at the end Tensor.stack(states).",
    ],
    mistakes: mistakes, probes: probes)
}

/// The states with one thing done differently, which the mistakes choose.
///
/// - Parameter input: The state that goes into step t, from the state before it.
/// - Parameter select: The state after step t, from the one before it, the new one, and a 1 for each row that goes on.
private func scan(
  _ x: Tensor, _ start: Tensor, _ lengths: [Int], _ weights: RNNWeights,
  input: (Tensor) -> Tensor = { $0 },
  select: (_ old: Tensor, _ new: Tensor, _ goesOn: Tensor) -> Tensor = { $2 * $1 + (1 - $2) * $0 }
) throws -> Tensor {
  var states = [start]
  for t in 0..<x.shape[0] {
    let old = states[t]
    let goesOn = Tensor(shape: [x.shape[1], 1]) { t < lengths[$0[0]] ? 1 : 0 }
    states.append(select(old, try RNNSolutions.step(x.row(t), input(old), weights), goesOn))
  }
  return Tensor.stack(Array(states.dropFirst()))
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the state starts from zeros: it starts from `start`, the state that the last batch ended with") {
    try scan($0, $1 * 0, $2, $3)
  },
  Mistake("the state is not carried: every step uses the initial state") { x, start, lengths, weights in
    try scan(x, start, lengths, weights, input: { _ in start })
  },
  Mistake("the state is reset to zeros before each step: carry it from step to step") {
    try scan($0, $1, $2, $3, input: { $0 * 0 })
  },
  Mistake("the state changes at padding: beyond its length a sequence keeps its state") {
    try scan($0, $1, $2, $3, select: { _, new, _ in new })
  },
  Mistake("the states of ended sequences became zeros: they keep their last value") {
    try scan($0, $1, $2, $3, select: { _, new, goesOn in goesOn * new })
  },
  Mistake("the state changes at one step of padding: a sequence of n steps takes the steps 0 … n − 1") {
    x, start, lengths, weights in
    try scan(x, start, lengths.map { $0 + 1 }, weights)
  },
  Mistake("all sequences stop with the shortest: each has a length of its own") { x, start, lengths, weights in
    try scan(x, start, lengths.map { _ in lengths.min()! }, weights)
  },
  Mistake("the states were stored before the step: row t is the state after step t") {
    let states = try scan($0, $1, $2, $3)
    return Tensor.concatenate([Tensor.stack([$1]), states.rows(0..<states.shape[0] - 1)])
  },
  Mistake("the lengths were not checked: there must be B of them, each in 0 … T") {
    try scan($0, $1, $2, $3)
  },
  Mistake("a negative length was accepted: each is in 0 … T") { x, start, lengths, weights in
    if lengths.count != x.shape[1] || lengths.max()! > x.shape[0] { throw Misfit("too many or too long") }
    return try scan(x, start, lengths, weights)
  },
]

private func probes(_ states: @escaping Answer) -> [Probe] {
  let weights = RNNWeights.random(inputs: 3, hiddenSize: 4)
  let (x, start, lengths) = (random(5, 3, 3, seed: 1), random(3, 4, seed: 2), [5, 2, 3])
  let full = [5, 5, 5]
  var (h, expected) = (start, [Tensor]())
  for t in 0..<5 {
    let new = tanh(matmul(x.row(t), weights.input) + matmul(h, weights.recurrent) + weights.bias)
    h = Tensor.stack((0..<3).map { t < lengths[$0] ? new.row($0) : h.row($0) })
    expected.append(h)
  }
  return [
    .values("3 sequences of 5, 2 and 3 steps", try states(x, start, lengths, weights), are: .stack(expected)),
    .property(
      "3 steps, then 2 from the last state, equal 5 steps", try states(x, start, full, weights).rows(3..<5),
      equals: try states(x.rows(3..<5), states(x.rows(0..<3), start, [3, 3, 3], weights).row(2), [2, 2, 2], weights)),
    .property(
      "a sequence of length 0 stays at the start", try states(x, start, [0, 0, 0], weights).row(4), equals: start),
    .refuses("a length of 6 in 5 steps", try states(x, start, [5, 6, 3], weights)),
    .refuses("a length of −1", try states(x, start, [5, 2, -1], weights)),
    .refuses("4 lengths for 3 sequences", try states(x, start, lengths + [1], weights)),
  ]
}
