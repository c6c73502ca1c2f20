import GPT

// D width · F feed-forward width · Q columns of all heads · r rank

extension LoRAConfiguration {
  /// How many numbers an adapter for a GPT learns: r·(inputs + outputs) for each matrix that it updates.
  ///
  /// The paper prints 0.35 M for GPT-2 medium and 0.77 M for GPT-2 large, with r = 4 for queries and values. No rank gives
  /// these. For GPT-3 it prints 4.7 M (r = 1) and 37.7 M (r = 8).
  public func parameterCount(for shape: GPTConfiguration) -> Int {
    let (D, F) = (shape.block.width, shape.block.feedForwardWidth)
    let Q = shape.block.headWidth.map { $0 * shape.block.heads } ?? D
    var sizes = ["query", "key", "value", "output"].map { (path: "attention.\($0)", size: D + Q) }
    sizes += (shape.block.isGated ? ["gate", "up", "down"] : ["up", "down"]).map { ("feedForward.\($0)", D + F) }
    return (0..<shape.depth).reduce(0) { count, block in
      let updated = sizes.filter { isTarget("stack.blocks.\(block).\($0.path)") }
      return updated.reduce(count) { $0 + rank * $1.size }
    }
  }
}
