import Attention
import Gradients
import Tensors
import Training

// B batch · T positions · D width

/// Blocks on top of each other: an encoder, a decoder when they have cross-attention, a language model when causal.
public struct TransformerStack: Module {
  public let blocks: [TransformerBlock]
  /// After the last block of a pre-norm stack, whose residual stream has passed through no norm.
  public let norm: (any Norm)?

  /// - Parameter sharesBlocks: Whether all blocks are the same one: its parameters count once.
  public init(
    _ shape: BlockConfiguration, depth: Int, sharesBlocks: Bool = false, using generator: inout Generator
  ) {
    func block() -> TransformerBlock { TransformerBlock(shape, using: &generator) }
    blocks = sharesBlocks ? Array(repeating: block(), count: depth) : (0..<depth).map { _ in block() }
    norm = shape.placement == .pre ? shape.norm(shape.width, epsilon: shape.epsilon) : nil
  }

  /// - Parameter bias: Added to the scores of the self-attention of every block, `[H, T, T]`.
  public func callAsFunction(
    _ x: Variable, _ mask: Mask, bias: Variable? = nil, memory: Memory? = nil, _ mode: Mode
  ) -> Variable {
    finish(blocks.reduce(x) { $1($0, mask, bias: bias, memory: memory, mode) })
  }

  /// The same for new positions of sequences whose earlier ones are in the cache: each sees those, itself, and no later
  /// one.
  ///
  /// - Parameter counts: How many of the T positions of each row are new; the others are padding behind them. Nil for all.
  public func callAsFunction(
    _ x: Variable, counts: [Int]? = nil, bias: Variable? = nil, memory: Memory? = nil, cache: inout StackCache
  ) -> Variable {
    if cache.blocks.isEmpty { cache.blocks = blocks.map { _ in BlockCache(capacity: cache.capacity) } }
    var y = x
    for (index, block) in blocks.enumerated() {
      y = block(y, counts: counts, bias: bias, memory: memory, cache: &cache.blocks[index])
    }
    return finish(y)
  }

  func finish(_ y: Variable) -> Variable { norm.map { $0(y) } ?? y }
}
