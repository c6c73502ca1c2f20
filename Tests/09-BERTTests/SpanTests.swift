import BERT
import Tensors
import TestSupport
import Testing

/// The best span from the logits of its start and its end.
struct SpanTests {
  private func span(
    _ start: [Scalar], _ end: [Scalar], in range: Range<Int>? = nil, maximumLength: Int = 9
  ) -> ClosedRange<Int>? {
    bestSpan(start: start, end: end, in: range ?? start.indices, maximumLength: maximumLength)?.span
  }

  @Test func `start and end are the best that go together`() {
    #expect(span([0, 5, 0, 0], [0, 0, 3, 0]) == 1...2)
    #expect(span([0, 5, 0, 0], [0, 4, 3, 0]) == 1...1)
  }

  @Test func `an end before the start is no span`() {
    // The best start is 3 and the best end is 0. Together they would score 9.
    #expect(span([2, 0, 0, 5], [4, 0, 1, 0]) == 0...0)
    #expect(span([1, 0, 0, 5], [4, 0, 0, 1]) == 3...3)
  }

  @Test func `a span that is too long is none`() {
    let (start, end): ([Scalar], [Scalar]) = ([5, 0, 0, 1], [0, 1, 0, 5])
    #expect(span(start, end) == 0...3 && span(start, end, maximumLength: 4) == 0...3)
    #expect(span(start, end, maximumLength: 3) == 0...1)
    #expect(span(start, end, maximumLength: 1) == 3...3)
  }

  @Test func `a span lies in its range`() {
    let (start, end): ([Scalar], [Scalar]) = ([9, 1, 2, 0, 9], [9, 0, 1, 2, 9])
    #expect(span(start, end, in: 1..<4) == 2...3)
    #expect(span(start, end, in: 2..<2) == nil)
  }

  @Test func `of equals the first is taken, and the score is the sum`() {
    #expect(span([1, 1, 1], [1, 1, 1]) == 0...0)
    #expect(bestSpan(start: [1, 4], end: [0, 3], in: 0..<2, maximumLength: 2)?.score == 7)
  }

  @Test func `no span that is allowed is better`() {
    var generator = Generator(seed: 4)
    for _ in 0..<200 {
      let T = Int.random(in: 1...8, using: &generator)
      let (limit, low) = (Int.random(in: 1...4, using: &generator), Int.random(in: 0..<T, using: &generator))
      let start = Tensor.normal([T], using: &generator).scalars
      let end = Tensor.normal([T], using: &generator).scalars
      let best = bestSpan(start: start, end: end, in: low..<T, maximumLength: limit)!
      let allowed = (0..<T * T).map { ($0 / T, $0 % T) }.filter { $0 >= low && $0 <= $1 && $1 - $0 < limit }
      #expect(allowed.contains { $0 == best.span.lowerBound && $1 == best.span.upperBound })
      #expect(best.score == allowed.map { start[$0] + end[$1] }.max())
    }
  }
}
