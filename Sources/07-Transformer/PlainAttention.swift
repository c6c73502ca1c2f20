// B batch · H heads · Tq queries · Tk keys · d width of a head

/// Attention through the whole matrix of scores: softmax(q·kᵀ / √d + mask)·v, for every head by itself.
///
/// Read this version; it needs Tq × Tk numbers for each head. `attention(_:_:_:heads:_:)` needs a few rows of them.
///
/// - Parameters:
///   - q: `[B, H, Tq, d]`.
///   - k: `[B, H, Tk, d]`.
///   - v: `[B, H, Tk, d]`.
///   - dropout: Silences a part of the weights in training.
/// - Returns: What every query finds, `[B, H, Tq, d]`, and how much of it under which key, `[B, H, Tq, Tk]`.
public func plainAttention(
  _ q: Variable, _ k: Variable, _ v: Variable, _ mask: Mask = .none, dropout: Dropout = Dropout(0),
  _ mode: Mode = .evaluation
) -> (context: Variable, weights: Variable) {
  let scores = matmul(q / Scalar(q.shape[3]).squareRoot(), k, transposing: .right)  // [B, H, Tq, Tk]
  let (context, weights) = attend(scores, to: v, mask)
  guard case .training = mode, dropout.rate > 0 else { return (context, weights) }
  let thinned = dropout(weights, mode)
  return (matmul(thinned, v), thinned)
}

extension Variable {
  /// The columns dealt out to heads, `[B, T, H·d] → [B, H, T, d]`: each head gets neighboring ones.
  public func splitHeads(_ H: Int) -> Variable {
    let (B, T, D) = value.shape3
    require(D % H == 0, "splitHeads: \(D) columns cannot be dealt out to \(H) heads")
    return reshaped(B, T, H, D / H).permuted(0, 2, 1, 3)
  }

  /// The heads' columns side by side again, `[B, H, T, d] → [B, T, H·d]`.
  public var mergedHeads: Variable {
    let (B, H, T, d) = value.shape4
    return permuted(0, 2, 1, 3).reshaped(B, T, H * d)
  }
}
