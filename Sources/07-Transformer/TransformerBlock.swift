import Attention
import Gradients
import Tensors
import Training

// B batch · T positions · D width

/// Attention, in which positions exchange information, and a feed-forward, which computes at each position by itself.
public struct TransformerBlock: Module {
  public let attention: MultiHeadAttention
  /// Attends to a memory: only in a decoder.
  public let cross: MultiHeadAttention?
  public let feedForward: FeedForward
  public let attentionNorm: any Norm
  public let crossNorm: (any Norm)?
  public let feedForwardNorm: any Norm
  public let residual: Residual

  public init(_ shape: BlockConfiguration, using generator: inout Generator) {
    func attention(over memoryWidth: Int, isRotary: Bool) -> MultiHeadAttention {
      MultiHeadAttention(
        width: shape.width, heads: shape.heads, headWidth: shape.headWidth, memoryWidth: memoryWidth,
        hasBias: shape.hasBias, headNorm: shape.normalizesQueriesAndKeys ? shape.norm : nil,
        epsilon: shape.epsilon, isRotary: isRotary,
        scale: shape.attentionScale, dropout: shape.attentionDropout, using: &generator)
    }
    func norm() -> any Norm { shape.norm(shape.width, epsilon: shape.epsilon) }
    self.attention = attention(over: shape.width, isRotary: shape.isRotary)
    // A position in the memory has no distance from one here.
    cross = shape.memoryWidth.map { attention(over: $0, isRotary: false) }
    feedForward = FeedForward(
      width: shape.width, feedForwardWidth: shape.feedForwardWidth, activation: shape.activation,
      isGated: shape.isGated, hasBias: shape.hasBias, dropout: shape.feedForwardDropout, using: &generator)
    attentionNorm = norm()
    crossNorm = shape.memoryWidth.map { _ in norm() }
    feedForwardNorm = norm()
    residual = Residual(shape.placement, dropout: shape.dropout)
  }

  /// `[B, T, D] → [B, T, D]`
  ///
  /// - Parameter bias: Added to the scores of the self-attention, `[H, T, T]`.
  public func callAsFunction(
    _ x: Variable, _ mask: Mask, bias: Variable? = nil, memory: Memory? = nil, _ mode: Mode
  ) -> Variable {
    var x = residual(x, attentionNorm, mode) { attention($0, mask, bias: bias, mode) }
    if let (cross, norm, memory) = crossing(memory) {
      x = residual(x, norm, mode) { cross($0, over: memory.states, memory.mask, mode) }
    }
    return residual(x, feedForwardNorm, mode) { feedForward($0, mode) }
  }

  /// The same for new positions of sequences whose earlier ones are in the cache.
  ///
  /// - Parameter counts: How many of the T positions of each row are new; the others are padding behind them. Nil for all.
  public func callAsFunction(
    _ x: Variable, counts: [Int]? = nil, bias: Variable? = nil, memory: Memory? = nil, cache: inout BlockCache
  ) -> Variable {
    var x = residual(x, attentionNorm, .evaluation) {
      attention($0, appendingTo: &cache.own, counts: counts, bias: bias)
    }
    if let (cross, norm, memory) = crossing(memory) {
      x = residual(x, norm, .evaluation) { cross($0, over: memory.states, keeping: &cache.memory, memory.mask) }
    }
    return residual(x, feedForwardNorm, .evaluation) { feedForward($0, .evaluation) }
  }

  /// The cross-attention with its norm and what it attends to, in a decoder.
  func crossing(_ memory: Memory?) -> (MultiHeadAttention, any Norm, Memory)? {
    guard let cross, let crossNorm else { return nil }
    guard let memory else { fail("TransformerBlock: a block with cross-attention was given no memory") }
    return (cross, crossNorm, memory)
  }
}
