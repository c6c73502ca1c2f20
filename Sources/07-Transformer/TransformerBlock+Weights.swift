import Attention
import Gradients
import Tensors
import Training

// B batch · H heads · T positions · S positions of the memory

/// The attention weights of a block's heads: for drawing.
public struct BlockWeights {
  public let own: Tensor  // [B, H, T, T]
  public let memory: Tensor?  // [B, H, T, S]
}

extension TransformerBlock {
  /// The attention weights of the heads, and the block's output.
  ///
  /// - Parameter bias: Added to the scores of the self-attention, `[H, T, T]`.
  public func weights(
    _ x: Variable, _ mask: Mask, bias: Variable? = nil, memory: Memory? = nil
  ) -> (weights: BlockWeights, output: Variable) {
    var (own, found): (Tensor?, Tensor?)
    var x = residual(x, attentionNorm, .evaluation) { x in
      own = attention.plain(x, mask, bias: bias, .evaluation).weights.value
      return attention(x, mask, bias: bias, .evaluation)
    }
    if let (cross, norm, memory) = crossing(memory) {
      x = residual(x, norm, .evaluation) { x in
        found = cross.plain(x, over: memory.states, memory.mask, .evaluation).weights.value
        return cross(x, over: memory.states, memory.mask, .evaluation)
      }
    }
    x = residual(x, feedForwardNorm, .evaluation) { feedForward($0, .evaluation) }
    return (BlockWeights(own: own!, memory: found), x)
  }
}

extension TransformerStack {
  /// The attention weights of the heads of all blocks, from the lowest block to the highest.
  public func weights(
    _ x: Variable, _ mask: Mask, bias: Variable? = nil, memory: Memory? = nil
  ) -> [BlockWeights] {
    var y = x
    return blocks.map {
      let (weights, output) = $0.weights(y, mask, bias: bias, memory: memory)
      y = output
      return weights
    }
  }
}
