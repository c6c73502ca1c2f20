import Attention
import Gradients
import Tensors
import Training

// B batch · H heads · Tq queries · Tk keys · d width of a head

/// Attention through the whole matrix of scores: softmax(scale · q·kᵀ + bias + mask)·v, for every head by itself.
///
/// Read this version. It needs Tq × Tk numbers for each head; `attention(_:_:_:heads:mask:bias:scale:dropout:_:)` needs a
/// few rows of them.
///
/// - Parameters:
///   - q: `[B, H, Tq, d]`.
///   - k: `[B, H, Tk, d]`.
///   - v: `[B, H, Tk, d]`.
///   - bias: Added to the scores, `[H, Tq, Tk]` for every row of the batch or `[B, H, Tq, Tk]`, one for each.
///   - scale: What q·kᵀ is multiplied by; nil for 1/√d.
///   - dropout: Drops a part of the weights in training.
/// - Returns: The context of every query, `[B, H, Tq, d]`, and its weights over the keys, `[B, H, Tq, Tk]`.
public func plainAttention(
  _ q: Variable, _ k: Variable, _ v: Variable, mask: Mask = .none, bias: Variable? = nil, scale: Scalar? = nil,
  dropout: Dropout = Dropout(0), _ mode: Mode = .evaluation
) -> (context: Variable, weights: Variable) {
  let scaled = scale.map { q * $0 } ?? q / Scalar(q.shape[3]).squareRoot()
  let products = matmul(scaled, k, transposing: .right)  // [B, H, Tq, Tk]
  let (context, weights) = attend(bias.map { products + $0 } ?? products, to: v, mask)
  guard case .training = mode, dropout.rate > 0 else { return (context, weights) }
  let thinned = dropout(weights, mode)
  return (matmul(thinned, v), thinned)
}

extension Variable {
  /// The columns split into heads, `[B, T, H·d] → [B, H, T, d]`: each head gets neighboring ones.
  public func splitHeads(_ H: Int) -> Variable {
    let (B, T, D) = value.shape3
    require(H > 0 && D % H == 0, "splitHeads: \(D) columns cannot be split into \(H) heads")
    return reshaped(B, T, H, D / H).permuted(0, 2, 1, 3)
  }

  /// The heads' columns side by side again, `[B, H, T, d] → [B, T, H·d]`.
  public var mergedHeads: Variable {
    let (B, H, T, d) = value.shape4
    return permuted(0, 2, 1, 3).reshaped(B, T, H * d)
  }
}
