import EncoderDecoder
import Exercises
import Solutions
import Tensors

private typealias Rows = (inputs: [[Int]], targets: [[Int]])

private typealias Answer = @Sendable (_ sentences: [[Int]], _ begin: Int, _ end: Int, _ padding: Int) throws -> Rows

extension Exercise {
  static let shift = Exercise(
    "08.1", "shift", solution: EncoderDecoderSolutions.self,
    answer: { (answers: any EncoderDecoderTasks.Type) in answers.shift },
    hints: [
      "Write one sentence on two lines, one above the other, so that the next token stands below each token.",
      "The inputs are [begin] + sentence, the targets sentence + [end]: both are one longer than the sentence. Then pad to the longest.",
      "row + [Int](repeating: padding, count: U - row.count) pads a row at the end, where U is the count of the longest sentence + 1.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Rows with one thing done differently, which the mistakes choose.
private struct Shifter {
  var inputs: (_ sentence: [Int], _ begin: Int, _ end: Int) -> [Int] = { sentence, begin, _ in [begin] + sentence }
  var targets: (_ sentence: [Int], _ begin: Int, _ end: Int) -> [Int] = { sentence, _, end in sentence + [end] }
  /// A row filled up to a width with a token.
  var fill: (_ row: [Int], _ token: Int, _ width: Int) -> [Int] = { $0 + [Int](repeating: $1, count: $2 - $0.count) }
  /// The token with which the targets are filled up.
  var fillTargets: (_ padding: Int, _ begin: Int, _ end: Int) -> Int = { padding, _, _ in padding }

  func callAsFunction(_ sentences: [[Int]], _ begin: Int, _ end: Int, _ padding: Int) -> Rows {
    let (inputs, targets) = (
      sentences.map { self.inputs($0, begin, end) }, sentences.map { self.targets($0, begin, end) }
    )
    let width = (inputs + targets).map(\.count).max() ?? 0
    return (
      inputs.map { fill($0, padding, width) }, targets.map { fill($0, fillTargets(padding, begin, end), width) }
    )
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the inputs are not shifted: at each position the decoder gets its own target") {
    Shifter(inputs: { sentence, _, end in sentence + [end] })($0, $1, $2, $3)
  },
  Mistake("the inputs were shifted the wrong way: at each position the input is the token before the target") {
    Shifter(inputs: { sentence, _, end in Array((sentence + [end]).dropFirst()) })($0, $1, $2, $3)
  },
  Mistake("inputs and targets are swapped") {
    let (inputs, targets) = Shifter()($0, $1, $2, $3)
    return (targets, inputs)
  },
  Mistake("the inputs contain `end`: nothing comes after it, so there is nothing to predict") {
    Shifter(inputs: { sentence, begin, end in [begin] + sentence + [end] })($0, $1, $2, $3)
  },
  Mistake("`begin` is missing: without it the first token is never predicted") {
    Shifter(
      inputs: { sentence, _, _ in sentence }, targets: { sentence, _, end in Array((sentence + [end]).dropFirst()) })(
        $0, $1, $2, $3)
  },
  Mistake("`begin` is missing in the inputs, so that each input equals its target") {
    Shifter(inputs: { sentence, _, _ in sentence })($0, $1, $2, $3)
  },
  Mistake("`begin` is a target: the decoder never has to predict it") {
    Shifter(
      inputs: { sentence, begin, _ in [begin] + sentence },
      targets: { sentence, begin, end in [begin] + sentence + [end] })(
        $0, $1, $2, $3)
  },
  Mistake("`end` is missing in the targets: the decoder has to learn where to stop") {
    Shifter(targets: { sentence, _, _ in sentence })($0, $1, $2, $3)
  },
  Mistake("the last token is missing in the inputs: it is needed to predict `end`") {
    Shifter(inputs: { sentence, begin, _ in [begin] + sentence.dropLast() })($0, $1, $2, $3)
  },
  Mistake("the targets are not padded with `padding`: only that is ignored by the loss") {
    Shifter(fillTargets: { _, _, end in end })($0, $1, $2, $3)
  },
  Mistake("the padding is in front: it belongs at the end of a row") {
    Shifter(fill: { row, token, width in [Int](repeating: token, count: width - row.count) + row })($0, $1, $2, $3)
  },
  Mistake("the rows are not padded: all rows of a batch have one length") {
    Shifter(fill: { row, _, _ in row })($0, $1, $2, $3)
  },
]

/// Rows as a tensor, −1 after the end of a row.
private func table(_ rows: [[Int]]) -> Tensor {
  Tensor(shape: [rows.count, rows.map(\.count).max() ?? 0]) { index in
    index[1] < rows[index[0]].count ? Scalar(rows[index[0]][index[1]]) : -1
  }
}

private func probes(_ shift: @escaping Answer) -> [Probe] {
  let sentences = [[7, 8, 9], [5], [6, 4, 6, 3], [4, 4]]
  let label = "7 8 9, 5, 6 4 6 3 and 4 4 with begin 1, end 2, padding 0"
  let inputs: Tensor = [[1, 7, 8, 9, 0], [1, 5, 0, 0, 0], [1, 6, 4, 6, 3], [1, 4, 4, 0, 0]]
  let targets: Tensor = [[7, 8, 9, 2, 0], [5, 2, 0, 0, 0], [6, 4, 6, 3, 2], [4, 4, 2, 0, 0]]
  return [
    .values("inputs for \(label)", table(try shift(sentences, 1, 2, 0).inputs), are: inputs).ofIntegers,
    .values("targets for \(label)", table(try shift(sentences, 1, 2, 0).targets), are: targets).ofIntegers,
    .property(
      "the targets are the inputs one position later",
      table(try shift([[5, 6, 7, 8]], 1, 2, 0).targets).columns(0..<4),
      equals: table(try shift([[5, 6, 7, 8]], 1, 2, 0).inputs).columns(1..<5)
    ).ofIntegers,
    .property(
      "an empty sentence has one input and one target, too",
      table(try { $0.inputs + $0.targets }(shift([[]], 1, 2, 0))), equals: [[1], [2]]
    ).ofIntegers,
  ]
}
