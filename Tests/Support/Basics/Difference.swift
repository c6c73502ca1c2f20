import Testing

/// Where a result is not as expected. Checks return it, so that a test can expect one, too.
public struct Difference: Equatable, Sendable, CustomStringConvertible {
  /// What differs, as in `gradient.weight`.
  public let name: String
  public let description: String

  public init(_ name: String, _ problem: String) {
    self.name = name
    description = name + problem
  }
}

/// Records an issue for every difference.
public func expectNone(
  _ differences: [Difference], _ what: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  for difference in differences {
    Issue.record("\(what.map { "\($0): " } ?? "")\(difference)", sourceLocation: sourceLocation)
  }
}
