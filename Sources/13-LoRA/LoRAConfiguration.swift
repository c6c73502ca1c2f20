import Tensors

/// The choices of an adapter: which matrices it updates, with what rank, and how much an update counts.
public struct LoRAConfiguration: Sendable, Equatable {
  /// What the update A·B is multiplied by.
  public enum Scaling: String, Sendable {
    /// α/r, as in the paper: with another rank, about the same learning rate is right.
    case standard
    /// α/√r: with α/r, the updates of high ranks learn more and more slowly (Kalajdzievski 2023).
    case rankStabilized
  }

  public var rank: Int
  public var alpha: Scalar
  public var scaling = Scaling.standard
  /// Patterns of the paths of the linear maps that are updated; `*` stands for any characters.
  public var targets: [String]

  /// - Parameters:
  ///   - alpha: α; nil for 2r, so that the update counts twice, whatever the rank.
  ///   - targets: Queries and values, as in the paper.
  public init(rank: Int, alpha: Scalar? = nil, targets: [String] = ["*.query", "*.value"]) {
    (self.rank, self.targets) = (rank, targets)
    self.alpha = alpha ?? 2 * Scalar(rank)
  }

  /// s.
  public var scale: Scalar {
    switch scaling {
    case .standard: alpha / Scalar(rank)
    case .rankStabilized: alpha / Scalar(rank).squareRoot()
    }
  }

  func isTarget(_ path: String) -> Bool { targets.contains { path.matches($0) } }
}

extension String {
  /// Whether this is the pattern, in which each `*` stands for any characters, also for none.
  public func matches(_ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return self == pattern }
    guard hasPrefix(parts.first!), hasSuffix(parts.last!),
      utf8.count >= parts.first!.utf8.count + parts.last!.utf8.count
    else { return false }
    var rest = dropFirst(parts.first!.count).dropLast(parts.last!.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
