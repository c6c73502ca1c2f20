import EncoderDecoder
import Exercises
import Gradients
import Solutions
import Tokens
import Transformer

private typealias Step = (found: Tensor, keys: Tensor, values: Tensor)

private typealias Answer =
  @Sendable (_ x: Tensor, _ weights: LookWeights, _ keys: Tensor, _ values: Tensor) throws -> Step

extension Exercise {
  static let attendNext = Exercise(
    "08.5", "attendNext", mine: MyEncoderDecoder.attendNext, solution: EncoderDecoderSolutions.attendNext,
    hints: [
      "How many keys there are tells the place of the newest token. Its key and value go behind the others before it looks.",
      "Add the row of the table to x, make it [B, 1, D], and Tensor.concatenate([keys, its key], axis: 1); the same for the values.",
      "scores = matmul(query, keys, transposing: .right) / √D is [B, 1, T + 1]; matmul(softmax(scores), values).reshaped(B, D) is what it finds.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A step with one thing done differently, which the mistakes choose.
private struct Look {
  /// The place of the newest token behind T others; nil for none.
  var position: (_ T: Int) -> Int? = { $0 }
  /// What the query is made from: x with its position, or without.
  var asks: (_ placed: Tensor, _ x: Tensor) -> Tensor = { placed, _ in placed }
  /// What is attended to, from what was kept and what is new.
  var sees: (_ kept: Tensor, _ new: Tensor) -> Tensor = { .concatenate([$0, $1], axis: 1) }
  /// What is given back to be kept.
  var keeps: (_ kept: Tensor, _ new: Tensor) -> Tensor = { .concatenate([$0, $1], axis: 1) }
  var scale: (_ width: Scalar) -> Scalar = { $0.squareRoot() }

  func callAsFunction(_ x: Tensor, _ weights: LookWeights, _ keys: Tensor, _ values: Tensor) -> Step {
    let (B, T, D) = keys.shape3
    let row = position(T).map { SinusoidalPositions(width: D).table($0..<$0 + 1) } ?? .zeros(1, D)
    let bare = x.reshaped(B, 1, D)
    let placed = bare + row
    let (key, value) = (matmul(placed, weights.key), matmul(placed, weights.value))
    let query = matmul(asks(placed, bare), weights.query)
    let weights = softmax(matmul(query, sees(keys, key), transposing: .right) / scale(Scalar(D)))
    return (matmul(weights, sees(values, value)).reshaped(B, D), keeps(keys, key), keeps(values, value))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the query sees only the newest key: those that were kept are attended to as well") {
    Look(sees: { _, new in new })($0, $1, $2, $3)
  },
  Mistake("the newest token does not see itself: its key and value are put behind the others before it looks") {
    Look(sees: { kept, _ in kept })($0, $1, $2, $3)
  },
  Mistake("the cache was overwritten: new keys and values are put behind the old ones") {
    Look(keeps: { _, new in new })($0, $1, $2, $3)
  },
  Mistake("the cache was overwritten before it was attended to: new keys and values are put behind the old ones") {
    Look(sees: { _, new in new }, keeps: { _, new in new })($0, $1, $2, $3)
  },
  Mistake("the cache came back as it was: without the newest key the next token cannot see this one") {
    Look(keeps: { kept, _ in kept })($0, $1, $2, $3)
  },
  Mistake("the newest key took the place of the last one: it is put behind it") {
    func replaced(_ kept: Tensor, _ new: Tensor) -> Tensor {
      .concatenate([kept.slice(axis: 1, 0..<kept.shape[1] - 1), new], axis: 1)
    }
    return Look(sees: replaced, keeps: replaced)($0, $1, $2, $3)
  },
  Mistake("the newest key was put in front: behind the others is its position") {
    Look(keeps: { .concatenate([$1, $0], axis: 1) })($0, $1, $2, $3)
  },
  Mistake("the positions begin again at 0: with T keys kept the newest token stands at T") {
    Look(position: { _ in 0 })($0, $1, $2, $3)
  },
  Mistake("the position is one too late: the first token stands at 0, so behind T others it is T") {
    Look(position: { $0 + 1 })($0, $1, $2, $3)
  },
  Mistake("the position is one too early: behind T others it is T") {
    Look(position: { max(0, $0 - 1) })($0, $1, $2, $3)
  },
  Mistake("the position is missing: row T of the table is added to x") {
    Look(position: { _ in nil })($0, $1, $2, $3)
  },
  Mistake("the query does not know its position: it is made from x with its row of the table, as key and value are") {
    Look(asks: { _, x in x })($0, $1, $2, $3)
  },
  Mistake("the scale is missing: q·k is divided by √D") {
    Look(scale: { _ in 1 })($0, $1, $2, $3)
  },
  Mistake("keys and values have changed positions") {
    let (found, keys, values) = Look()($0, $1, $2, $3)
    return (found, values, keys)
  },
]

private func probes(_ attendNext: @escaping Answer) -> [Probe] {
  let weights = LookWeights(query: random(6, 6, seed: 1), key: random(6, 6, seed: 2), value: random(6, 6, seed: 3))
  let text = random(2, 5, 6, seed: 4)
  let placed = text + SinusoidalPositions(width: 6).table(0..<5)
  let (queries, keys, values) = (
    matmul(placed, weights.query), matmul(placed, weights.key), matmul(placed, weights.value)
  )
  let all = attention(constant(queries), constant(keys), constant(values), heads: 1, mask: .causal).value  // [B, 5, D]
  func position(_ t: Int, _ x: Tensor) -> Tensor { x.slice(axis: 1, t..<t + 1).reshaped(2, 6) }
  func answer() throws -> Step {
    try attendNext(position(3, text), weights, keys.slice(axis: 1, 0..<3), values.slice(axis: 1, 0..<3))
  }
  /// What every token finds when the text is written one by one, from an empty cache on.
  func oneByOne() throws -> Tensor {
    var step: Step = (.zeros(2, 6), .zeros(2, 0, 6), .zeros(2, 0, 6))
    return .stack(
      try (0..<5).map { t in
        step = try attendNext(position(t, text), weights, step.keys, step.values)
        return step.found
      }, axis: 1)
  }
  return [
    .values("what the fourth token of 2 texts finds, width 6", try answer().found, are: position(3, all)),
    .values("the keys kept behind the fourth token", try answer().keys, are: keys.slice(axis: 1, 0..<4)),
    .values("the values kept behind the fourth token", try answer().values, are: values.slice(axis: 1, 0..<4)),
    .property(
      "five tokens one by one find what causal attention finds at once", try oneByOne(), equals: all),
  ]
}
