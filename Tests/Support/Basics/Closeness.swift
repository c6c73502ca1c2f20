import Tensors
import Testing

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
  let found = difference(of: actual, from: expected, what, tolerance: tolerance)
  expectNone(found.map { [$0] } ?? [], sourceLocation: sourceLocation)
}

/// The shapes, or the entry that is farthest off; nil when all are within the tolerance.
///
/// - Parameter scale: A number that counts among the reference numbers when the largest is taken, for a tensor that is
///   nothing but rounding.
public func difference(
  of actual: Tensor, from expected: Tensor, _ name: String = "result", tolerance: Scalar = referenceTolerance,
  scale: Scalar = .leastNormalMagnitude
) -> Difference? {
  guard actual.shape == expected.shape else {
    return Difference(name, ": the shape is \(actual.shape), expected \(expected.shape)")
  }
  let largest = expected.scalars.reduce(scale) { max($0, abs($1)) }
  let distances = zip(actual.scalars, expected.scalars).map { abs($0 - $1) }
  guard let worst = distances.indices.max(by: { isCloser(distances[$0], distances[$1]) }) else { return nil }
  if distances[worst] <= tolerance * largest { return nil }
  return Difference(
    name,
    """
    \(expected.index(at: worst)) is \(actual.scalars[worst]), expected \(expected.scalars[worst]) \
    (\(distances[worst] / largest) of the largest number, allowed \(tolerance))
    """)
}

/// Every difference of named results from the expected ones; a name that only one side has is one, too.
///
/// - Parameter gradientScale: See `scale`, for all names that begin with `gradient.`.
public func compare(
  _ results: [String: Tensor], with expected: [String: Tensor], gradientScale: Scalar = .leastNormalMagnitude
) -> [Difference] {
  Set(results.keys).union(expected.keys).sorted().compactMap { name in
    guard let result = results[name] else { return Difference(name, ": expected, but not computed") }
    guard let reference = expected[name] else { return Difference(name, ": computed, but not expected") }
    let scale = name.hasPrefix("gradient.") ? gradientScale : .leastNormalMagnitude
    return difference(of: result, from: reference, name, scale: scale)
  }
}

/// Not a number is the farthest of all.
private func isCloser(_ a: Scalar, _ b: Scalar) -> Bool { b.isNaN ? !a.isNaN : a < b }
