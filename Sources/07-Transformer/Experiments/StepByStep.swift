import Gradients
import Tensors
import Training

// B batch · T positions · D width

extension TransformerStack {
  /// The positions `[B, T, D]` one after the other, each seeing itself and those before: the result and the gradients of
  /// `self(x, .causal, .evaluation)`, in T steps instead of one.
  ///
  /// Nothing needs this order; a recurrent net does. It is here to measure what the difference costs. Keys and values stay
  /// variables, so that gradients flow back into them.
  public func stepByStep(_ x: Variable) -> Variable {
    var kept: [(keys: Variable, values: Variable)?] = blocks.map { _ in nil }
    let steps = (0..<x.shape[1]).map { t in
      let y = blocks.indices.reduce(x.slice(axis: 1, t..<t + 1)) { y, index in  // [B, 1, D]
        let block = blocks[index]
        let attended = block.residual(y, block.attentionNorm, .evaluation) { y in
          let (key, value) = block.attention.keysAndValues(y, from: [t])
          let (keys, values) =
            kept[index].map {
              (.concatenate([$0.keys, key], axis: 1), .concatenate([$0.values, value], axis: 1))
            } ?? (key, value)
          kept[index] = (keys, values)
          let query = block.attention.queries(y, from: [t])
          return block.attention.output(
            attention(query, keys, values, heads: block.attention.heads, scale: block.attention.scale))
        }
        return block.residual(attended, block.feedForwardNorm, .evaluation) { block.feedForward($0, .evaluation) }
      }
      return finish(y)
    }
    return .concatenate(steps, axis: 1)
  }
}
