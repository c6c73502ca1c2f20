// B batch · T positions so far · D width

/// The keys and values of one attention for all positions so far, so that a new position computes its own alone.
public struct KeyValueCache: DecoderState, Sendable {
  public private(set) var keys: Tensor?  // [B, T, D]
  public private(set) var values: Tensor?  // [B, T, D]

  public init() {}

  /// How many positions it holds.
  public var length: Int { keys?.shape[1] ?? 0 }

  /// Adds what new positions have computed.
  ///
  /// The old ones are copied, which takes no longer than it takes attention to read them.
  mutating func append(_ newKeys: Tensor, _ newValues: Tensor) {
    keys = keys.map { .concatenate([$0, newKeys], axis: 1) } ?? newKeys
    values = values.map { .concatenate([$0, newValues], axis: 1) } ?? newValues
  }

  public func rows(at indices: [Int]) -> KeyValueCache {
    var result = self
    (result.keys, result.values) = (keys?.rows(at: indices), values?.rows(at: indices))
    return result
  }
}

/// What a block keeps from one call to the next: its own positions, and the memory that it looks into.
public struct BlockCache: DecoderState, Sendable {
  public var own = KeyValueCache()
  public var memory = KeyValueCache()

  public init() {}

  public func rows(at indices: [Int]) -> BlockCache {
    var result = self
    (result.own, result.memory) = (own.rows(at: indices), memory.rows(at: indices))
    return result
  }
}

/// What a stack keeps from one call to the next.
public struct StackCache: DecoderState, Sendable {
  public var blocks: [BlockCache] = []

  public init() {}

  /// How many positions it has seen.
  public var length: Int { blocks.first?.own.length ?? 0 }

  public func rows(at indices: [Int]) -> StackCache {
    var result = self
    result.blocks = blocks.map { $0.rows(at: indices) }
    return result
  }
}
