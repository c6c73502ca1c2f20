import Exercises
import GPT
import Solutions
import Tensors

private typealias Rows = (inputs: [[Int]], targets: [[Int]])

private typealias Answer = @Sendable (_ text: [Int], _ offsets: [Int], _ T: Int) throws -> Rows

extension Exercise {
  static let cutContexts = Exercise(
    "10.1", "cutContexts", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.cutContexts },
    hints: [
      "A context and its targets are T + 1 tokens in a row: the first T are the inputs, the last T are the targets.",
      "Array(text[offset..<offset + T]) are the inputs of a context. Where do its targets begin, and where do they end?",
      "The targets are Array(text[offset + 1..<offset + T + 1]), so offset + T has to be below text.count; throw a Misfit before you cut.",
    ],
    forbidden: ["TokenBatch"], mistakes: mistakes, probes: probes)
}

/// Contexts with one thing done differently, which the mistakes choose.
private struct Cutter {
  /// Where a context begins, from its offset and its index in the batch.
  var start: (_ offset: Int, _ index: Int, _ T: Int) -> Int = { offset, _, _ in offset }
  /// The first and the last position of the inputs, relative to the start.
  var inputs: (_ T: Int) -> Range<Int> = { 0..<$0 }
  var targets: (_ T: Int) -> Range<Int> = { 1..<$0 + 1 }
  /// The targets, changed by the inputs of the same context.
  var change: (_ targets: [Int], _ inputs: [Int]) -> [Int] = { targets, _ in targets }
  /// The token at a position that need not be in the text; nil if there is none.
  var token: (_ text: [Int], _ position: Int) -> Int? = { $0.indices.contains($1) ? $0[$1] : nil }
  /// Whether an offset is refused.
  var refuses: (_ offset: Int, _ T: Int, _ count: Int) -> Bool = { $0 + $1 >= $2 }

  func callAsFunction(_ text: [Int], _ offsets: [Int], _ T: Int) throws -> Rows {
    if offsets.contains(where: { refuses($0, T, text.count) }) { throw Misfit("not in the text") }
    func cut(_ range: Range<Int>, from start: Int) -> [Int] { range.compactMap { token(text, start + $0) } }
    let starts = offsets.enumerated().map { start($1, $0, T) }
    let rows = starts.map { cut(inputs(T), from: $0) }
    return (rows, zip(starts, rows).map { change(cut(targets(T), from: $0), $1) })
  }
}

/// Columns as rows.
private func transposed(_ rows: [[Int]]) -> [[Int]] {
  (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column] } }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the targets are not shifted: each position would predict the token that it is given") {
    try Cutter(targets: { 0..<$0 })($0, $1, $2)
  },
  Mistake("the targets were shifted the wrong way: they are the tokens before the inputs, not after them") {
    try Cutter(targets: { -1..<$0 - 1 })($0, $1, $2)
  },
  Mistake("inputs and targets are swapped: the inputs begin at the offset") {
    let (inputs, targets) = try Cutter()($0, $1, $2)
    return (targets, inputs)
  },
  Mistake("the targets are two tokens ahead: the target of a position is the very next token") {
    try Cutter(targets: { 2..<$0 + 2 })($0, $1, $2)
  },
  Mistake("the last target wraps round to the first input: it is the token after the context") {
    try Cutter(change: { $0.dropLast() + $1.prefix(1) })($0, $1, $2)
  },
  Mistake("the last target is the last input again: it is the token after the context") {
    try Cutter(change: { $0.dropLast() + $1.suffix(1) })($0, $1, $2)
  },
  Mistake("the last target is 0: the text goes on after the context, and its next token is the target") {
    try Cutter(change: { targets, _ in targets.dropLast() + [0] })($0, $1, $2)
  },
  Mistake("the last target is missing: it is the token after the context") {
    try Cutter(targets: { 1..<$0 })($0, $1, $2)
  },
  Mistake("the contexts are one token short: T tokens make T − 1 pairs, so cut T + 1") {
    try Cutter(inputs: { 0..<$0 - 1 }, targets: { 1..<$0 })($0, $1, $2)
  },
  Mistake("the inputs have T + 1 tokens: the last one has no target in its row") {
    try Cutter(inputs: { 0..<$0 + 1 })($0, $1, $2)
  },
  Mistake("the contexts were cut one behind the other: each begins at its own offset") {
    let first = $1.first ?? 0
    return try Cutter(start: { _, index, T in first + index * T })($0, $1, $2)
  },
  Mistake("the offsets were multiplied by T: they count tokens, not contexts") {
    try Cutter(start: { offset, _, T in offset * T })($0, $1, $2)
  },
  Mistake("the offsets were sorted: row b begins at offsets[b]") {
    try Cutter()($0, $1.sorted(), $2)
  },
  Mistake("rows and columns are swapped: there is one row for each context") {
    let (inputs, targets) = try Cutter()($0, $1, $2)
    return (transposed(inputs), transposed(targets))
  },
  Mistake("the last possible context was refused: its last target is the last token of the text") {
    try Cutter(refuses: { $0 + $1 + 1 >= $2 })($0, $1, $2)
  },
  Mistake("at the end of the text the last target is missing: throw a Misfit") {
    try Cutter(refuses: { _, _, _ in false })($0, $1, $2)
  },
  Mistake("the text goes on with its first token after its last: throw a Misfit") {
    try Cutter(token: { $0[$1 % $0.count] }, refuses: { _, _, _ in false })($0, $1, $2)
  },
]

/// Rows as a tensor, −1 after the end of a row.
private func table(_ rows: [[Int]]) -> Tensor {
  Tensor(shape: [rows.count, rows.map(\.count).max() ?? 0]) { index in
    index[1] < rows[index[0]].count ? Scalar(rows[index[0]][index[1]]) : -1
  }
}

private func probes(_ cutContexts: @escaping Answer) -> [Probe] {
  let text = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]
  func answer() throws -> Rows { try cutContexts(text, [3, 1, 2], 4) }
  return [
    .values(
      "inputs of 4 tokens from the offsets 3, 1 and 2 of the text 11 12 13 …", table(try answer().inputs),
      are: [[14, 15, 16, 17], [12, 13, 14, 15], [13, 14, 15, 16]]
    ).ofIntegers,
    .values(
      "targets of 4 tokens from the offsets 3, 1 and 2 of the text 11 12 13 …", table(try answer().targets),
      are: [[15, 16, 17, 18], [13, 14, 15, 16], [14, 15, 16, 17]]
    ).ofIntegers,
    .property(
      "the first and the last context of a text can be cut",
      table(try { $0.inputs + $0.targets }(cutContexts(text, [0, 8], 3))),
      equals: [[11, 12, 13], [19, 20, 21], [12, 13, 14], [20, 21, 22]]
    ).ofIntegers,
    .property(
      "a context of one token has one target", table(try { $0.inputs + $0.targets }(cutContexts(text, [5], 1))),
      equals: [[16], [17]]
    ).ofIntegers,
    .refuses("a text of 12 tokens and 4 from the offset 8", table(try cutContexts(text, [2, 8], 4).targets)).ofIntegers,
    .refuses("a text of 4 tokens and 4 from the offset 0", table(try cutContexts([1, 2, 3, 4], [0], 4).targets))
      .ofIntegers,
  ]
}
