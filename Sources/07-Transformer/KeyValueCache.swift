import Attention
import RNN
import Tensors

// B batch · T new positions · C capacity · D width of the keys

/// The keys and values of one attention for all positions so far, so that a new position computes only its own.
///
/// Every row of the batch has a length of its own: new positions are written behind those that the row holds already, and a
/// mask hides what lies beyond. So prompts of different lengths share a batch without padding between their positions.
public struct KeyValueCache: DecoderState, Sendable {
  /// Where keys are written, `[B, C, D]`; nil before the first.
  public private(set) var keys: Tensor?
  public private(set) var values: Tensor?  // [B, C, D]
  /// How many of the keys of each row belong to no position: those of a learned prefix.
  private var prefixCount = 0
  /// How many keys each row holds.
  public private(set) var lengths: [Int] = []
  /// How many positions a row has memory for.
  public private(set) var capacity: Int

  /// - Parameter capacity: How many positions get memory at first. A cache that is full doubles.
  public init(capacity: Int = 64) {
    require(capacity > 0, "KeyValueCache: the capacity is \(capacity)")
    self.capacity = capacity
  }

  public var isEmpty: Bool { keys == nil }

  /// The positions at which the next ones begin, in a batch of B rows.
  func starts(_ B: Int) -> [Int] {
    require(isEmpty || lengths.count == B, "KeyValueCache: \(B) rows do not fit the \(lengths.count) that it holds")
    return isEmpty ? [Int](repeating: 0, count: B) : lengths.map { $0 - prefixCount }
  }

  /// What new queries may see: in each row the keys that it holds, from the first to the query's own.
  func mask(firstQuery: [Int]) -> Mask {
    Mask(lengths: lengths, isCausal: true, firstQuery: firstQuery.map { $0 + prefixCount })
  }

  /// Writes the keys and values `[B, P, D]` of a learned prefix into an empty cache.
  mutating func appendPrefix(_ keys: Tensor, _ values: Tensor) {
    require(isEmpty, "KeyValueCache: a prefix comes before all positions")
    append(keys, values)
    prefixCount = keys.shape[1]
  }

  /// Writes the keys and values `[B, T, D]` of new positions behind the earlier ones.
  ///
  /// - Parameter counts: How many of the T positions each row takes; nil for all.
  public mutating func append(_ newKeys: Tensor, _ newValues: Tensor, counts: [Int]? = nil) {
    let (B, T, D) = newKeys.shape3
    let counts = counts ?? [Int](repeating: T, count: B)
    require(
      newValues.shape == newKeys.shape && counts.count == B && counts.allSatisfy { (0...T).contains($0) },
      "KeyValueCache: \(counts) positions of keys \(newKeys.shape) and values \(newValues.shape)")
    let starts = starts(B).map { $0 + prefixCount }
    let end = zip(starts, counts).map { $0 + $1 }
    reserve(end.max() ?? 0, rows: B, width: D)
    keys!.write(newKeys, at: starts, counts: counts)
    values!.write(newValues, at: starts, counts: counts)
    lengths = end
  }

  /// Sees to it that every row has memory for so many positions.
  private mutating func reserve(_ count: Int, rows B: Int, width D: Int) {
    if !isEmpty && count <= capacity { return }
    while capacity < count { capacity *= 2 }
    let (oldKeys, oldValues) = (keys, values)
    (keys, values) = (.zeros(B, capacity, D), .zeros(B, capacity, D))
    guard let oldKeys, let oldValues else { return }
    let zeros = [Int](repeating: 0, count: B)
    keys!.write(oldKeys, at: zeros, counts: lengths)
    values!.write(oldValues, at: zeros, counts: lengths)
  }

  public func rows(at indices: [Int]) -> KeyValueCache {
    if isEmpty || indices == Array(lengths.indices) { return self }
    var result = self
    (result.keys, result.values) = (keys!.rows(at: indices), values!.rows(at: indices))
    result.lengths = indices.map { lengths[$0] }
    return result
  }
}

/// What a block keeps from one call to the next: its own positions, and the memory of its cross-attention.
public struct BlockCache: DecoderState, Sendable {
  public var own: KeyValueCache
  public var memory = KeyValueCache()

  public init(capacity: Int = 64) { own = KeyValueCache(capacity: capacity) }

  public func rows(at indices: [Int]) -> BlockCache {
    var result = self
    (result.own, result.memory) = (own.rows(at: indices), memory.rows(at: indices))
    return result
  }
}

/// What a stack keeps from one call to the next.
public struct StackCache: DecoderState, Sendable {
  public var blocks: [BlockCache] = []
  /// How many positions each block's cache has memory for at first.
  public let capacity: Int

  public init(capacity: Int = 64) { self.capacity = capacity }

  /// How many positions each row holds; empty before the first.
  public var lengths: [Int] { blocks.first.map { $0.own.starts($0.own.lengths.count) } ?? [] }

  /// The positions at which the next ones begin, in a batch of B rows.
  public func starts(_ B: Int) -> [Int] { blocks.first?.own.starts(B) ?? [Int](repeating: 0, count: B) }

  public func rows(at indices: [Int]) -> StackCache {
    var result = self
    result.blocks = blocks.map { $0.rows(at: indices) }
    return result
  }
}
