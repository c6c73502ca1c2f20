// B batch · T positions · D width

/// Attention, in which positions speak to each other, and a feed-forward, in which each thinks for itself.
public struct TransformerBlock: Module {
  public var attention: MultiHeadAttention
  /// Looks into a memory: only in a decoder.
  public var cross: MultiHeadAttention?
  public var feedForward: FeedForward
  public let attentionNorm: LayerNorm
  public let crossNorm: LayerNorm?
  public let feedForwardNorm: LayerNorm
  public let dropout: Dropout
  public let norm: NormPlacement
  public let wiring: Wiring

  public init(_ shape: BlockConfiguration, using generator: inout Generator) {
    func attention(over memoryWidth: Int, isRotary: Bool) -> MultiHeadAttention {
      MultiHeadAttention(
        width: shape.width, heads: shape.heads, memoryWidth: memoryWidth, hasBias: shape.hasBias,
        normalizesQueriesAndKeys: shape.normalizesQueriesAndKeys, isRotary: isRotary, dropout: shape.attentionDropout,
        using: &generator)
    }
    self.attention = attention(over: shape.width, isRotary: shape.isRotary)
    // A position in the memory has no distance from one here.
    cross = shape.memoryWidth.map { attention(over: $0, isRotary: false) }
    feedForward = FeedForward(
      width: shape.width, feedForwardWidth: shape.feedForwardWidth, activation: shape.activation,
      hasBias: shape.hasBias, using: &generator)
    attentionNorm = LayerNorm(shape.width)
    crossNorm = shape.memoryWidth.map { _ in LayerNorm(shape.width) }
    feedForwardNorm = LayerNorm(shape.width)
    dropout = Dropout(shape.dropout)
    norm = shape.norm
    wiring = shape.wiring
  }

  /// The positions `[B, T, D]`, each with what it found in the others, and in the memory if there is one.
  public func callAsFunction(
    _ x: Variable, _ mask: Mask = .none, memory: Memory? = nil, _ mode: Mode = .evaluation
  ) -> Variable {
    wire(x, mode) {
      attention($0, mask, mode)
    } cross: {
      cross!($0, over: expected(memory).states, expected(memory).mask, mode)
    }
  }

  /// The same for new positions of sequences whose earlier ones are in the cache.
  public func callAsFunction(_ x: Variable, memory: Memory? = nil, cache: inout BlockCache) -> Variable {
    var (own, kept) = (cache.own, cache.memory)
    defer { (cache.own, cache.memory) = (own, kept) }
    return wire(x, .evaluation) {
      attention($0, appendingTo: &own)
    } cross: {
      cross!($0, over: expected(memory).states, keeping: &kept, expected(memory).mask)
    }
  }

  func expected(_ memory: Memory?) -> Memory {
    guard let memory else { fail("TransformerBlock: a block with cross-attention was given no memory") }
    return memory
  }
}

// MARK: The wiring

extension TransformerBlock {
  /// The block with whatever stands for its two attentions.
  func wire(
    _ x: Variable, _ mode: Mode, attention: (Variable) -> Variable, cross look: (Variable) -> Variable
  ) -> Variable {
    func add(_ f: (Variable) -> Variable, of y: Variable, to road: Variable, _ layer: LayerNorm) -> Variable {
      switch norm {
      case .pre: road + dropout(f(layer(y)), mode)
      case .post: layer(road + dropout(f(y), mode))
      }
    }
    func attended(_ x: Variable) -> Variable {
      let y = add(attention, of: x, to: x, attentionNorm)
      return crossNorm.map { add(look, of: y, to: y, $0) } ?? y
    }
    switch wiring {
    case .a:
      let y = attended(x)
      return add(feedForward.callAsFunction, of: y, to: y, feedForwardNorm)
    case .b:
      return add({ thinkAlone(attention($0), look) }, of: x, to: x, attentionNorm)
    case .c: return add(feedForward.callAsFunction, of: attended(x), to: x, feedForwardNorm)
    case .d: return add(feedForward.callAsFunction, of: x, to: attended(x), feedForwardNorm)
    }
  }

  /// What follows the attention in the wiring without a road of its own.
  private func thinkAlone(_ y: Variable, _ look: (Variable) -> Variable) -> Variable {
    feedForward(feedForwardNorm(crossNorm.map { look($0(y)) } ?? y))
  }
}
