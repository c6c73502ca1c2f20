// B batch · T positions · D width

/// The keys and values of the positions so far, with their history, so that gradients flow back into them.
struct KeptKeys {
  private(set) var keys: Variable?  // [B, T so far, D]
  private(set) var values: Variable?

  var count: Int { keys?.shape[1] ?? 0 }

  mutating func append(_ key: Variable, _ value: Variable) {
    keys = keys.map { .concatenate([$0, key], axis: 1) } ?? key
    values = values.map { .concatenate([$0, value], axis: 1) } ?? value
  }
}

extension TransformerStack {
  /// The positions `[B, T, D]` one after the other, each seeing itself and those before: the result and the gradients of
  /// `self(x, .causal)`, in T steps instead of one.
  ///
  /// Nothing needs this order; a recurrent net needs it. It is here to measure what the difference costs.
  public func stepByStep(_ x: Variable) -> Variable {
    var kept = blocks.map { _ in KeptKeys() }
    let steps = (0..<x.shape[1]).map { t in
      let start = x.slice(axis: 1, t..<t + 1)  // [B, 1, D]
      let y = blocks.indices.reduce(start) { blocks[$1].step($0, &kept[$1]) }
      return norm.map { $0(y) } ?? y
    }
    return .concatenate(steps, axis: 1)
  }
}

extension TransformerBlock {
  fileprivate func step(_ x: Variable, _ kept: inout KeptKeys) -> Variable {
    var earlier = kept
    defer { kept = earlier }
    return wire(x, .evaluation) {
      attention.step($0, &earlier)
    } cross: { _ in
      fail("stepByStep: a block that looks into a memory has no step of its own")
    }
  }
}

extension MultiHeadAttention {
  fileprivate func step(_ x: Variable, _ kept: inout KeptKeys) -> Variable {
    let (key, value) = keysAndValues(x, from: kept.count)
    kept.append(key, value)
    return output(mix(queries(x, from: kept.count - 1), kept.keys!, kept.values!, .none, .evaluation))
  }
}
