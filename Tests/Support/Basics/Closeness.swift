import Testing
import Training

/// How far a result may be from its reference, relative to the largest reference number.
#if Double
  public let referenceTolerance: Scalar = 1e-9
#else
  public let referenceTolerance: Scalar = 1e-5
#endif

/// Records an issue when `actual` differs from `expected` in shape, or anywhere by more than the tolerance.
public func expectClose(
  _ actual: Tensor, to expected: Tensor, _ what: String = "result", tolerance: Scalar = referenceTolerance,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape else {
    Issue.record("\(what): the shape is \(actual.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  let largest = expected.scalars.reduce(Scalar.leastNormalMagnitude) { max($0, abs($1)) }
  let distances = zip(actual.scalars, expected.scalars).map { abs($0 - $1) }
  guard let worst = distances.indices.max(by: { isCloser(distances[$0], distances[$1]) }) else { return }
  if !(distances[worst] <= tolerance * largest) {
    Issue.record(
      """
      \(what)\(expected.index(at: worst)) is \(actual.scalars[worst]), expected \(expected.scalars[worst]) \
      (\(distances[worst] / largest) of the largest number, allowed \(tolerance))
      """, sourceLocation: sourceLocation)
  }
}

/// Not a number is the farthest of all.
private func isCloser(_ a: Scalar, _ b: Scalar) -> Bool { b.isNaN ? !a.isNaN : a < b }
