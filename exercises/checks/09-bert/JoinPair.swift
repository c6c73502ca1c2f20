import BERT
import Exercises
import Solutions
import Tensors

private typealias Row = (tokens: [Int], segments: [Int], length: Int)

private typealias Answer =
  @Sendable (_ first: [Int], _ second: [Int], _ width: Int, _ special: BERTSpecialTokens) throws -> Row

extension Exercise {
  static let joinPair = Exercise(
    "09.2", "joinPair", solution: BERTSolutions.self,
    answer: { (answers: any BERTTasks.Type) in answers.joinPair },
    hints: [
      "Make both parts first, [CLS] A [SEP] and B [SEP]: all tokens of a part have the same segment.",
      "The length is the sum of both counts, and width − length is the number of paddings. Compare the length with the width before that.",
      "a + b + [Int](repeating: special.padding, count: width - length) are the tokens; the segments are a.map { _ in 0 } + b.map { _ in 1 } + zeros.",
    ],
    forbidden: ["BERTInput"], mistakes: mistakes, probes: probes)
}

/// A row with one thing done differently, which the mistakes choose.
private struct Joiner {
  /// `[CLS] A [SEP]` and `B [SEP]`, each with its segments.
  var first: (_ text: [Int], _ special: BERTSpecialTokens) -> [Int] = { [$1.classification] + $0 + [$1.separator] }
  var second: (_ text: [Int], _ special: BERTSpecialTokens) -> [Int] = { $0 + [$1.separator] }
  var firstSegments: (_ count: Int) -> [Int] = { [Int](repeating: 0, count: $0) }
  var secondSegments: (_ count: Int) -> [Int] = { [Int](repeating: 1, count: $0) }
  var padding: (_ special: BERTSpecialTokens) -> Int = { $0.padding }
  var paddingSegment = 0
  /// A list filled up with an entry so many times.
  var fill: (_ list: [Int], _ entry: Int, _ count: Int) -> [Int] = { $0 + [Int](repeating: $1, count: $2) }
  /// The length that is returned, from the number of tokens and the width.
  var length: (_ count: Int, _ width: Int) -> Int = { count, _ in count }

  func callAsFunction(_ a: [Int], _ b: [Int], _ width: Int, _ special: BERTSpecialTokens) throws -> Row {
    let (a, b) = (first(a, special), second(b, special))
    let count = a.count + b.count
    if count > width { throw Misfit("too long") }
    return (
      fill(a + b, padding(special), width - count),
      fill(firstSegments(a.count) + secondSegments(b.count), paddingSegment, width - count), length(count, width)
    )
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("[SEP] is missing between the texts: it ends each of them") {
    try Joiner(first: { [$1.classification] + $0 })($0, $1, $2, $3)
  },
  Mistake("[SEP] is missing after the second text: it ends each of them") {
    try Joiner(second: { text, _ in text })($0, $1, $2, $3)
  },
  Mistake("[CLS] is missing: every input begins with it") {
    try Joiner(first: { $0 + [$1.separator] })($0, $1, $2, $3)
  },
  Mistake("there is a second [CLS] before B: only the whole input begins with one") {
    try Joiner(second: { [$1.classification] + $0 + [$1.separator] })($0, $1, $2, $3)
  },
  Mistake("[CLS] and [SEP] are swapped: [CLS] begins the input, [SEP] ends each text") {
    try Joiner(first: { [$1.separator] + $0 + [$1.classification] }, second: { $0 + [$1.classification] })(
      $0, $1, $2, $3)
  },
  Mistake("the texts are swapped: the first one comes first") {
    try Joiner()($1, $0, $2, $3)
  },
  Mistake("the first [SEP] has the segment 1: it ends A, and belongs to its segment") {
    try Joiner(firstSegments: { [Int](repeating: 0, count: $0 - 1) + [1] })($0, $1, $2, $3)
  },
  Mistake("the second [SEP] has the segment 0: it ends B, and belongs to its segment") {
    try Joiner(secondSegments: { [Int](repeating: 1, count: $0 - 1) + [0] })($0, $1, $2, $3)
  },
  Mistake("both [SEP] have the wrong segment: each belongs to the text that it ends") {
    try Joiner(
      firstSegments: { [Int](repeating: 0, count: $0 - 1) + [1] },
      secondSegments: { [Int](repeating: 1, count: $0 - 1) + [0] })($0, $1, $2, $3)
  },
  Mistake("the padding has the segment 1: it has the segment 0") {
    try Joiner(paddingSegment: 1)($0, $1, $2, $3)
  },
  Mistake("all segments are 0: those of B [SEP] are 1") {
    try Joiner(secondSegments: { [Int](repeating: 0, count: $0) })($0, $1, $2, $3)
  },
  Mistake("the segments are 1 and 2: they count from 0") {
    try Joiner(
      firstSegments: { [Int](repeating: 1, count: $0) }, secondSegments: { [Int](repeating: 2, count: $0) })(
        $0, $1, $2, $3)
  },
  Mistake("the padding is in front: it belongs at the end") {
    try Joiner(fill: { [Int](repeating: $1, count: $2) + $0 })($0, $1, $2, $3)
  },
  Mistake("the padding is missing: all rows of a batch have one width") {
    try Joiner(fill: { list, _, _ in list })($0, $1, $2, $3)
  },
  Mistake("the padding is the token 0: it is `special.padding`, whatever its id") {
    try Joiner(padding: { _ in 0 })($0, $1, $2, $3)
  },
  Mistake("the segments were padded with [PAD]: they are no tokens, and the segment of padding is 0") {
    try Joiner(paddingSegment: $3.padding)($0, $1, $2, $3)
  },
  Mistake("the length counts the padding: a mask that is made of it would hide nothing") {
    try Joiner(length: { _, width in width })($0, $1, $2, $3)
  },
  Mistake("the length counts the texts alone: [CLS] and both [SEP] belong to it") {
    try Joiner(length: { count, _ in count - 3 })($0, $1, $2, $3)
  },
  Mistake("texts that do not fit were cut in silence: throw a Misfit") {
    let room = max(0, $2 - 3 - $0.count)
    return try Joiner()($0, Array($1.prefix(room)), $2, $3)
  },
]

private func probes(_ joinPair: @escaping Answer) -> [Probe] {
  var special = BERTSpecialTokens()
  (special.padding, special.classification, special.separator) = (9, 5, 6)
  func row(_ first: [Int], _ second: [Int], _ width: Int) throws -> Row { try joinPair(first, second, width, special) }
  func answer() throws -> Row { try row([11, 12, 13], [21, 22], 11) }
  let label = "11 12 13 and 21 22 with [CLS] 5, [SEP] 6, [PAD] 9 and width 11"
  return [
    .values("the tokens for \(label)", try answer().tokens, are: [5, 11, 12, 13, 6, 21, 22, 6, 9, 9, 9]),
    .values("the segments for \(label)", try answer().segments, are: [0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0]),
    .values("the length for \(label)", [try answer().length], are: [8]),
    .property(
      "texts that fill the width need no padding", try row([11], [21, 22], 6).tokens, equals: [5, 11, 6, 21, 22, 6]),
    .property(
      "an empty second text still has its [SEP], of the segment 1", try row([11], [], 4).segments, equals: [0, 0, 0, 1]),
    .refuses("texts of 3 and 2 tokens and width 7", try row([11, 12, 13], [21, 22], 7).tokens),
  ]
}
