import Exercises
import Solutions
import T5
import Tensors

private typealias Texts = (source: [Int], target: [Int])

private typealias Answer = @Sendable (_ tokens: [Int], _ isNoise: [Bool], _ V: Int) throws -> Texts

extension Exercise {
  static let corruptSpans = Exercise(
    "11.1", "corruptSpans", solution: T5Solutions.self,
    answer: { (answers: any T5Tasks.Type) in answers.corruptSpans },
    hints: [
      "Go through the tokens once. One that is kept goes to the source, one that is noise to the target. When does a sentinel go to both?",
      "A span begins at t where isNoise[t] and t == 0 || !isNoise[t - 1]. Then append V − 1 − k to source and target, and count k up.",
      "for (t, token) in tokens.enumerated(): if it is kept, append it to the source; otherwise append the sentinel to both where a span begins, then the token to the target. After the loop append sentinel k to the target.",
    ],
    forbidden: ["SpanCorruption"], mistakes: mistakes, probes: probes)
}

/// Corruption with one thing done differently, which the mistakes choose.
private struct Corruptor {
  /// The id of a sentinel, from its number and that of the spans.
  var sentinel: (_ number: Int, _ spans: Int, _ V: Int) -> Int = { number, _, V in V - 1 - number }
  /// The spans of a mask.
  var spans: (_ isNoise: [Bool]) -> [Range<Int>] = { runs($0) }
  /// Whether a span gets a sentinel.
  var isMarked: (_ span: Range<Int>) -> Bool = { _ in true }
  /// What stands for a span in the source, and in the target.
  var inSource: (_ sentinel: Int, _ span: [Int]) -> [Int] = { sentinel, _ in [sentinel] }
  var inTarget: (_ sentinel: Int, _ span: [Int]) -> [Int] = { [$0] + $1 }
  /// What closes source and target, from the number of spans.
  var closesSource = false
  var closing: (_ number: Int) -> Int? = { $0 }
  var isRefused = true

  func callAsFunction(_ tokens: [Int], _ isNoise: [Bool], _ V: Int) throws -> Texts {
    if isRefused, tokens.count != isNoise.count { throw Misfit("a mask of another length") }
    let T = min(tokens.count, isNoise.count)
    let spans = spans(Array(isNoise.prefix(T)))
    var (source, target, next, number): ([Int], [Int], Int, Int) = ([], [], 0, 0)
    for span in spans {
      source += tokens[next..<span.lowerBound]
      next = span.upperBound
      if isMarked(span) {
        source += inSource(sentinel(number, spans.count, V), Array(tokens[span]))
        target += inTarget(sentinel(number, spans.count, V), Array(tokens[span]))
        number += 1
      } else {
        target += tokens[span]
      }
    }
    source += (next..<T).filter { !isNoise[$0] }.map { tokens[$0] }
    let last = closing(number).map { [sentinel($0, spans.count, V)] } ?? []
    return (source + (closesSource ? last : []), target + last)
  }
}

/// The runs of a mask.
private func runs(_ isNoise: [Bool]) -> [Range<Int>] {
  let starts = isNoise.indices.filter { isNoise[$0] && ($0 == 0 || !isNoise[$0 - 1]) }
  return starts.map { start in start..<(isNoise[start...].firstIndex(of: false) ?? isNoise.count) }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the sentinels are out of order: the first span has sentinel 0, of id V − 1, and their ids descend") {
    try Corruptor(sentinel: { number, spans, V in V - 1 - spans + number })($0, $1, $2)
  },
  Mistake("the sentinels are out of order: the spans were numbered from the end of the text") {
    try Corruptor(sentinel: { number, spans, V in V - 1 - (number < spans ? spans - 1 - number : number) })($0, $1, $2)
  },
  Mistake("the sentinels' ids ascend, out of the vocabulary: sentinel k has the id V − 1 − k") {
    try Corruptor(sentinel: { number, _, V in V - 1 + number })($0, $1, $2)
  },
  Mistake("the closing sentinel is missing: one more, after the last span, says that nothing follows") {
    try Corruptor(closing: { _ in nil })($0, $1, $2)
  },
  Mistake("the target ends with the sentinel of the last span again: the closing one is the next") {
    try Corruptor(closing: { $0 - 1 })($0, $1, $2)
  },
  Mistake("the target ends with the end token 1: a sentinel closes it, and no end token is added") {
    let (source, target) = try Corruptor(closing: { _ in nil })($0, $1, $2)
    return (source, target + [1])
  },
  Mistake("the source ends with the closing sentinel, too: it belongs to the target alone") {
    try Corruptor(closesSource: true)($0, $1, $2)
  },
  Mistake("each token has a sentinel of its own: one sentinel stands for a whole span") {
    try Corruptor(spans: { isNoise in isNoise.indices.filter { isNoise[$0] }.map { $0..<$0 + 1 } })($0, $1, $2)
  },
  Mistake("the sentinel stands in the source once for each token of its span: once is enough, however long the span") {
    try Corruptor(inSource: { sentinel, span in span.map { _ in sentinel } })($0, $1, $2)
  },
  Mistake("all spans have the same sentinel: then nothing says which span of the target goes where") {
    try Corruptor(sentinel: { _, _, V in V - 1 })($0, $1, $2)
  },
  Mistake("the sentinels begin with the id V, which the vocabulary does not have: sentinel 0 is V − 1") {
    try Corruptor(sentinel: { number, _, V in V - number })($0, $1, $2)
  },
  Mistake("the sentinels are counted from 1: the first span has sentinel 0") {
    try Corruptor(sentinel: { number, _, V in V - 2 - number })($0, $1, $2)
  },
  Mistake("no sentinels are in the source: that is token deletion, which does not say where something is missing") {
    try Corruptor(inSource: { _, _ in [] })($0, $1, $2)
  },
  Mistake("the spans of the target have no sentinels: each begins with the one that stands for it in the source") {
    try Corruptor(inTarget: { $1 })($0, $1, $2)
  },
  Mistake("in the target the sentinel comes after its span: it comes first") {
    try Corruptor(inTarget: { $1 + [$0] })($0, $1, $2)
  },
  Mistake("the spans are still in the source: the sentinel replaces them") {
    try Corruptor(inSource: { [$0] + $1 })($0, $1, $2)
  },
  Mistake("the mask is inverted: what is noise goes to the target") {
    try Corruptor()($0, $1.map { !$0 }, $2)
  },
  Mistake("source and target are swapped") {
    let (source, target) = try Corruptor()($0, $1, $2)
    return (target, source)
  },
  Mistake("the target is the whole text, as BART's: T5's has the missing spans alone") {
    (try Corruptor()($0, $1, $2).source, $0)
  },
  Mistake("a span at the beginning of the text has no sentinel: it begins at position 0, with no token before it") {
    try Corruptor(isMarked: { $0.lowerBound > 0 })($0, $1, $2)
  },
  Mistake("a span at the end of the text is lost: no kept token follows that would end it") {
    try Corruptor(spans: { isNoise in runs(isNoise).filter { $0.upperBound < isNoise.count } })($0, $1, $2)
  },
  Mistake("a mask of another length was not refused: what had no partner was dropped") {
    try Corruptor(isRefused: false)($0, $1, $2)
  },
]

private func probes(_ corruptSpans: @escaping Answer) -> [Probe] {
  let text = Array(11...20)
  func isNoise(_ positions: Int..., count: Int = 10) -> [Bool] { (0..<count).map { positions.contains($0) } }
  func probes(_ label: String, _ isNoise: [Bool], _ source: [Int], _ target: [Int]) -> [Probe] {
    let label = "the text 11 12 … 20 without \(label), V 100"
    return [
      .values("the source of \(label)", try corruptSpans(text, isNoise, 100).source, are: source),
      .values("the target of \(label)", try corruptSpans(text, isNoise, 100).target, are: target),
    ]
  }
  // Masks as the library draws them, each with its source and target.
  let library = SpanCorruption(Sentinels(vocabularySize: 500))
  var generator = Generator(seed: 1)
  let masks = (20..<60).map { library.mask($0, using: &generator) }
  let pairs = masks.map { library.pair(Array(0..<$0.count), isNoise: $0) }
  return probes(
    "12 13, 16 and 18", isNoise(1, 2, 5, 7), [11, 99, 14, 15, 98, 17, 97, 19, 20], [99, 12, 13, 98, 16, 97, 18, 96])
    + probes(
      "11, 14 15 16 and 19 20", isNoise(0, 3, 4, 5, 8, 9), [99, 12, 13, 98, 17, 18, 97],
      [99, 11, 98, 14, 15, 16, 97, 19, 20, 96])
    + [
      .property(
        "a text without noise is its own source", try corruptSpans(text, isNoise(), 100).source, equals: text),
      .property(
        "without noise the closing sentinel is sentinel 0", try corruptSpans(text, isNoise(), 50).target, equals: [49]),
      .property(
        "the sources are those of the library",
        try masks.flatMap { try corruptSpans(Array(0..<$0.count), $0, 500).source },
        equals: pairs.flatMap(\.source)),
      .property(
        "the targets are those of the library",
        try masks.flatMap { try corruptSpans(Array(0..<$0.count), $0, 500).target },
        equals: pairs.flatMap(\.target)),
      .refuses("10 tokens and a mask of 9", try corruptSpans(text, isNoise(2, count: 9), 100).source),
      .refuses("10 tokens and a mask of 11", try corruptSpans(text, isNoise(2, count: 11), 100).target),
    ]
}
