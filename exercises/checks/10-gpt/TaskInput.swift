import Exercises
import GPT
import Solutions
import Tensors

private typealias Rows = (tokens: [[Int]], read: [Int])

private typealias Answer = @Sendable (_ input: StructuredInput, _ markers: InputMarkers) throws -> Rows

extension Exercise {
  static let taskInput = Exercise(
    "10.6", "taskInput", solution: GPTSolutions.self,
    answer: { (answers: any GPTTasks.Type) in answers.taskInput },
    hints: [
      "Every row is the same: <s>, one text or two with $ between them, <e>. The tasks differ only in which rows they make. Padding comes last.",
      "Write a function for a row from its texts; texts.joined(separator: [markers.delimiter]) puts $ between them. Then switch over the four cases of the input.",
      "rows.map { $0 + [Int](repeating: markers.padding, count: longest - $0.count) } are the tokens; the head reads rows.map { $0.count - 1 }, counted before the padding.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Rows with one thing done differently, which the mistakes choose.
private struct Rower {
  /// A row without padding from its texts.
  var row: (_ texts: [[Int]], _ markers: InputMarkers) -> [Int] = { texts, markers in
    [markers.start] + texts.joined(separator: [markers.delimiter]) + [markers.end]
  }
  /// The texts of each row.
  var pair: (_ premise: [Int], _ hypothesis: [Int]) -> [[[Int]]] = { [[$0, $1]] }
  var orders: (_ first: [Int], _ second: [Int]) -> [[[Int]]] = { [[$0, $1], [$1, $0]] }
  var choices: (_ context: [Int], _ answers: [[Int]]) -> [[[Int]]] = { context, answers in
    answers.map { [context, $0] }
  }
  /// A row filled up to a width.
  var fill: (_ row: [Int], _ markers: InputMarkers, _ width: Int) -> [Int] = { row, markers, width in
    row + [Int](repeating: markers.padding, count: width - row.count)
  }
  /// The position that the head reads, from the length of a row and the width.
  var read: (_ length: Int, _ width: Int) -> Int = { length, _ in length - 1 }

  func callAsFunction(_ input: StructuredInput, _ markers: InputMarkers) -> Rows {
    let texts =
      switch input {
      case .classification(let text): [[text]]
      case .entailment(let premise, let hypothesis): pair(premise, hypothesis)
      case .similarity(let first, let second): orders(first, second)
      case .multipleChoice(let context, let answers): choices(context, answers)
      }
    let rows = texts.map { row($0, markers) }
    let width = rows.map(\.count).max() ?? 0
    return (rows.map { fill($0, markers, width) }, rows.map { read($0.count, width) })
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the head reads the last position of the padded row, which is padding in shorter rows: it is that of <e>") {
    Rower(read: { _, width in width - 1 })($0, $1)
  },
  Mistake("the head reads the position after <e>: positions count from 0, so <e> stands at the row's length − 1") {
    Rower(read: { length, _ in length })($0, $1)
  },
  Mistake("the head reads the last token of the text: only the state at <e> has seen the whole input") {
    Rower(read: { length, _ in length - 2 })($0, $1)
  },
  Mistake("the head reads the state at <s>, as BERT's does at [CLS]: under the causal mask that has seen nothing else")
  {
    Rower(read: { _, _ in 0 })($0, $1)
  },
  Mistake("the delimiter is missing between two texts") {
    Rower(row: { texts, markers in [markers.start] + texts.joined() + [markers.end] })($0, $1)
  },
  Mistake("two texts are separated by <e>: the delimiter belongs between them, <e> at the end alone") {
    Rower(row: { texts, markers in [markers.start] + texts.joined(separator: [markers.end]) + [markers.end] })($0, $1)
  },
  Mistake("two texts are separated by <e> <s>: one row has one start, one end, and the delimiter between its texts") {
    Rower(row: { texts, markers in
      [markers.start] + texts.joined(separator: [markers.end, markers.start]) + [markers.end]
    })($0, $1)
  },
  Mistake("there is a delimiter after the last text, too: it stands between two texts") {
    Rower(row: { texts, markers in [markers.start] + texts.flatMap { $0 + [markers.delimiter] } + [markers.end] })(
      $0, $1)
  },
  Mistake("<s> is missing: every row begins with it") {
    Rower(row: { texts, markers in texts.joined(separator: [markers.delimiter]) + [markers.end] })($0, $1)
  },
  Mistake("<e> is missing: every row ends with it, and the head reads its state") {
    Rower(row: { texts, markers in [markers.start] + texts.joined(separator: [markers.delimiter]) })($0, $1)
  },
  Mistake("similarity has one order only: a second row has the texts the other way round") {
    Rower(orders: { [[$0, $1]] })($0, $1)
  },
  Mistake("both rows of similarity have the same order: the second has the texts the other way round") {
    Rower(orders: { [[$0, $1], [$0, $1]] })($0, $1)
  },
  Mistake("the two rows of similarity are swapped: the first text comes first in the first row") {
    Rower(orders: { [[$1, $0], [$0, $1]] })($0, $1)
  },
  Mistake("both texts of similarity stand alone, each in a row of its own: every row has both, in the two orders") {
    Rower(orders: { [[$0], [$1]] })($0, $1)
  },
  Mistake("entailment has both orders: the premise comes first, and there is one row") {
    Rower(pair: { [[$0, $1], [$1, $0]] })($0, $1)
  },
  Mistake("the hypothesis comes before the premise") {
    Rower(pair: { [[$1, $0]] })($0, $1)
  },
  Mistake("the answers stand without their context: each row is the context, the delimiter and one answer") {
    Rower(choices: { $1.map { [$0] } })($0, $1)
  },
  Mistake("only the first answer has the context: every row has it, as each is read by itself") {
    Rower(choices: { context, answers in answers.enumerated().map { $0 == 0 ? [context, $1] : [$1] } })($0, $1)
  },
  Mistake("the answer comes before the context") {
    Rower(choices: { context, answers in answers.map { [$0, context] } })($0, $1)
  },
  Mistake("all answers stand in one row: each answer has a row of its own, so that the head gives each a logit") {
    Rower(choices: { [[$0] + $1] })($0, $1)
  },
  Mistake("the padding is in front: it belongs at the end") {
    Rower(fill: { row, markers, width in [Int](repeating: markers.padding, count: width - row.count) + row })($0, $1)
  },
  Mistake("the padding is in front, so <e> is the last token of every row: the padding belongs at the end") {
    Rower(
      fill: { row, markers, width in [Int](repeating: markers.padding, count: width - row.count) + row },
      read: { _, width in width - 1 })($0, $1)
  },
  Mistake("the padding is missing: all rows of an input have one length") {
    Rower(fill: { row, _, _ in row })($0, $1)
  },
  Mistake("the padding stands before <e>: it comes after it") {
    Rower(
      fill: { row, markers, width in
        row.dropLast() + [Int](repeating: markers.padding, count: width - row.count) + row.suffix(1)
      }, read: { _, width in width - 1 })($0, $1)
  },
  Mistake("the padding is the token 0: it is `markers.padding`, whatever its id") {
    Rower(fill: { row, _, width in row + [Int](repeating: 0, count: width - row.count) })($0, $1)
  },
  Mistake("the rows were filled up with <e>: they are filled up with `markers.padding`") {
    Rower(fill: { row, markers, width in row + [Int](repeating: markers.end, count: width - row.count) })($0, $1)
  },
]

/// Rows as a tensor, −1 after the end of a row.
private func table(_ rows: [[Int]]) -> Tensor {
  Tensor(shape: [rows.count, rows.map(\.count).max() ?? 0]) { index in
    index[1] < rows[index[0]].count ? Scalar(rows[index[0]][index[1]]) : -1
  }
}

private func probes(_ taskInput: @escaping Answer) -> [Probe] {
  let markers = InputMarkers(start: 1, delimiter: 2, end: 3, padding: 4)
  func probes(_ label: String, _ input: StructuredInput, _ tokens: Tensor, read: [Int]) -> [Probe] {
    [
      .values("the tokens of \(label)", table(try taskInput(input, markers).tokens), are: tokens).ofIntegers,
      .values("the positions read of \(label)", try taskInput(input, markers).read, are: read),
    ]
  }
  return probes(
    "the text 7 8", .classification(text: [7, 8]), [[1, 7, 8, 3]], read: [3])
    + probes(
      "the premise 7 8 9 and the hypothesis 5 6", .entailment(premise: [7, 8, 9], hypothesis: [5, 6]),
      [[1, 7, 8, 9, 2, 5, 6, 3]], read: [7])
    + probes(
      "the texts 7 8 9 and 5 6 to compare", .similarity(first: [7, 8, 9], second: [5, 6]),
      [[1, 7, 8, 9, 2, 5, 6, 3], [1, 5, 6, 2, 7, 8, 9, 3]], read: [7, 7])
    + probes(
      "the context 7 8 and the answers 5, 9 6 5 and 6 6",
      .multipleChoice(context: [7, 8], answers: [[5], [9, 6, 5], [6, 6]]),
      [[1, 7, 8, 2, 5, 3, 4, 4], [1, 7, 8, 2, 9, 6, 5, 3], [1, 7, 8, 2, 6, 6, 3, 4]], read: [5, 7, 6])
    + [
      .property(
        "other ids of the markers change nothing else",
        table(
          try taskInput(
            .multipleChoice(context: [7], answers: [[5, 5], []]),
            InputMarkers(start: 20, delimiter: 21, end: 22, padding: 0)
          ).tokens), equals: [[20, 7, 21, 5, 5, 22], [20, 7, 21, 22, 0, 0]]
      ).ofIntegers
    ]
}
