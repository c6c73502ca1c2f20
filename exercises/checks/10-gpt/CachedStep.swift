import Attention
import Exercises
import GPT
import Gradients
import Solutions
import Tensors
import Transformer

private typealias Step = (context: Tensor, cache: FixedCache)

private typealias Answer =
  @Sendable (_ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights) throws -> Step

extension Exercise {
  static let cachedStep = Exercise(
    "10.4", "cachedStep", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.cachedStep },
    hints: [
      "One number says three things: `length` is the newest token's position, the row that its key and value go to, and one less than the number of keys that it attends to.",
      "cache.keys.setBlock(rows: length..<length + 1, columns: 0..<D, to: key) writes a row of a `var`. Write before you attend, and read the rows 0..<length + 1.",
      "With x, query, key and value as [1, D]: scores = matmul(query, cache.keys.rows(0..<length + 1), transposing: .right) / √D, and matmul(softmax(scores), the rows of the values).row(0) is the context vector.",
    ],
    mistakes: mistakes, probes: probes)
}

/// A step with one thing done differently, which the mistakes choose.
private struct Stepper {
  /// The position of the newest token after so many others; nil for none.
  var position: (_ length: Int) -> Int? = { $0 }
  /// The row to which its key and value are written.
  var row: (_ length: Int) -> Int = { $0 }
  /// The rows that are attended to, in a cache of C.
  var visible: (_ length: Int, _ C: Int) -> Range<Int> = { length, _ in 0..<length + 1 }
  var newLength: (_ length: Int) -> Int = { $0 + 1 }
  /// Whether the query, too, is computed with the position.
  var queryHasPosition = true
  /// A query, key or value from the rows of both tables and a matrix.
  var project: (_ token: Tensor, _ position: Tensor, _ matrix: Tensor) -> Tensor = { matmul($0 + $1, $2) }
  var divisor: (_ D: Scalar) -> Scalar = { $0.squareRoot() }
  /// Whether key and value are written before the query attends, and whether they change places.
  var writesFirst = true
  var swaps = false
  /// The row to which a full cache is written; nil if it is refused.
  var rowWhenFull: (_ C: Int) -> Int? = { _ in nil }

  func callAsFunction(_ token: Int, _ cache: FixedCache, _ weights: CachedAttentionWeights) throws -> Step {
    let (C, D) = cache.keys.shape2
    let isFull = cache.length >= C
    guard let length = isFull ? rowWhenFull(C) : cache.length else { throw Misfit("full") }
    let bare = weights.tokens.rows(at: [token])
    let place = position(length).map { weights.positions.rows(at: [Swift.min($0, C - 1)]) } ?? bare * 0
    let (key, value) = (project(bare, place, weights.key), project(bare, place, weights.value))
    let query = project(bare, queryHasPosition ? place : place * 0, weights.query)
    var new = cache
    let row = Swift.min(row(length), C - 1)
    new.keys.setBlock(rows: row..<row + 1, columns: 0..<D, to: swaps ? value : key)
    new.values.setBlock(rows: row..<row + 1, columns: 0..<D, to: swaps ? key : value)
    new.length = Swift.min(newLength(length), C)
    let (read, visible) = (writesFirst ? new : cache, visible(length, C).clamped(to: 0..<C))
    let scores = matmul(query, read.keys.rows(visible), transposing: .right) / divisor(Scalar(D))
    return (matmul(softmax(scores), read.values.rows(visible)).row(0), new)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the cache is off by one: key and value went to row length + 1, and row `length` was never written") {
    try Stepper(row: { $0 + 1 })($0, $1, $2)
  },
  Mistake("the cache is off by one: key and value went to row length + 1, and an unwritten row is attended to") {
    try Stepper(row: { $0 + 1 }, visible: { length, _ in 0..<length + 2 })($0, $1, $2)
  },
  Mistake("the cache is off by one: the length grew before it was used, so that position and row are one too large") {
    try Stepper(position: { $0 + 1 }, row: { $0 + 1 }, visible: { length, _ in 0..<length + 2 })($0, $1, $2)
  },
  Mistake("the cache is off by one: the length grew too early, so that the new key lies behind the rows attended to") {
    try Stepper(position: { $0 + 1 }, row: { $0 + 1 })($0, $1, $2)
  },
  Mistake("the cache is off by one: key and value went to row length − 1, over those of the token before") {
    try Stepper(row: { Swift.max($0 - 1, 0) }, visible: { length, _ in 0..<Swift.max(length, 1) })($0, $1, $2)
  },
  Mistake("key and value were written over those of the token before, and an unwritten row is attended to") {
    try Stepper(row: { Swift.max($0 - 1, 0) })($0, $1, $2)
  },
  Mistake("the newest token does not attend to itself: the rows 0 … length are filled, its own included") {
    try Stepper(visible: { length, _ in 0..<length })($0, $1, $2)
  },
  Mistake("row length + 1 is attended to, which was never written: the last filled row is `length`") {
    try Stepper(visible: { length, _ in 0..<length + 2 })($0, $1, $2)
  },
  Mistake("all C rows are attended to, those that were never written, too") {
    try Stepper(visible: { _, C in 0..<C })($0, $1, $2)
  },
  Mistake("the newest token attended before its key and value were written: write first") {
    try Stepper(writesFirst: false)($0, $1, $2)
  },
  Mistake("the newest token attends to itself alone: the rows of the earlier tokens are visible, too") {
    try Stepper(visible: { length, _ in length..<length + 1 })($0, $1, $2)
  },
  Mistake("key and value went to row 0, over those of the first token: row `length` is the next free one") {
    try Stepper(row: { _ in 0 })($0, $1, $2)
  },
  Mistake("the length did not grow: the next token would overwrite this one") {
    try Stepper(newLength: { $0 })($0, $1, $2)
  },
  Mistake("the cache was returned unchanged: the next token has to see this one") {
    (try Stepper()($0, $1, $2).context, $1)
  },
  Mistake("the position is one too large: the first position is 0, so after `length` tokens it is `length`") {
    try Stepper(position: { $0 + 1 })($0, $1, $2)
  },
  Mistake("the position is one too small: after `length` tokens it is `length`") {
    try Stepper(position: { Swift.max($0 - 1, 0) })($0, $1, $2)
  },
  Mistake("the position is 0: the step has one new token, but that is not the first of the text") {
    try Stepper(position: { _ in 0 })($0, $1, $2)
  },
  Mistake("the position is missing: row `length` of the table of positions is added to the token's row") {
    try Stepper(position: { _ in nil })($0, $1, $2)
  },
  Mistake("the query was computed without its position: it needs the same x as key and value") {
    try Stepper(queryHasPosition: false)($0, $1, $2)
  },
  Mistake("the position was added to queries, keys and values: add it to the token's row, before the matrices") {
    try Stepper(project: { matmul($0, $2) + $1 })($0, $1, $2)
  },
  Mistake("keys and values are swapped") {
    try Stepper(swaps: true)($0, $1, $2)
  },
  Mistake("the scale is missing: q·k is divided by √D") {
    try Stepper(divisor: { _ in 1 })($0, $1, $2)
  },
  Mistake("q·k was divided by D: divide by its square root") {
    try Stepper(divisor: { $0 })($0, $1, $2)
  },
  Mistake("a row was appended, so that the memory grows at each step: write to row `length`") {
    var (context, cache) = try Stepper()($0, $1, $2)
    let new = cache.length - 1..<cache.length
    cache.keys = .concatenate([$1.keys, cache.keys.rows(new)])
    cache.values = .concatenate([$1.values, cache.values.rows(new)])
    return (context, cache)
  },
  Mistake("only the filled rows were returned: the cache keeps its memory for C positions") {
    var (context, cache) = try Stepper()($0, $1, $2)
    (cache.keys, cache.values) = (cache.keys.rows(0..<cache.length), cache.values.rows(0..<cache.length))
    return (context, cache)
  },
  Mistake("a full cache was not refused: its last row was overwritten") {
    try Stepper(rowWhenFull: { $0 - 1 })($0, $1, $2)
  },
  Mistake("a full cache was not refused: writing began at row 0 again") {
    try Stepper(rowWhenFull: { _ in 0 })($0, $1, $2)
  },
]

private func probes(_ cachedStep: @escaping Answer) -> [Probe] {
  // Small queries, so that every row that is attended to counts.
  let (tokens, text) = (random(5, 6, seed: 1), [3, 0, 4, 4, 1, 2, 3])
  let weights = CachedAttentionWeights(
    tokens: tokens, positions: random(7, 6, seed: 2), query: 0.1 * random(6, 6, seed: 3), key: random(6, 6, seed: 4),
    value: random(6, 6, seed: 5))
  let x = (tokens.rows(at: text) + weights.positions).reshaped(1, 7, 6)
  let (q, k, v) = (matmul(x, weights.query), matmul(x, weights.key), matmul(x, weights.value))
  let all = attention(constant(q), constant(k), constant(v), heads: 1, mask: .causal).value.row(0)  // [7, D]
  /// So many filled rows, and any numbers behind them.
  func cache(_ length: Int) -> FixedCache {
    let filled = Tensor(shape: [7, 1]) { $0[0] < length ? 1 : 0 }
    func with(_ rows: Tensor, _ seed: Int) -> Tensor { filled * rows.row(0) + (1 - filled) * random(7, 6, seed: seed) }
    return FixedCache(keys: with(k, 6), values: with(v, 7), length: length)
  }
  /// The first rows of a cache, zeros behind them.
  func filled(_ count: Int, _ rows: Tensor) -> Tensor {
    rows.shape == [7, 6] ? rows * Tensor(shape: [7, 1]) { $0[0] < count ? 1 : 0 } : rows
  }
  func answer() throws -> Step { try cachedStep(4, cache(3), weights) }
  /// The context vectors of all tokens, one after the other, beginning with an empty cache.
  func oneByOne() throws -> Tensor {
    var next = cache(0)
    return .stack(
      try text.map { token in
        let step = try cachedStep(token, next, weights)
        next = step.cache
        return step.context
      })
  }
  let label = "after the fourth token of a text, with memory for 7 positions"
  return [
    .values("the context vector \(label), width 6", try answer().context, are: all.row(3)),
    .values("the keys \(label)", filled(4, try answer().cache.keys), are: filled(4, k.row(0))),
    .values("the values \(label)", filled(4, try answer().cache.values), are: filled(4, v.row(0))),
    .values("the length \(label)", [try answer().cache.length], are: [4]),
    .property(
      "seven tokens one by one have the context vectors of causal attention over all seven", try oneByOne(), equals: all
    ),
    .refuses("a cache of 7 positions that are all filled", try cachedStep(1, cache(7), weights).context),
  ]
}
