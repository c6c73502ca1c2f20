@_exported import LSTM

// B batch · H heads · Tq queries · Tk keys

/// Which keys a query may look at: always the first few of them.
///
/// There are two reasons to hide keys, the future and the padding behind a short sequence, and both hide a tail. So a
/// mask is no table but a number for each query: how many keys it sees.
public struct AttentionMask: Sendable, Equatable {
  /// Whether a query is blind to the keys behind its own place.
  public var isCausal: Bool

  /// The true number of keys of every sequence; nil when all of them are true.
  public var lengths: [Int]?

  public init(isCausal: Bool = false, lengths: [Int]? = nil) {
    self.isCausal = isCausal
    self.lengths = lengths
  }

  /// Every query sees every key.
  public static let none = AttentionMask()

  /// No query sees the future.
  public static let causal = AttentionMask(isCausal: true)

  /// No query sees the padding behind a sequence of this true length.
  public static func padding(_ lengths: [Int]) -> AttentionMask { AttentionMask(lengths: lengths) }

  /// How many keys a query sees.
  ///
  /// The last query stands at the last key, so query i of Tq sees the keys 0 … Tk − Tq + i. In self-attention this is
  /// 0 … i; with older keys from a cache before them, the few new queries see all of those too.
  public func visibleKeys(query: Int, sequence: Int, queries Tq: Int, keys Tk: Int) -> Int {
    let past = isCausal ? max(0, Tk - Tq + query + 1) : Tk
    guard let lengths else { return past }
    return min(past, lengths[sequence])
  }

  /// The mask as a table to be added to scores, `[B, 1, Tq, Tk]`: 0 where a key is seen, −∞ where it is hidden.
  public func table(batch B: Int, queries Tq: Int, keys Tk: Int) -> Tensor {
    check(batch: B, keys: Tk)
    return Tensor(shape: [B, 1, Tq, Tk]) {
      $0[3] < visibleKeys(query: $0[2], sequence: $0[0], queries: Tq, keys: Tk) ? 0 : -.infinity
    }
  }

  func check(batch B: Int, keys Tk: Int) {
    guard let lengths else { return }
    require(
      lengths.count == B && lengths.allSatisfy { (0...Tk).contains($0) },
      "AttentionMask: the lengths \(lengths) do not fit \(B) sequences of \(Tk) keys")
  }
}
