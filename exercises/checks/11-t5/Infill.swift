import Exercises
import Solutions
import T5
import Tensors

private typealias Answer = @Sendable (_ tokens: [Int], _ spans: [Range<Int>], _ mask: Int) throws -> [Int]

extension Exercise {
  static let infill = Exercise(
    "11.3", "infill", solution: T5Solutions.self,
    answer: { (answers: any T5Tasks.Type) in answers.infill },
    hints: [
      "Between the spans stand the kept tokens. Build the result from left to right: kept tokens, a mask, kept tokens, a mask, and what is left.",
      "Keep the position up to which you have read, 0 at first. For a span, tokens[next..<span.lowerBound] are kept; after its mask go on from span.upperBound. An empty span is no special case.",
      "for span in spans: check that next <= span.lowerBound and span.upperBound <= tokens.count; result += tokens[next..<span.lowerBound] + [mask]; next = span.upperBound. At the end result += tokens[next...].",
    ],
    forbidden: ["TextInfilling"], mistakes: mistakes, probes: probes)
}

/// Infilling with one thing done differently, which the mistakes choose.
private struct Infiller {
  /// The span that is taken out, from the given one.
  var span: (_ given: Range<Int>) -> Range<Int> = { $0 }
  /// What stands for a span, from its tokens, its number, and whether it touches the span before it.
  var fill: (_ span: [Int], _ mask: Int, _ number: Int, _ touches: Bool) -> [Int] = { _, mask, _, _ in [mask] }
  var hasRest = true
  /// Whether a span is refused, from where the one before it ends.
  var refuses: (_ span: Range<Int>, _ next: Int, _ T: Int) -> Bool = { $0.lowerBound < $1 || $0.upperBound > $2 }

  func callAsFunction(_ tokens: [Int], _ spans: [Range<Int>], _ mask: Int) throws -> [Int] {
    var (result, next, end): ([Int], Int, Int) = ([], 0, 0)
    for (number, given) in spans.enumerated() {
      if refuses(given, end, tokens.count) { throw Misfit("\(given)") }
      let span = span(given).clamped(to: 0..<tokens.count)
      result += tokens[min(next, span.lowerBound)..<span.lowerBound]
      result += fill(Array(tokens[span]), mask, number, number > 0 && given.lowerBound == end)
      next = max(next, span.upperBound)
      end = given.upperBound
    }
    return result + (hasRest ? tokens[next...] : [])
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("each token of a span has a mask of its own: one mask stands for the whole span, whatever its length") {
    try Infiller(fill: { span, mask, _, _ in span.map { _ in mask } })($0, $1, $2)
  },
  Mistake("each token of a span has a mask of its own, though an empty span has one: one mask stands for any span") {
    try Infiller(fill: { span, mask, _, _ in [Int](repeating: mask, count: max(1, span.count)) })($0, $1, $2)
  },
  Mistake("an empty span has no mask: one is inserted there, so that a mask does not prove that something is missing") {
    try Infiller(fill: { span, mask, _, _ in span.isEmpty ? [] : [mask] })($0, $1, $2)
  },
  Mistake("an empty span took a token out: its mask is inserted, and no token is lost") {
    try Infiller(span: { $0.lowerBound..<max($0.upperBound, $0.lowerBound + 1) })($0, $1, $2)
  },
  Mistake("the mask of an empty span comes after the token at its position: insert it before that token") {
    try Infiller(span: { $0.isEmpty ? $0.lowerBound + 1..<$0.upperBound + 1 : $0 })($0, $1, $2)
  },
  Mistake("there is no mask: that is token deletion") {
    try Infiller(fill: { _, _, _, _ in [] })($0, $1, $2)
  },
  Mistake("the mask stands before the span's tokens: it replaces them") {
    try Infiller(fill: { span, mask, _, _ in [mask] + span })($0, $1, $2)
  },
  Mistake("each span took one token too many: a range a..<b ends before position b") {
    try Infiller(span: { $0.lowerBound..<$0.upperBound + 1 })($0, $1, $2)
  },
  Mistake("the last token of each span is still there: a range a..<b ends with position b − 1") {
    try Infiller(span: { $0.lowerBound..<max($0.lowerBound, $0.upperBound - 1) })($0, $1, $2)
  },
  Mistake("what follows the last span is missing") {
    try Infiller(hasRest: false)($0, $1, $2)
  },
  Mistake("spans that touch share one mask: each has its own") {
    try Infiller(fill: { _, mask, _, touches in touches ? [] : [mask] })($0, $1, $2)
  },
  Mistake("each span has another mask, as T5's sentinels: BART has one mask token for all") {
    try Infiller(fill: { _, mask, number, _ in [mask - number] })($0, $1, $2)
  },
  Mistake("each span has another mask, in ascending order: BART has one mask token for all") {
    try Infiller(fill: { _, mask, number, _ in [mask + number] })($0, $1, $2)
  },
  Mistake("the positions have moved: after a span was replaced the later ones stand elsewhere, so begin with the last")
  {
    var tokens = $0
    for span in $1 {
      if !(0...tokens.count).contains(span.upperBound) { throw Misfit("\(span)") }
      tokens.replaceSubrange(span, with: [$2])
    }
    return tokens
  },
  Mistake("only the first span was replaced") {
    try Infiller()($0, Array($1.prefix(1)), $2)
  },
  Mistake("spans that touch were refused: a span may begin where the one before it ends") {
    try Infiller(refuses: { span, next, T in span.lowerBound <= next && next > 0 || span.upperBound > T })($0, $1, $2)
  },
  Mistake("an empty span at the end of the text was refused: its mask is the last token") {
    try Infiller(refuses: { $0.lowerBound < $1 || $0.upperBound > $2 || $0.lowerBound == $2 })($0, $1, $2)
  },
  Mistake("spans that overlap were not refused: throw a Misfit") {
    try Infiller(refuses: { span, _, T in span.upperBound > T })($0, $1, $2)
  },
  Mistake("a span that is not in the text was cut to fit: throw a Misfit") {
    try Infiller(refuses: { span, next, _ in span.lowerBound < next })($0, $1, $2)
  },
  Mistake("no spans were refused: those that overlap or are not in the text call for a Misfit") {
    try Infiller(refuses: { _, _, _ in false })($0, $1, $2)
  },
]

private func probes(_ infill: @escaping Answer) -> [Probe] {
  let text = Array(11...20)
  func probe(_ spans: [Range<Int>], _ expected: [Int]) -> Probe {
    .values("the text 11 12 … 20, the spans \(spans) and the mask 50", try infill(text, spans, 50), are: expected)
  }
  return [
    probe([1..<3, 6..<7], [11, 50, 14, 15, 16, 50, 18, 19, 20]),
    probe([2..<5, 7..<7], [11, 12, 50, 16, 17, 50, 18, 19, 20]),
    probe([0..<0, 3..<4, 4..<6, 8..<10], [50, 11, 12, 13, 50, 50, 17, 18, 50]),
    .property("without a span the text stays as it is", try infill(text, [], 50), equals: text),
    .property("of a span as long as the text one mask is left", try infill(text, [0..<10], 50), equals: [50]),
    .property(
      "an empty span at the end of the text adds a mask there", try infill(text, [10..<10], 50), equals: text + [50]),
    .refuses("the spans 1..<4 and 3..<5, which overlap", try infill(text, [1..<4, 3..<5], 50)),
    .refuses("the spans 6..<8 and 1..<2, which are not in order", try infill(text, [6..<8, 1..<2], 50)),
    .refuses("the span 8..<11 of a text of 10 tokens", try infill(text, [8..<11], 50)),
  ]
}
