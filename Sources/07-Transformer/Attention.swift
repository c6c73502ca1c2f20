import Attention
import Gradients
import Tensors
import Tokens
import Training

// B batch · H heads · Tq queries · Tk keys · d width of a head

/// Attention that never stores the matrix of scores, as one operation.
///
/// Run this version. It visits the keys block by block and keeps, for each query, the largest score so far, the sum of
/// the exponentials and the context. When a larger score comes, sum and context are scaled down. The backward pass
/// computes the blocks anew from each query's ln Σ eˢ, the only numbers kept. Blocks that the mask hides are skipped.
/// Dao et al., "FlashAttention", 2022.
///
/// With the scores S = scale · q·kᵀ + bias, the weights P = softmax(S), and the context O = P·v:
/// dv = Pᵀ·dO, dP = dO·vᵀ, dS = P ⊙ (dP − Σ dO⊙O), dq = scale · dS·k, dk = scale · dSᵀ·q, dbias = dS, of a bias that
/// all rows of the batch share Σ dS over them.
/// A gradient is computed only for what is trainable.
///
/// - Parameters:
///   - q: `[B, Tq, H·d]`, a head's columns side by side: they are read where they lie.
///   - k: `[B, Tk, H·d]`.
///   - v: `[B, Tk, H·d]`.
///   - bias: Added to the scores: `[H, Tq, Tk]` for every row of the batch, or `[B, H, Tq, Tk]`, one for each. It may end
///     before the keys do, where the mask hides the rest from every row.
///   - scale: What q·kᵀ is multiplied by; nil for 1/√d.
/// - Returns: `[B, Tq, H·d]`; zeros for a query that sees no key.
public func attention(
  _ q: Variable, _ k: Variable, _ v: Variable, heads H: Int, mask: Mask = .none, bias: Variable? = nil,
  scale: Scalar? = nil, dropout: Dropout = Dropout(0), _ mode: Mode = .evaluation
) -> Variable {
  let (query, key, value) = (q.value, k.value, v.value)
  var work = AttentionWork(query: query, key: key, value: value, bias: bias?.value, heads: H, mask, scale)
  work.dropOut(dropout, mode)
  let (output, logSums) = work.forward(query, key, value, bias?.value)
  let wanted = WantedGradients(
    queries: q.isTrainable, keys: k.isTrainable, values: v.isTrainable, bias: bias?.isTrainable ?? false)
  return Variable(output, from: [q, k, v] + (bias.map { [$0] } ?? [])) { [work, bias = bias?.value] dOutput in
    work.backward(dOutput, query, key, value, bias, output, logSums, wanted)
  }
}

/// The same with queries, keys and values side by side, `[B, T, 3·H·d]`, as one product makes them.
public func attention(
  together qkv: Variable, heads H: Int, mask: Mask = .none, bias: Variable? = nil, scale: Scalar? = nil,
  dropout: Dropout = Dropout(0), _ mode: Mode = .evaluation
) -> Variable {
  let input = qkv.value
  var work = AttentionWork(together: input, bias: bias?.value, heads: H, mask, scale)
  work.dropOut(dropout, mode)
  let (output, logSums) = work.forward(together: input, bias?.value)
  let wanted = WantedGradients(
    queries: qkv.isTrainable, keys: qkv.isTrainable, values: qkv.isTrainable, bias: bias?.isTrainable ?? false)
  return Variable(output, from: [qkv] + (bias.map { [$0] } ?? [])) { [work, bias = bias?.value] dOutput in
    work.backward(dOutput, together: input, bias, output, logSums, wanted)
  }
}
