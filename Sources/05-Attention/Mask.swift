import Tensors

// B batch · Q queries · K keys

/// Which keys each query sees: a range of them, for every query of every row of the batch.
///
/// Causality, also behind a prefix that all see, padding at either side, a sliding window and a cache whose rows hold
/// prompts of different lengths are all ranges. Each part of a mask narrows the range; together they leave what all of them
/// allow.
public struct Mask: Sendable, Equatable {
  /// The number of keys of each row; what lies beyond is padding. Nil when all rows are as long as K.
  public var lengths: [Int]?
  /// The first key of each row; what lies before is padding. Nil when all rows begin at 0.
  public var starts: [Int]?
  /// Whether a query sees no key after its own position.
  public var isCausal: Bool
  /// The number of keys at the beginning of each row that all its queries see, whatever their positions: only for a causal
  /// mask. Nil for none.
  public var prefixes: [Int]?
  /// A query sees only keys that lie less than this far from its own position. Nil for any distance.
  public var window: Int?
  /// The position of each row's first query among the keys. Nil when the last query stands at the last key.
  public var firstQuery: [Int]?

  public init(
    lengths: [Int]? = nil, starts: [Int]? = nil, isCausal: Bool = false, prefixes: [Int]? = nil, window: Int? = nil,
    firstQuery: [Int]? = nil
  ) {
    require(window.map { $0 > 0 } ?? true, "Mask: a window of \(window ?? 0) hides every key")
    (self.lengths, self.starts, self.isCausal) = (lengths, starts, isCausal)
    (self.prefixes, self.window, self.firstQuery) = (prefixes, window, firstQuery)
  }

  public static let none = Mask()

  public static let causal = Mask(isCausal: true)

  /// The keys that one query of one row of the batch sees, out of 0 ..< keys.
  ///
  /// Neither bound falls from one query to the next, so a block of queries sees one range, too.
  @inline(__always)
  public func range(query: Int, row: Int, queries Q: Int, keys K: Int) -> Range<Int> {
    let position = (firstQuery.map { $0[row] } ?? K - Q) + query
    var (first, end) = (starts.map { $0[row] } ?? 0, lengths.map { $0[row] } ?? K)
    if isCausal { end = min(end, max(position + 1, prefixes.map { $0[row] } ?? 0)) }
    if let window { (first, end) = (max(first, position - window + 1), min(end, position + window)) }
    end = max(0, min(end, K))
    return max(0, min(first, end))..<end
  }

  /// The keys that any query of a block of neighboring queries sees.
  @inline(__always)
  public func range(queries block: Range<Int>, row: Int, queries Q: Int, keys K: Int) -> Range<Int> {
    let first = range(query: block.lowerBound, row: row, queries: Q, keys: K)
    let last = range(query: block.upperBound - 1, row: row, queries: Q, keys: K)
    return first.lowerBound..<last.upperBound
  }

  /// What is added to the scores `[B, …, Q, K]`: −∞ where a key is hidden, else 0, in a shape that broadcasts to theirs.
  /// Nil when every query sees every key.
  ///
  /// It is added before the softmax: e⁻∞ is exactly 0, and the weights of the visible keys sum to one.
  public func addend(to scores: [Int]) -> Tensor? {
    if self == .none { return nil }
    let (B, Q, K) = (scores[0], scores[scores.count - 2], scores[scores.count - 1])
    check(batch: B, keys: K)
    let middle = [Int](repeating: 1, count: scores.count - 3)
    return Tensor(shape: [isOneForAllRows ? 1 : B] + middle + [isOneForAllQueries ? 1 : Q, K]) { index in
      range(query: index[index.count - 2], row: index[0], queries: Q, keys: K).contains(index.last!) ? 0 : -.infinity
    }
  }

  private var isOneForAllRows: Bool { lengths == nil && starts == nil && prefixes == nil && firstQuery == nil }
  private var isOneForAllQueries: Bool { !isCausal && window == nil }

  /// Stops when a part does not have one number for each row of the batch, or lies beyond the keys.
  public func check(batch B: Int, keys K: Int) {
    for (name, numbers) in [("lengths", lengths), ("starts", starts), ("prefixes", prefixes)] {
      guard let numbers else { continue }
      require(
        numbers.count == B && numbers.allSatisfy { (0...K).contains($0) },
        "Mask: the \(name) \(numbers) do not fit \(B) rows of \(K) keys")
    }
    require(
      firstQuery == nil || firstQuery!.count == B, "Mask: the first queries \(firstQuery ?? []) do not fit \(B) rows")
  }

  /// The same mask for chosen rows of the batch, in this order.
  public func rows(at indices: [Int]) -> Mask {
    func chosen(_ numbers: [Int]?) -> [Int]? { numbers.map { numbers in indices.map { numbers[$0] } } }
    var mask = self
    (mask.lengths, mask.starts) = (chosen(lengths), chosen(starts))
    (mask.prefixes, mask.firstQuery) = (chosen(prefixes), chosen(firstQuery))
    return mask
  }
}
