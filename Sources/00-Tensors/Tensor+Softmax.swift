// Logits to probabilities. The largest logit is subtracted first: the result stays the same, and eˣ does not overflow.

/// eˣ / Σ eˣ along an axis: positive numbers that sum to one.
///
/// A logit of −∞ gets the probability 0. A row of −∞ alone gets zeros.
public func softmax(_ x: Tensor, axis: Int = -1) -> Tensor { alongLast(x, axis, "softmax", softmaxRows) }

/// The logarithm of the softmax, computed directly: small probabilities would round to 0 first.
public func logSoftmax(_ x: Tensor, axis: Int = -1) -> Tensor { alongLast(x, axis, "logSoftmax", logSoftmaxRows) }

/// ln Σ eˣ along an axis.
public func logSumExp(_ x: Tensor, axis: Int = -1, keepingAxis: Bool = false) -> Tensor {
  let axis = x.resolved(axis, in: "logSumExp")
  let result = alongLast(x, axis, "logSumExp", logSumExpRows)
  return keepingAxis ? result : result.reshaped(Array(x.shape[..<axis] + x.shape[(axis + 1)...]))
}

/// Moves an axis to the end, applies `rows`, and moves it back.
private func alongLast(_ x: Tensor, _ axis: Int, _ operation: String, _ rows: (Tensor) -> Tensor) -> Tensor {
  let axis = x.resolved(axis, in: operation)
  if axis == x.rank - 1 { return rows(x) }
  var order = Array(0..<x.rank)
  order.swapAt(axis, x.rank - 1)
  return rows(x.permuted(order)).permuted(order)
}
