import Tensors
import Testing

/// Records an issue when two collections differ. `#expect(a == b)` would print both from end to end.
public func expectEqual<C: Collection & Equatable>(
  _ actual: C, to expected: C, _ what: String = "result", sourceLocation: SourceLocation = #_sourceLocation
) where C.Element: Equatable {
  let found = inequality(of: actual, from: expected, what)
  expectNone(found.map { [$0] } ?? [], sourceLocation: sourceLocation)
}

/// Records an issue when two tensors differ in shape or in any number.
public func expectEqual(
  _ actual: Tensor, to expected: Tensor, _ what: String = "result", sourceLocation: SourceLocation = #_sourceLocation
) {
  let found = inequality(of: actual, from: expected, what)
  expectNone(found.map { [$0] } ?? [], sourceLocation: sourceLocation)
}

/// The shapes, or how many numbers differ and the first that does; nil when the tensors are equal.
public func inequality(of actual: Tensor, from expected: Tensor, _ name: String = "result") -> Difference? {
  guard actual.shape == expected.shape else {
    return Difference(name, ": the shape is \(actual.shape), expected \(expected.shape)")
  }
  return inequality(of: actual.scalars, from: expected.scalars, name, index: expected.index(at:))
}

/// The counts, or how many entries differ and the first that does; nil when the collections are equal.
public func inequality<C: Collection & Equatable>(
  of actual: C, from expected: C, _ name: String = "result", index: (Int) -> [Int] = { [$0] }
) -> Difference? where C.Element: Equatable {
  if actual == expected { return nil }
  if actual.count != expected.count {
    return Difference(name, " has \(actual.count) entries, expected \(expected.count)")
  }
  let pairs = Array(zip(actual, expected))
  let unequal = pairs.indices.filter { pairs[$0].0 != pairs[$0].1 }
  guard let first = unequal.first else { return nil }
  return Difference(
    name,
    """
    \(index(first)) is \(pairs[first].0), expected \(pairs[first].1) \
    (\(unequal.count) of \(pairs.count) entries differ)
    """)
}

/// Records an issue for every tensor of a list that differs from that of the other list.
public func expectEqual(
  _ actual: [Tensor], to expected: [Tensor], _ what: String = "result",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let counts = inequality(of: [actual.count], from: [expected.count], "the number of tensors")
  let each = zip(actual, expected).enumerated().compactMap { inequality(of: $1.0, from: $1.1, "\(what) \($0)") }
  expectNone((counts.map { [$0] } ?? []) + each, sourceLocation: sourceLocation)
}
