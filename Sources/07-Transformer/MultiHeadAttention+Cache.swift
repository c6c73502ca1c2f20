import Attention
import Gradients
import Tensors
import Training

// B batch · T new positions · D width

extension MultiHeadAttention {
  /// The context of new positions of sequences whose earlier ones are in the cache: each sees those, itself, and no later
  /// one. No gradient flows into what is cached.
  ///
  /// - Parameter counts: How many of the T positions of each row are new; the others are padding behind them. Nil for all.
  public func callAsFunction(
    _ x: Variable, appendingTo cache: inout KeyValueCache, counts: [Int]? = nil, bias: Variable? = nil
  ) -> Variable {
    let starts = cache.starts(x.shape[0])
    let (k, v) = keysAndValues(x, from: starts)
    begin(&cache, rows: x.shape[0])
    cache.append(k.value, v.value, counts: counts)
    return output(context(of: queries(x, from: starts), in: cache, cache.mask(firstQuery: starts), bias))
  }

  /// The context in a memory whose keys and values are computed at the first call, and kept.
  public func callAsFunction(
    _ x: Variable, over memory: Variable, keeping cache: inout KeyValueCache, _ mask: Mask, bias: Variable? = nil
  ) -> Variable {
    if cache.isEmpty {
      let (k, v) = keysAndValues(memory, from: [0])
      cache = KeyValueCache(capacity: prefix.count + memory.shape[1])
      begin(&cache, rows: memory.shape[0])
      cache.append(k.value, v.value)
    }
    return output(context(of: queries(x, from: [0]), in: cache, mask.behindPrefix(prefix.count), bias))
  }

  /// Puts the learned prefix into an empty cache, if there is one.
  private func begin(_ cache: inout KeyValueCache, rows B: Int) {
    guard cache.isEmpty, let (keys, values) = prefix.rows(B) else { return }
    cache.appendPrefix(keys.value, values.value)
  }

  private func context(
    of queries: Variable, in cache: KeyValueCache, _ mask: Mask, _ bias: Variable?
  ) -> Variable {
    attention(
      queries, constant(cache.keys!), constant(cache.values!), heads: heads, mask: mask,
      bias: prefix.prepended(toBias: bias),
      scale: scale)
  }
}
