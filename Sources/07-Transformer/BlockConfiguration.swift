/// Where a block's norms stand.
public enum NormPlacement: Sendable, CaseIterable {
  /// norm(x + f(x)), as in the paper: what leaves the block is normalized, and the gradient passes every norm.
  case post
  /// x + f(norm(x)): the road from the input to the output is free, so that deep stacks learn without a warm-up.
  case pre
}

/// How attention and feed-forward are wired. All four have the same parts.
public enum Wiring: String, Sendable, CaseIterable {
  /// y = x + attention(x), then y + feedForward(y): the paper's.
  case a
  /// x + feedForward(attention(x)): one road around both. Between them, x itself is lost.
  case b
  /// y = x + attention(x), then x + feedForward(y): the second road begins at the block's input, too.
  case c
  /// x + attention(x) + feedForward(x): both at once, neither sees the other.
  case d
}

/// What a block is built from.
public struct BlockConfiguration: Sendable {
  /// D, the numbers that stand for one position.
  public var width: Int
  public var heads: Int
  /// F, the width inside the feed-forward: four times the outer one in the paper and nearly everywhere since.
  public var feedForwardWidth: Int
  public var activation = Activation.geluTanh
  /// Before, because it learns at any depth; the paper's is `.post`.
  public var norm = NormPlacement.pre
  public var wiring = Wiring.a
  /// The part of each result that is silenced in training before it is added to the road.
  public var dropout: Scalar = 0
  /// The part of the attention's weights that is silenced in training.
  public var attentionDropout: Scalar = 0
  public var normalizesQueriesAndKeys = false
  /// Whether positions are told by turning queries and keys, and not by something added to the input.
  public var isRotary = false
  public var hasBias = true
  /// The width of a memory to look into, as a decoder does; nil for none.
  public var memoryWidth: Int?

  public init(width: Int, heads: Int, feedForwardWidth: Int? = nil) {
    self.width = width
    self.heads = heads
    self.feedForwardWidth = feedForwardWidth ?? 4 * width
  }
}

/// What a decoder looks into: the encoder's states `[B, S, D]`, and how long each sequence truly is.
public struct Memory: DecoderState {
  public let states: Variable
  public let mask: Mask

  public init(_ states: Variable, lengths: [Int]? = nil) {
    self.states = states
    mask = Mask(lengths: lengths)
  }

  public func rows(at indices: [Int]) -> Memory {
    Memory(states.rows(at: indices), lengths: mask.lengths.map { lengths in indices.map { lengths[$0] } })
  }
}
