import EncoderDecoder
import Exercises
import Solutions
import Tensors

private typealias Rows = (inputs: [[Int]], labels: [[Int]])

private typealias Answer = @Sendable (_ targets: [[Int]], _ begin: Int, _ end: Int, _ padding: Int) throws -> Rows

extension Exercise {
  static let shift = Exercise(
    "08.1", "shift", mine: MyEncoderDecoder.shift, solution: EncoderDecoderSolutions.shift,
    hints: [
      "Write one target down twice, one line under the other, so that under each token stands the one that follows it.",
      "[begin] + target is given, target + [end] is targets: both are one longer than the target. Then fill up to the longest.",
      "row + [Int](repeating: padding, count: U - row.count) pads a row behind, U being the longest target's count + 1.",
    ],
    mistakes: mistakes, probes: probes)
}

/// Rows with one thing done differently, which the mistakes choose.
private struct Shifter {
  var give: (_ target: [Int], _ begin: Int, _ end: Int) -> [Int] = { target, begin, _ in [begin] + target }
  var want: (_ target: [Int], _ begin: Int, _ end: Int) -> [Int] = { target, _, end in target + [end] }
  /// A row filled up to a width, with a token of one's choice.
  var fill: (_ row: [Int], _ token: Int, _ width: Int) -> [Int] = { $0 + [Int](repeating: $1, count: $2 - $0.count) }
  /// With what the wanted rows are filled up.
  var fillWanted: (_ padding: Int, _ begin: Int, _ end: Int) -> Int = { padding, _, _ in padding }

  func callAsFunction(_ targets: [[Int]], _ begin: Int, _ end: Int, _ padding: Int) -> Rows {
    let (given, wanted) = (targets.map { give($0, begin, end) }, targets.map { want($0, begin, end) })
    let width = (given + wanted).map(\.count).max() ?? 0
    return (
      given.map { fill($0, padding, width) }, wanted.map { fill($0, fillWanted(padding, begin, end), width) }
    )
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the target is not shifted: the decoder is given the very token that it has to say") {
    Shifter(give: { target, _, end in target + [end] })($0, $1, $2, $3)
  },
  Mistake("the target was shifted the wrong way: given is what came before, not what comes after") {
    Shifter(give: { target, _, end in Array((target + [end]).dropFirst()) })($0, $1, $2, $3)
  },
  Mistake("given and wanted have changed positions") {
    let (given, wanted) = Shifter()($0, $1, $2, $3)
    return (wanted, given)
  },
  Mistake("`end` was kept in what is given: nothing comes after it, so nothing is asked there") {
    Shifter(give: { target, begin, end in [begin] + target + [end] })($0, $1, $2, $3)
  },
  Mistake("`begin` is missing: without it nobody asks for the first token") {
    Shifter(give: { target, _, _ in target }, want: { target, _, end in Array((target + [end]).dropFirst()) })(
      $0, $1, $2, $3)
  },
  Mistake("`begin` is missing in what is given, so that every token stands under itself") {
    Shifter(give: { target, _, _ in target })($0, $1, $2, $3)
  },
  Mistake("`begin` is wanted, too: the decoder never has to say it") {
    Shifter(
      give: { target, begin, _ in [begin] + target }, want: { target, begin, end in [begin] + target + [end] })(
        $0, $1, $2, $3)
  },
  Mistake("`end` is not targets: the decoder has to learn to stop") {
    Shifter(want: { target, _, _ in target })($0, $1, $2, $3)
  },
  Mistake("the last token is not given: it is needed to say `end`") {
    Shifter(give: { target, begin, _ in [begin] + target.dropLast() })($0, $1, $2, $3)
  },
  Mistake("the padding would be learned from: behind what is wanted stands `padding`, which the loss leaves out") {
    Shifter(fillWanted: { _, _, end in end })($0, $1, $2, $3)
  },
  Mistake("the padding stands in front: a row begins with its text") {
    Shifter(fill: { row, token, width in [Int](repeating: token, count: width - row.count) + row })($0, $1, $2, $3)
  },
  Mistake("the rows are not padded: a batch needs rows of one length") {
    Shifter(fill: { row, _, _ in row })($0, $1, $2, $3)
  },
]

/// Rows as a tensor, −1 where a row has ended.
private func table(_ rows: [[Int]]) -> Tensor {
  Tensor(shape: [rows.count, rows.map(\.count).max() ?? 0]) { index in
    index[1] < rows[index[0]].count ? Scalar(rows[index[0]][index[1]]) : -1
  }
}

private func probes(_ shift: @escaping Answer) -> [Probe] {
  let targets = [[7, 8, 9], [5], [6, 4, 6, 3], [4, 4]]
  let label = "7 8 9, 5, 6 4 6 3 and 4 4 with begin 1, end 2, padding 0"
  let inputs: Tensor = [[1, 7, 8, 9, 0], [1, 5, 0, 0, 0], [1, 6, 4, 6, 3], [1, 4, 4, 0, 0]]
  let labels: Tensor = [[7, 8, 9, 2, 0], [5, 2, 0, 0, 0], [6, 4, 6, 3, 2], [4, 4, 2, 0, 0]]
  return [
    .values("inputs for \(label)", table(try shift(targets, 1, 2, 0).inputs), are: inputs),
    .values("labels for \(label)", table(try shift(targets, 1, 2, 0).labels), are: labels),
    .property(
      "the labels are the inputs one position later, as far as the text goes",
      table(try shift([[5, 6, 7, 8]], 1, 2, 0).labels).columns(0..<4),
      equals: table(try shift([[5, 6, 7, 8]], 1, 2, 0).inputs).columns(1..<5)),
    .property(
      "an empty target is begun and ended, too",
      table(try { $0.inputs + $0.labels }(shift([[]], 1, 2, 0))), equals: [[1], [2]]),
  ]
}
