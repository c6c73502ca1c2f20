import Foundation
import Tensors

/// Sorts the distances from queries to keys into a few buckets: near ones exactly, far ones ever more coarsely.
///
///     distance   0 1 2 3 4 5 6 7  8…11  12…15  16…22  23…31  32…45  46…63  64…90  91…
///     bucket     0 1 2 3 4 5 6 7     8      9     10     11     12     13     14   15     + 16 for keys to the right
///
/// Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", 2020.
public struct RelativePositionBuckets: Sendable, Equatable {
  public let count: Int
  /// The distance from which on all are in the last bucket.
  public let maximumDistance: Int
  /// Whether keys to the right have buckets of their own, as in an encoder; a decoder never sees them.
  public let isBidirectional: Bool

  public init(count: Int = 32, maximumDistance: Int = 128, isBidirectional: Bool) {
    (self.count, self.maximumDistance, self.isBidirectional) = (count, maximumDistance, isBidirectional)
    require(
      perSide >= 2 && count % (isBidirectional ? 2 : 1) == 0 && maximumDistance > perSide / 2,
      "RelativePositionBuckets: \(count) buckets do not fit distances up to \(maximumDistance)")
  }

  /// The buckets for keys to the left, and as many for those to the right if there are any.
  private var perSide: Int { isBidirectional ? count / 2 : count }

  /// The bucket of a key that stands `offset` positions to the right of the query, or to the left if it is negative.
  public func bucket(of offset: Int) -> Int {
    let side = isBidirectional && offset > 0 ? perSide : 0
    let distance = isBidirectional ? abs(offset) : max(0, -offset)
    let exact = perSide / 2
    if distance < exact { return side + distance }
    // From `exact` to the maximum, each further bucket ends at the same multiple of where it begins.
    let share = log(Double(distance) / Double(exact)) / log(Double(maximumDistance) / Double(exact))
    return side + min(perSide - 1, exact + Int(share * Double(perSide - exact)))
  }
}
