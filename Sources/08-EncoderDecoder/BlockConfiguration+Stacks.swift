import Transformer

// T positions of the source · U positions of the target · D width

/// Two stacks of blocks of one configuration: an encoder, and a decoder with cross-attention to it.
extension BlockConfiguration {
  /// The same block with cross-attention to outputs of its own width, as a decoder has it.
  public var withCrossAttention: BlockConfiguration {
    var block = self
    block.memoryWidth = width
    return block
  }

  /// How many numbers both stacks learn, the last norms of pre-norm stacks included.
  public func stackParameterCount(depth: Int) -> Int {
    let lastNorms = placement == .pre ? 2 * norm.parameterCount(width) : 0
    return depth * (parameterCount + withCrossAttention.parameterCount) + lastNorms
  }

  /// The multiplications, each with an addition, of one forward pass through both stacks.
  ///
  /// A query of the decoder sees the keys up to its own position: half of all pairs, and half of a pair more.
  public func stackMultiplications(depth: Int, source T: Int, target U: Int) -> Int {
    let (encoder, own) = (multiplications(positions: T), multiplications(positions: U).byPositions)
    let decoder = withCrossAttention.multiplications(positions: U, memory: T)
    let hidden = own * (U - 1) / (2 * U)
    return depth * (encoder.byWeights + encoder.byPositions + decoder.byWeights + decoder.byPositions - hidden)
  }
}
