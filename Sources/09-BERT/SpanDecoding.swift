import Tensors

/// The span with the largest sum of its start's and its end's logit, and that sum: the first of equals.
///
/// The best start and the best end, each by itself, need not form a span: the end may come before the start.
///
/// - Parameters:
///   - range: Where a span may lie; nil is returned when it is empty.
///   - maximumLength: The most tokens that a span may have.
public func bestSpan(
  start: [Scalar], end: [Scalar], in range: Range<Int>, maximumLength: Int
) -> (span: ClosedRange<Int>, score: Scalar)? {
  require(maximumLength > 0, "bestSpan: a span of at most \(maximumLength) tokens")
  var best: (span: ClosedRange<Int>, score: Scalar)?
  for first in range {
    for last in first..<min(first + maximumLength, range.upperBound) {
      let score = start[first] + end[last]
      if best.map({ score > $0.score }) ?? true { best = (first...last, score) }
    }
  }
  return best
}
