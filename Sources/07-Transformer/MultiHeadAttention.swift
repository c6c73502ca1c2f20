// B batch · H heads · T positions · S positions of the memory · D width · d = D/H width of a head

/// Several attentions side by side, each over its own projection of what is seen: concat(head₁ … head_H)·W.
///
/// Vaswani et al., "Attention Is All You Need", 2017.
public struct MultiHeadAttention: Module {
  public var query: Linear  // [D, D]
  public var key: Linear  // [D, D]
  public var value: Linear  // [D, D]
  public var output: Linear  // [D, D]
  /// Hold the scores in bounds, if targets: the length of a query or key cannot run away in training.
  public let queryNorm: LayerNorm?  // [d]
  public let keyNorm: LayerNorm?  // [d]
  public let heads: Int
  public let dropout: Dropout
  /// Turns queries and keys by the positions where they stand, if wanted.
  public let rotary: RotaryPositions?
  /// What the heads' outputs are multiplied by; nil for 1 throughout.
  public var headMask: HeadMask?
  /// Whether scores go through the whole matrix of the reading version.
  public var isPlain = false

  /// - Parameters:
  ///   - memoryWidth: The width of what keys and values are made from, if it is not `width`.
  ///   - dropout: The part of the weights that is silenced in training.
  public init(
    width D: Int, heads: Int, memoryWidth: Int? = nil, hasBias: Bool = true, normalizesQueriesAndKeys: Bool = false,
    isRotary: Bool = false, dropout: Scalar = 0, using generator: inout Generator
  ) {
    require(heads > 0 && D % heads == 0, "MultiHeadAttention: \(D) columns cannot be dealt out to \(heads) heads")
    query = Linear(D, D, hasBias: hasBias, using: &generator)
    key = Linear(memoryWidth ?? D, D, hasBias: hasBias, using: &generator)
    value = Linear(memoryWidth ?? D, D, hasBias: hasBias, using: &generator)
    output = Linear(D, D, hasBias: hasBias, using: &generator)
    queryNorm = normalizesQueriesAndKeys ? LayerNorm(D / heads) : nil
    keyNorm = normalizesQueriesAndKeys ? LayerNorm(D / heads) : nil
    rotary = isRotary ? RotaryPositions(width: D / heads) : nil
    self.heads = heads
    self.dropout = Dropout(dropout)
  }

  /// What every position of `x` `[B, T, D]` finds in the memory `[B, S, D]`, or in `x` itself when there is none.
  public func callAsFunction(
    _ x: Variable, over memory: Variable? = nil, _ mask: Mask = .none, _ mode: Mode = .evaluation
  ) -> Variable {
    if memory == nil, let qkv = projectedTogether(x) {
      return output(masked(attention(together: qkv, heads: heads, mask, dropout: dropout, mode)))
    }
    let q = queries(x, from: 0)
    let (k, v) = keysAndValues(memory ?? x, from: 0)
    return output(mix(q, k, v, mask, mode))
  }

  /// The same for new positions of sequences whose earlier ones are in the cache: each sees those, itself, and no later
  /// one. No gradient flows into what is cached.
  public func callAsFunction(_ x: Variable, appendingTo cache: inout KeyValueCache) -> Variable {
    let start = cache.length
    let (k, v) = keysAndValues(x, from: start)
    cache.append(k.value, v.value)
    return output(mix(queries(x, from: start), constant(cache.keys!), constant(cache.values!), .causal, .evaluation))
  }

  /// The same over a memory whose keys and values are computed at the first call, and kept.
  public func callAsFunction(
    _ x: Variable, over memory: Variable, keeping cache: inout KeyValueCache, _ mask: Mask = .none
  ) -> Variable {
    if cache.length == 0 {
      let (k, v) = keysAndValues(memory, from: 0)
      cache.append(k.value, v.value)
    }
    return output(mix(queries(x, from: 0), constant(cache.keys!), constant(cache.values!), mask, .evaluation))
  }

  /// How much each query takes from each key, `[B, H, T, S]`: for drawing.
  public func weights(_ x: Variable, over memory: Variable? = nil, _ mask: Mask = .none) -> Tensor {
    let (k, v) = keysAndValues(memory ?? x, from: 0)
    let split = [queries(x, from: 0), k, v].map { $0.splitHeads(heads) }
    return plainAttention(split[0], split[1], split[2], mask).weights.value
  }
}

// MARK: The parts

extension MultiHeadAttention {
  func queries(_ x: Variable, from start: Int) -> Variable { placed(query(x), queryNorm, from: start) }

  func keysAndValues(_ memory: Variable, from start: Int) -> (Variable, Variable) {
    (placed(key(memory), keyNorm, from: start), value(memory))
  }

  /// Queries or keys `[B, T, D]`, normalized and turned head by head if that is wanted.
  private func placed(_ x: Variable, _ norm: LayerNorm?, from start: Int) -> Variable {
    let (B, T, D) = x.value.shape3
    let even = norm.map { $0(x.reshaped(B, T, heads, D / heads)).reshaped(B, T, D) } ?? x
    return rotary.map { $0(even.splitHeads(heads), from: start).mergedHeads } ?? even
  }

  /// The heads' context side by side, `[B, T, D]`.
  func mix(_ q: Variable, _ k: Variable, _ v: Variable, _ mask: Mask, _ mode: Mode) -> Variable {
    let mixed =
      isPlain
      ? plainAttention(q.splitHeads(heads), k.splitHeads(heads), v.splitHeads(heads), mask, dropout: dropout, mode)
        .context.mergedHeads
      : attention(q, k, v, heads: heads, mask, dropout: dropout, mode)
    return masked(mixed)
  }

  /// The heads' outputs, each times its factor.
  private func masked(_ mixed: Variable) -> Variable {
    guard let headMask else { return mixed }
    let (B, T, D) = mixed.value.shape3
    let factors = headMask.factors.reshaped(heads, 1)
    return (mixed.reshaped(B, T, heads, D / heads) * factors).reshaped(B, T, D)
  }

  /// Queries, keys and values side by side by one product, `[B, T, 3·D]`, if nothing stands between it and the scores.
  ///
  /// The three matrices are put together anew each time, which costs little beside a product with many rows.
  private func projectedTogether(_ x: Variable) -> Variable? {
    let layers = [query, key, value]
    let biases = layers.compactMap(\.bias)
    guard biases.isEmpty || biases.count == 3, layers.allSatisfy({ $0.adapter == nil }), !isPlain, queryNorm == nil,
      rotary == nil
    else { return nil }
    let weight = Variable.concatenate(layers.map(\.weight), axis: 1)
    return biases.isEmpty ? matmul(x, weight) : affine(x, weight, .concatenate(biases))
  }
}

/// A factor for each head, `[H]`: 0 prunes it; the gradient at 1 says how much it matters.
///
/// It is no module, so that what is probed does not count as what is learned.
public struct HeadMask {
  public let factors: Variable  // [H]

  public init(_ factors: Variable) { self.factors = factors }

  /// All heads at work but these.
  public init(_ heads: Int, without pruned: Set<Int>) {
    factors = constant(Tensor((0..<heads).map { pruned.contains($0) ? 0 : 1 }))
  }
}
