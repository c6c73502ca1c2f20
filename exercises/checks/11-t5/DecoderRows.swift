import Exercises
import Solutions
import T5
import Tensors

private typealias Rows = (inputs: [[Int]], labels: [[Int]], counts: [[Bool]])

private typealias Answer = @Sendable (_ targets: [[Int]], _ padding: Int, _ end: Int) throws -> Rows

extension Exercise {
  static let decoderRows = Exercise(
    "11.7", "decoderRows", solution: T5Solutions.self,
    answer: { (answers: any T5Tasks.Type) in answers.decoderRows },
    hints: [
      "Make the labels first. The inputs are the labels one position later, so that each position is given what the one before it had to predict.",
      "let width = (targets.map(\\.count).max() ?? 0) + 1; a row of labels is target + [end] + [Int](repeating: padding, count: width - target.count - 1).",
      "Of a row of labels, [padding] + row.dropLast() are the inputs. A position t counts if t <= target.count: the tokens of the target, and the end after them. An input does not say whether a label counts.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Rows with one thing done differently, which the mistakes choose.
private struct Rower {
  /// What follows a target.
  var ending: (_ end: Int) -> [Int] = { [$0] }
  var fill: (_ row: [Int], _ filling: [Int]) -> [Int] = { $0 + $1 }
  var filling: (_ padding: Int, _ end: Int) -> Int = { padding, _ in padding }
  var inputs: (_ labels: [Int], _ padding: Int, _ end: Int) -> [Int] = { labels, padding, _ in
    [padding] + labels.dropLast()
  }
  /// The length of all rows, from that of the longest labels.
  var width: (_ longest: Int) -> Int = { $0 }
  /// Whether a label counts, from its position, its target's length, its input and itself.
  var counts: (_ t: Int, _ length: Int, _ input: Int, _ label: Int) -> Bool = { t, length, _, _ in t <= length }

  func callAsFunction(_ targets: [[Int]], _ padding: Int, _ end: Int) -> Rows {
    let rows = targets.map { $0 + ending(end) }
    let width = width(rows.map(\.count).max() ?? 0)
    let labels = rows.map { row in
      fill(row, [Int](repeating: filling(padding, end), count: max(0, width - row.count)))
    }
    let inputs = labels.map { self.inputs($0, padding, end) }
    let all = targets.indices.map { n in
      labels[n].indices.map { t in
        counts(t, targets[n].count, inputs[n].indices.contains(t) ? inputs[n][t] : padding, labels[n][t])
      }
    }
    return (inputs, labels, all)
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the inputs are not shifted: each position would be given the token that it is to predict") {
    Rower(inputs: { labels, _, _ in labels })($0, $1, $2)
  },
  Mistake("the inputs were shifted the wrong way: the input at a position is the label of the one before it") {
    Rower(inputs: { labels, padding, _ in labels.dropFirst() + [padding] })($0, $1, $2)
  },
  Mistake("the decoder starts from the end token, as BART's does: T5's starts from `padding`") {
    Rower(inputs: { labels, _, end in [end] + labels.dropLast() })($0, $1, $2)
  },
  Mistake("the decoder starts from the first token of the target: it has to predict that, from `padding`") {
    Rower(inputs: { labels, _, _ in labels.prefix(1) + labels.dropLast() })($0, $1, $2)
  },
  Mistake("the last input wraps round to the front: the first input is `padding`") {
    Rower(inputs: { labels, _, _ in labels.suffix(1) + labels.dropLast() })($0, $1, $2)
  },
  Mistake("the inputs are one longer than the labels: the last label is no input") {
    Rower(inputs: { labels, padding, _ in [padding] + labels })($0, $1, $2)
  },
  Mistake("inputs and labels are swapped") {
    let (inputs, labels, counts) = Rower()($0, $1, $2)
    return (labels, inputs, counts)
  },
  Mistake("`end` is missing in the labels: a model that never predicts it does not stop") {
    Rower(ending: { _ in [] }, counts: { t, length, _, _ in t < length })($0, $1, $2)
  },
  Mistake("the end token of a shorter target is missing in its inputs: they are all labels but the last, moved by one")
  {
    Rower(inputs: { labels, padding, end in [padding] + labels.dropLast().map { $0 == end ? padding : $0 } })(
      $0, $1, $2)
  },
  Mistake("the padding is in front: it belongs at the end") {
    Rower(fill: { $1 + $0 })($0, $1, $2)
  },
  Mistake("the padding is missing: all rows have one length") {
    Rower(width: { _ in 0 })($0, $1, $2)
  },
  Mistake("the rows are one too long: the longest target and its end need no padding") {
    Rower(width: { $0 + 1 })($0, $1, $2)
  },
  Mistake("the rows were filled up with `end`: they are filled up with `padding`, after one end") {
    Rower(filling: { _, end in end })($0, $1, $2)
  },
  Mistake("the rows were filled up with −100, PyTorch's label that does not count: here `counts` says so") {
    Rower(
      filling: { _, _ in -100 },
      inputs: { labels, padding, _ in
        [padding] + labels.dropLast().map { $0 == -100 ? padding : $0 }
      })($0, $1, $2)
  },
  Mistake("the end does not count: it is predicted like any other token") {
    Rower(counts: { t, length, _, _ in t < length })($0, $1, $2)
  },
  Mistake("the padding counts: the loss is over the tokens of the targets and their ends") {
    Rower(counts: { _, _, _, _ in true })($0, $1, $2)
  },
  Mistake("the first position does not count, as its input is padding: whether a label counts is up to the label") {
    Rower(counts: { t, length, _, _ in t > 0 && t <= length })($0, $1, $2)
  },
  Mistake("the first padding counts, as its input is the end: whether a label counts is up to the label") {
    Rower(counts: { t, length, _, _ in t <= length + 1 })($0, $1, $2)
  },
  Mistake("what counts is inverted: true where the loss is taken") {
    Rower(counts: { t, length, _, _ in t > length })($0, $1, $2)
  },
  Mistake("the padding is the token 0: it is `padding`, whatever its id") {
    Rower(filling: { _, _ in 0 }, inputs: { labels, _, _ in [0] + labels.dropLast() })($0, $1, $2)
  },
  Mistake("the end is the token 1: it is `end`, whatever its id") {
    Rower(ending: { _ in [1] })($0, $1, $2)
  },
]

/// Rows as a tensor, −1 after the end of a row.
private func table(_ rows: [[Int]]) -> Tensor {
  Tensor(shape: [rows.count, rows.map(\.count).max() ?? 0]) { index in
    index[1] < rows[index[0]].count ? Scalar(rows[index[0]][index[1]]) : -1
  }
}

private func probes(_ decoderRows: @escaping Answer) -> [Probe] {
  let targets = [[7, 8, 9], [6], [9, 4], []]
  func answer(padding: Int = 0, end: Int = 1) throws -> Rows { try decoderRows(targets, padding, end) }
  func numbers(_ counts: [[Bool]]) -> [[Int]] { counts.map { $0.map { $0 ? 1 : 0 } } }
  let label = "of the targets [7, 8, 9], [6], [9, 4] and []"
  return [
    .values(
      "the labels \(label)", table(try answer().labels),
      are: [[7, 8, 9, 1], [6, 1, 0, 0], [9, 4, 1, 0], [1, 0, 0, 0]]
    ).ofIntegers,
    .values(
      "the inputs \(label)", table(try answer().inputs),
      are: [[0, 7, 8, 9], [0, 6, 1, 0], [0, 9, 4, 1], [0, 1, 0, 0]]
    ).ofIntegers,
    .values(
      "what counts (1) \(label)", table(numbers(try answer().counts)),
      are: [[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0]]
    ).ofIntegers,
    .property(
      "other ids of padding and end change nothing else",
      table(try { $0.inputs + $0.labels }(answer(padding: 3, end: 2))),
      equals: [
        [3, 7, 8, 9], [3, 6, 2, 3], [3, 9, 4, 2], [3, 2, 3, 3], [7, 8, 9, 2], [6, 2, 3, 3], [9, 4, 2, 3], [2, 3, 3, 3],
      ]
    ).ofIntegers,
    .property(
      "a target may have tokens with the ids of padding and end",
      table(numbers(try decoderRows([[0, 5, 1], [5]], 0, 1).counts)),
      equals: [[1, 1, 1, 1], [1, 1, 0, 0]]
    ).ofIntegers,
  ]
}
