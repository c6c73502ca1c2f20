// B batch · H heads · Tq queries · Tk keys · d width of a head

/// Attention that never stores the matrix of scores, as one operation.
///
/// Run this version. It goes over the keys block by block and keeps, for each query, the largest score so far, the sum of
/// the exponentials and the context: when a larger score comes, both are scaled down. Backwards it computes the blocks
/// anew from each query's ln Σ eˢ, the only numbers kept. Dao et al., "FlashAttention", 2022.
///
/// With weights P = softmax(S), S = q·kᵀ/√d, and O = P·v:
/// dv = Pᵀ·dO, dP = dO·vᵀ, dS = P ⊙ (dP − Σ dO⊙O), dq = dS·k/√d, dk = dSᵀ·q/√d.
///
/// - Parameters:
///   - q: `[B, Tq, H·d]`, a head's columns side by side: they are read where they lie.
///   - k: `[B, Tk, H·d]`.
///   - v: `[B, Tk, H·d]`.
/// - Returns: `[B, Tq, H·d]`.
public func attention(
  _ q: Variable, _ k: Variable, _ v: Variable, heads H: Int, _ mask: Mask = .none,
  dropout: Dropout = Dropout(0), _ mode: Mode = .evaluation
) -> Variable {
  let (query, key, value) = (q.value, k.value, v.value)
  var work = AttentionWork(query: query, key: key, value: value, heads: H, mask)
  work.dropOut(dropout, mode)
  let (output, logSums) = work.forward(query, key, value)
  return Variable(output, from: [q, k, v]) { [work] dOutput in
    let (dq, dk, dv) = work.backward(dOutput, query, key, value, output, logSums)
    return [dq, dk, dv]
  }
}

/// The same with queries, keys and values side by side, `[B, T, 3·H·d]`, as one product makes them.
public func attention(
  together qkv: Variable, heads H: Int, _ mask: Mask = .none, dropout: Dropout = Dropout(0), _ mode: Mode = .evaluation
) -> Variable {
  let input = qkv.value
  var work = AttentionWork(together: input, heads: H, mask)
  work.dropOut(dropout, mode)
  let (output, logSums) = work.forward(together: input)
  return Variable(output, from: [qkv]) { [work] dOutput in
    [work.backward(dOutput, together: input, output, logSums)]
  }
}
