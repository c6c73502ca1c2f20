import BERT
import Exercises
import Solutions
import Tensors

private typealias Span = (first: Int, last: Int)

private typealias Answer =
  @Sendable (_ start: Tensor, _ end: Tensor, _ passage: Range<Int>, _ maximumLength: Int) throws -> Span

extension Exercise {
  static let decodeSpan = Exercise(
    "09.4", "decodeSpan", solution: BERTSolutions.self,
    answer: { (answers: any BERTTasks.Type) in answers.decodeSpan },
    hints: [
      "The best start and the best end need not form a span. So compare all pairs that do: two loops.",
      "The outer loop is over all starts in the passage. A span of at most n tokens from `first` ends before first + n, and in the passage.",
      "for first in passage { for last in first..<min(first + maximumLength, passage.upperBound) … }: keep the pair where start[first] + end[last] is > the largest so far.",
    ],
    forbidden: ["bestSpan"], mistakes: mistakes, probes: probes)
}

/// A search over all spans, with one thing done differently, which the mistakes choose.
private struct Search {
  var starts: (_ passage: Range<Int>, _ T: Int) -> Range<Int> = { passage, _ in passage }
  /// Before which position a span ends.
  var bound: (_ passage: Range<Int>, _ T: Int) -> Int = { passage, _ in passage.upperBound }
  /// The ends that fit a start.
  var ends: (_ first: Int, _ bound: Int, _ maximumLength: Int) -> [Int] = { Array($0..<min($0 + $2, $1)) }
  var score: (_ start: Scalar, _ end: Scalar) -> Scalar = { $0 + $1 }
  var isBetter: (_ new: Scalar, _ old: Scalar) -> Bool = { $0 > $1 }

  func callAsFunction(_ start: Tensor, _ end: Tensor, _ passage: Range<Int>, _ maximumLength: Int) -> Span {
    var best: (span: Span, score: Scalar)?
    let starts = starts(passage, start.count)
    for first in starts {
      for last in ends(first, bound(passage, start.count), maximumLength) where starts.lowerBound <= last {
        let score = score(start[first], end[last])
        if best.map({ isBetter(score, $0.score) }) ?? true { best = ((first, last), score) }
      }
    }
    return best?.span ?? (passage.lowerBound, passage.lowerBound)
  }
}

/// The first position of a range with the largest logit.
private func best(_ logits: Tensor, in range: Range<Int>) -> Int {
  range.max { logits[$0] < logits[$1] || (logits[$0] == logits[$1] && $0 > $1) }!
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the best start and the best end were taken, each by itself, so that the end may come before the start") {
    start, end, passage, _ in
    (best(start, in: passage), best(end, in: passage))
  },
  Mistake("the best start and the best end of the row were taken: compare all spans in the passage by their sum") {
    start, end, _, _ in
    (start.argmax()[0], end.argmax()[0])
  },
  Mistake("the end may come before the start: for each start, look at ends from there on only") {
    Search(ends: { Array($0 - $2 + 1..<min($0 + $2, $1)) })($0, $1, $2, $3)
  },
  Mistake("the best start and the best end were swapped where the end came first: compare all spans by their sum") {
    start, end, passage, _ in
    let (first, last) = (best(start, in: passage), best(end, in: passage))
    return (min(first, last), max(first, last))
  },
  Mistake("the best start was taken first, then the best end for it: another start may give a larger sum") {
    start, end, passage, length in
    let first = best(start, in: passage)
    return (first, best(end, in: first..<min(first + length, passage.upperBound)))
  },
  Mistake("the best end was taken first, then the best start for it: another end may give a larger sum") {
    start, end, passage, length in
    let last = best(end, in: passage)
    return (best(start, in: max(last - length + 1, passage.lowerBound)..<last + 1), last)
  },
  Mistake("the span may lie outside of the passage, in the question or on a special token: both ends belong in it") {
    Search(starts: { 0..<$1 }, bound: { $1 })($0, $1, $2, $3)
  },
  Mistake("the span may lie in the question: it starts at passage.lowerBound or later") {
    Search(starts: { passage, _ in 0..<passage.upperBound })($0, $1, $2, $3)
  },
  Mistake("the span may end after the passage: it ends before passage.upperBound") {
    Search(bound: { $1 })($0, $1, $2, $3)
  },
  Mistake("the span may end at passage.upperBound, which is the first position after the passage") {
    Search(bound: { min($0.upperBound + 1, $1) })($0, $1, $2, $3)
  },
  Mistake("the span may have any length: at most maximumLength tokens are allowed") {
    Search(ends: { first, bound, _ in Array(first..<bound) })($0, $1, $2, $3)
  },
  Mistake("the span may be one token too long: from i to j there are j − i + 1 tokens") {
    Search(ends: { Array($0..<min($0 + $2 + 1, $1)) })($0, $1, $2, $3)
  },
  Mistake("spans of maximumLength tokens were left out: that many are allowed") {
    Search(ends: { Array($0..<min($0 + max($2 - 1, 1), $1)) })($0, $1, $2, $3)
  },
  Mistake("spans of one token were left out: the end may be the start") {
    Search(ends: { Array(($0..<min($0 + $2, $1)).dropFirst()) })($0, $1, $2, $3)
  },
  Mistake("the logits were multiplied: they are logarithms, up to a constant, so they are added") {
    Search(score: { $0 * $1 })($0, $1, $2, $3)
  },
  Mistake("the logits of start and end are swapped") {
    Search()($1, $0, $2, $3)
  },
  Mistake("of equals the last was taken: replace the best so far only by a larger sum") {
    Search(isBetter: { $0 >= $1 })($0, $1, $2, $3)
  },
  Mistake("the positions count from the start of the passage: they are those of the row") {
    let span = Search()($0, $1, $2, $3)
    return (span.first - $2.lowerBound, span.last - $2.lowerBound)
  },
  Mistake("the end is one after the last token: it should be the last token itself") {
    let span = Search()($0, $1, $2, $3)
    return (span.first, span.last + 1)
  },
]

private func probes(_ decodeSpan: @escaping Answer) -> [Probe] {
  func span(_ start: Tensor, _ end: Tensor, _ passage: Range<Int>, _ length: Int) throws -> [Int] {
    try { [$0.first, $0.last] }(decodeSpan(start, end, passage, length))
  }
  func probe(_ start: [Int], _ end: [Int], _ passage: Range<Int>, _ length: Int, is expected: [Int]) -> Probe {
    .values(
      "the logits \(start) and \(end), the passage \(passage), at most \(length) tokens",
      try span(Tensor(whole: start), Tensor(whole: end), passage, length), are: expected)
  }
  let (start, end) = (random(30, seed: 1), random(30, seed: 2))
  /// Zeros with some other entries.
  func logits(_ entries: [Int: Scalar]) -> Tensor { Tensor(shape: [8]) { entries[$0[0]] ?? 0 } }
  return [
    probe([8, 1, 2, 5, 6, 1, 2, 9, 9], [9, 2, 7, 1, 2, 5, 4, 10, 11], 2..<7, 3, is: [4, 5]),
    probe([0, 9, 1, 4, 2, 0], [0, 3, 1, 2, 6, 7], 0..<6, 3, is: [1, 1]),
    probe([0, 7, 1, 0, 0, 0], [0, 0, 0, 8, 1, 2], 0..<6, 3, is: [1, 3]),
    probe([0, 1, 6, 7, 1], [0, 2, 7, 1, 0], 1..<4, 2, is: [2, 2]),
    probe([-1, -9, -3, -8, -7], [-2, -6, -9, -2, -9], 1..<5, 4, is: [2, 3]),
    .property(
      "of equal starts, and of equal ends, the first is taken",
      try span(logits([2: 3, 4: 3]), logits([4: 5, 6: 5]), 1..<8, 7), equals: [2, 4]),
    .property(
      "with 30 random logits, every passage and every length give a span with the largest possible sum",
      Tensor(
        try (0..<20).map { lower in
          let found = try span(start, end, lower..<lower + 10, 1 + lower % 5)
          return start[found[0]] + end[found[1]]
        }),
      equals: Tensor(
        (0..<20).map { lower in
          let span = Search()(start, end, lower..<lower + 10, 1 + lower % 5)
          return start[span.first] + end[span.last]
        })),
  ]
}
