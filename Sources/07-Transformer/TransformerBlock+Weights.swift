// B batch · H heads · T positions · S positions of the memory

/// Where the heads of a block look: for drawing.
public struct BlockWeights {
  public let own: Tensor  // [B, H, T, T]
  public let memory: Tensor?  // [B, H, T, S]
}

extension TransformerBlock {
  /// Where the heads look, and what the block answers.
  public func weights(_ x: Variable, _ mask: Mask = .none, memory: Memory? = nil) -> (
    weights: BlockWeights, output: Variable
  ) {
    var (own, found): (Tensor?, Tensor?)
    let output = wire(x, .evaluation) {
      own = attention.weights($0, mask)
      return attention($0, mask)
    } cross: {
      found = cross!.weights($0, over: expected(memory).states, expected(memory).mask)
      return cross!($0, over: expected(memory).states, expected(memory).mask)
    }
    return (BlockWeights(own: own!, memory: found), output)
  }
}

extension TransformerStack {
  /// Where the heads of all blocks look, from the lowest block to the highest.
  public func weights(_ x: Variable, _ mask: Mask = .none, memory: Memory? = nil) -> [BlockWeights] {
    var y = x
    return blocks.map {
      let (weights, output) = $0.weights(y, mask, memory: memory)
      y = output
      return weights
    }
  }
}
