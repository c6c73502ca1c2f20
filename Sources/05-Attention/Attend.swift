@_exported import LSTM

// B batch · Q queries · K keys · D width of a value

/// A soft dictionary look-up: each query gets a context of all values, weighted by how well their keys answer it.
///
/// An exact dictionary gives the value of the one key that fits. No gradient flows through that choice; through weights it
/// does, and with scores far apart the softmax becomes the choice.
///
/// - Parameters:
///   - scores: How well each key answers each query, `[B, …, Q, K]`.
///   - values: What stands under each key, `[B, …, K, D]`.
/// - Returns: The context `[B, …, Q, D]`, and the weights `[B, …, Q, K]`, which sum to one over the keys.
public func attend(_ scores: Variable, to values: Variable, _ mask: Mask = .none) -> (
  context: Variable, weights: Variable
) {
  let seen = mask.addend(to: scores.shape).map { scores + constant($0) } ?? scores
  let weights = softmax(seen)
  return (matmul(weights, values), weights)
}
