import Gradients
import LSTM
import Tensors

// B batch · Q queries · K keys · D width of a value

/// Attention: each query gets the mean of all values, weighted by the softmax of its scores. The mean is its context.
///
/// An exact dictionary returns the value of the one key that fits. No gradient flows through that choice. It flows
/// through weights; and where scores are far apart, the softmax becomes the choice.
///
/// - Parameters:
///   - scores: How well each key fits each query, `[B, …, Q, K]`.
///   - values: The value of each key, `[B, …, K, D]`.
/// - Returns: The context `[B, …, Q, D]`, and the weights `[B, …, Q, K]`, which sum to one over the keys; where a query
///   sees no key, all are 0.
public func attend(_ scores: Variable, to values: Variable, _ mask: Mask = .none) -> (
  context: Variable, weights: Variable
) {
  let visible = mask.addend(to: scores.shape).map { scores + constant($0) } ?? scores
  let weights = softmax(visible)
  return (matmul(weights, values), weights)
}
