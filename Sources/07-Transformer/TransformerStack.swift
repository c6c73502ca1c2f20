// B batch · T positions · D width

/// Blocks on top of each other: an encoder, a decoder when they look into a memory, a language model when causal.
public struct TransformerStack: Module {
  public var blocks: [TransformerBlock]
  /// Behind the last block, where norms stand before: nothing else would bound what leaves the road.
  public let norm: LayerNorm?

  public init(_ shape: BlockConfiguration, depth: Int, using generator: inout Generator) {
    blocks = (0..<depth).map { _ in TransformerBlock(shape, using: &generator) }
    norm = shape.norm == .pre ? LayerNorm(shape.width) : nil
  }

  public func callAsFunction(
    _ x: Variable, _ mask: Mask = .none, memory: Memory? = nil, _ mode: Mode = .evaluation
  ) -> Variable {
    let y = blocks.reduce(x) { $1($0, mask, memory: memory, mode) }
    return norm.map { $0(y) } ?? y
  }

  /// The same for new positions of sequences whose earlier ones are in the cache: all of them see no later one.
  public func callAsFunction(_ x: Variable, memory: Memory? = nil, cache: inout StackCache) -> Variable {
    if cache.blocks.isEmpty { cache.blocks = blocks.map { _ in BlockCache() } }
    var y = x
    for (index, block) in blocks.enumerated() { y = block(y, memory: memory, cache: &cache.blocks[index]) }
    return norm.map { $0(y) } ?? y
  }
}
