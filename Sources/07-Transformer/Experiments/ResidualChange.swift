import Attention
import Gradients
import Tensors

// B batch · T positions · D width

/// How much the attention of a pre-norm block changes the residual stream, and what its feed-forward makes of that.
public struct ResidualChange {
  /// |a(x)| / |x|, the mean over all positions.
  public let size: Double
  /// The cosine between f(x) and f(x + a(x)), each with the block's norm before f, the mean over all positions.
  public let cosine: Double
}

/// The cosine of every row of `a` with the same row of `b`, along the last axis, and the mean of all.
public func meanCosine(_ a: Tensor, _ b: Tensor) -> Double {
  let products = (a * b).sum(axis: -1).scalars
  let norms = zip((a * a).sum(axis: -1).scalars, (b * b).sum(axis: -1).scalars).map { Double($0) * Double($1) }
  return zip(products, norms).reduce(0) { $0 + Double($1.0) / $1.1.squareRoot() } / Double(products.count)
}

extension TransformerBlock {
  /// The change by this block's attention at x `[B, T, D]`, and the block's output.
  public func residualChange(_ x: Variable, _ mask: Mask) -> (change: ResidualChange, output: Variable) {
    withoutGradients {
      let added = attention(attentionNorm(x), mask, .evaluation)
      let (before, after) = (
        feedForward(feedForwardNorm(x), .evaluation), feedForward(feedForwardNorm(x + added), .evaluation)
      )
      let squares = { (rows: Tensor) in (rows * rows).sum(axis: -1).scalars.map { Double($0) } }
      let ratios = zip(squares(added.value), squares(x.value)).map { ($0 / $1).squareRoot() }
      let change = ResidualChange(
        size: ratios.reduce(0, +) / Double(ratios.count), cosine: meanCosine(before.value, after.value))
      return (change, x + added + after)
    }
  }
}

extension TransformerStack {
  /// The change by the attention of each block of a pre-norm stack, from the lowest to the highest.
  public func residualChanges(_ x: Variable, _ mask: Mask) -> [ResidualChange] {
    var y = x
    return blocks.map { block in
      let (change, output) = block.residualChange(y, mask)
      y = output
      return change
    }
  }
}
