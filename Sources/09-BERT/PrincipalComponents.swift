import Tensors

// N rows · D width · K directions

/// The directions in which the rows of a matrix vary most, and where each row lies along them.
///
/// The first direction is the one along which the rows have the largest variance, the next one the largest of what is left at
/// right angles to it. The directions are the eigenvectors of the covariance matrix, and the variances its eigenvalues. A
/// direction and its opposite serve alike, so the largest entry of each is made positive.
///
/// - Parameters:
///   - x: `[N, D]`. The time grows with D³.
///   - count: K, at most D.
/// - Returns: The directions, `[K, D]`, which are orthonormal; the coordinates of the rows along them, counted from the mean
///   of all rows, `[N, K]`; and the share of the total variance that each direction has, 0 where all rows are equal.
public func principalComponents(
  of x: Tensor, count: Int = 2
) -> (directions: Tensor, coordinates: Tensor, shares: [Scalar]) {
  let (N, D) = x.shape2
  require(N > 0 && (0...D).contains(count), "principalComponents: \(count) directions of the shape \(x.shape)")
  let shifted = x - x.row(0)  // exact zeros where all rows are equal, and fewer digits lost far from the origin
  let centered = shifted - shifted.mean(axis: 0)  // [N, D]
  let covariance = matmul(centered, centered, transposing: .left) / Scalar(N)  // [D, D]
  let (variances, vectors) = eigenvectors(of: covariance)
  let total = variances.reduce(0, +)
  let largest = variances.indicesOfLargest(count)
  let directions = Tensor(shape: [count, D], scalars: largest.flatMap { withFixedSign(vectors[$0]) })
  let coordinates = matmul(centered, directions, transposing: .right)  // [N, K]
  return (directions, coordinates, largest.map { total > 0 ? Scalar(variances[$0] / total) : 0 })
}

/// The vector or its opposite, whichever has a positive largest entry; of equals the first counts.
private func withFixedSign(_ vector: [Double]) -> [Scalar] {
  let largest = vector.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
  return vector.map { Scalar(largest < 0 ? -$0 : $0) }
}

/// The eigenvalues of a symmetric matrix and its eigenvectors, one a row, by Jacobi's method.
///
/// It turns the axes, two at a time, by the angle at which the entry of the two becomes zero. Each turn disturbs entries that
/// were zero before, but less and less: about eight rounds over all pairs leave a diagonal.
private func eigenvectors(of matrix: Tensor) -> (values: [Double], vectors: [[Double]]) {
  let D = matrix.shape2.0
  var a = (0..<D).map { row in (0..<D).map { Double(matrix[row, $0]) } }
  var axes = (0..<D).map { row in (0..<D).map { row == $0 ? 1.0 : 0 } }
  let pairs = (0..<D).flatMap { p in (p + 1..<D).map { (p, $0) } }
  let negligible = 1e-15 * (0..<D).map { abs(a[$0][$0]) }.reduce(0, +)
  for _ in 0..<50 where pairs.contains(where: { abs(a[$0][$1]) > negligible }) {
    for (p, q) in pairs where a[p][q] != 0 {
      // tan 2θ = 2 a_pq / (a_qq − a_pp). Of the two angles, the one of at most 45° makes the method converge.
      let cotangent = (a[q][q] - a[p][p]) / (2 * a[p][q])
      let tangent = (cotangent < 0 ? -1 : 1) / (abs(cotangent) + (cotangent * cotangent + 1).squareRoot())
      let c = 1 / (tangent * tangent + 1).squareRoot()
      let s = tangent * c
      for k in 0..<D {
        (axes[p][k], axes[q][k]) = turned(axes[p][k], axes[q][k], c, s)
        (a[p][k], a[q][k]) = turned(a[p][k], a[q][k], c, s)
      }
      for k in 0..<D { (a[k][p], a[k][q]) = turned(a[k][p], a[k][q], c, s) }
    }
  }
  return ((0..<D).map { a[$0][$0] }, axes)
}

private func turned(_ x: Double, _ y: Double, _ c: Double, _ s: Double) -> (Double, Double) {
  (c * x - s * y, s * x + c * y)
}
