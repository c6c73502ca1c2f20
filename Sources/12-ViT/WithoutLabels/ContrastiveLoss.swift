import Gradients
import Tensors
import Training

// N pictures · 2·N views, row i and row N + i of one picture · D width

/// NT-Xent, the loss of SimCLR: among all other views, find the second view of the same picture.
///
/// A row's logits are its cosine similarities to the other rows, divided by the temperature τ; the target is the row of the
/// same picture. So the loss is a cross-entropy over 2·N − 1 candidates, and ln(2·N − 1) for a net that knows nothing.
///
/// Chen et al., "A simple framework for contrastive learning of visual representations", 2020.
///
/// - Parameter z: `[2·N, D]`, of any length: only directions count.
public func contrastiveLoss(_ z: Variable, temperature: Scalar = 0.5) -> Variable {
  let (rows, _) = z.value.shape2
  require(rows % 2 == 0 && rows > 2, "contrastiveLoss: \(rows) rows are not two views of two or more pictures")
  let N = rows / 2
  let directions = z.unitRows
  let similarities = matmul(directions, directions, transposing: .right) / temperature
  // A view is no candidate for itself: it would always win.
  let itself = constant(.identity(rows) * (-.greatestFiniteMagnitude / 2))
  return crossEntropy(similarities + itself, (0..<rows).map { ($0 + N) % rows })
}

extension Variable {
  /// Every row divided by its length, `[N, D]`; a row of zeros stays one.
  public var unitRows: Variable {
    let length = sqrt((self * self).sum(axis: -1, keepingAxis: true) + 1e-12)
    return self / length
  }
}
