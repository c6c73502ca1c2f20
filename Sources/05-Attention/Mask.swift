import LSTM

// B batch · Q queries · K keys

/// Which keys a query must not see.
public struct Mask: Sendable {
  /// The true number of keys of each sequence of the batch; what lies beyond is padding. Nil when all are as long as K.
  public var lengths: [Int]?
  /// Whether a query sees no key that lies after its own position. The last query stands at the last key, so that a few
  /// new queries may follow keys that were there before.
  public var isCausal: Bool

  public init(lengths: [Int]? = nil, isCausal: Bool = false) {
    self.lengths = lengths
    self.isCausal = isCausal
  }

  public static let none = Mask()

  public static let causal = Mask(isCausal: true)

  /// What is added to the scores `[B, …, Q, K]`: −∞ where a key must not be seen, else 0, in a shape that broadcasts to
  /// theirs. Nil when every query sees every key.
  ///
  /// It stands before the softmax: e⁻∞ is exactly 0, and the weights of the keys that are left sum to one.
  public func addend(to scores: [Int]) -> Tensor? {
    if lengths == nil && !isCausal { return nil }
    let (B, Q, K) = (scores[0], scores[scores.count - 2], scores[scores.count - 1])
    if let lengths { require(lengths.count == B, "Mask: \(lengths.count) lengths do not fit the scores \(scores)") }
    let middle = [Int](repeating: 1, count: scores.count - 3)
    let shape = [lengths == nil ? 1 : B] + middle + [isCausal ? Q : 1, K]
    return Tensor(shape: shape) { index in
      let (b, q, k) = (index[0], index[index.count - 2], index[index.count - 1])
      let isPadding = lengths.map { k >= $0[b] } ?? false
      return isPadding || isCausal && k > K - Q + q ? -.infinity : 0
    }
  }
}
