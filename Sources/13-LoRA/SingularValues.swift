import Foundation
import Tensors

// M rows · N columns · K = min(M, N)

/// The singular value decomposition of a matrix, U·diag(σ)·Vᵀ: the directions in which it acts, the strongest first.
public struct SingularValues: Sendable {
  /// `left[k]` is column k of U, M numbers of length 1; zeros where σ is 0 and M the longer side.
  public let left: [[Double]]
  /// σ, K numbers, none larger than the one before.
  public let values: [Double]
  /// `right[k]` is column k of V, N numbers of length 1; zeros where σ is 0 and N the longer side.
  public let right: [[Double]]

  /// One-sided Jacobi: pairs of columns are rotated until all are perpendicular. Their lengths are then the singular values.
  public init(of matrix: Tensor) {
    let (M, N) = matrix.shape2
    // Of the shorter side, so that there are few columns to rotate.
    let isTransposed = M < N
    let count = min(M, N)
    var columns = (0..<count).map { k in
      (0..<max(M, N)).map { Double(isTransposed ? matrix[k, $0] : matrix[$0, k]) }
    }
    var rotations = (0..<count).map { k in (0..<count).map { $0 == k ? 1.0 : 0 } }
    for _ in 0..<60 where !rotateAllPairs(&columns, &rotations) {}
    let lengths = columns.map { dot($0, $0).squareRoot() }
    let order = lengths.indices.sorted { lengths[$0] > lengths[$1] }
    values = order.map { lengths[$0] }
    let outer = order.map { k in lengths[k] > 0 ? columns[k].map { $0 / lengths[k] } : columns[k] }
    let inner = order.map { rotations[$0] }
    (left, right) = isTransposed ? (inner, outer) : (outer, inner)
  }

  /// The part of the squared numbers of the matrix that its best approximation of rank r has: Σ σ² of the first r over all.
  public func share(ofRank r: Int) -> Double {
    let squares = values.map { $0 * $0 }
    let all = squares.reduce(0, +)
    return all > 0 ? squares.prefix(r).reduce(0, +) / all : 1
  }
}

/// How much two subspaces overlap: ‖Uᵀ·V‖² / min(i, j) of orthonormal bases of i and j vectors.
///
/// It is 1 if one contains the other, 0 if they are perpendicular, and near max(i, j) / M for random ones in M dimensions.
public func subspaceOverlap(_ u: [[Double]], _ v: [[Double]]) -> Double {
  let squares = u.map { a in v.reduce(0) { $0 + dot(a, $1) * dot(a, $1) } }
  return squares.reduce(0, +) / Double(min(u.count, v.count))
}

/// Rotates each pair of columns in its plane until they are perpendicular.
///
/// - Returns: Whether all were before.
private func rotateAllPairs(_ columns: inout [[Double]], _ rotations: inout [[Double]]) -> Bool {
  var areDone = true
  for i in columns.indices {
    for j in columns.indices.dropFirst(i + 1) {
      let (a, b) = (dot(columns[i], columns[i]), dot(columns[j], columns[j]))
      let c = dot(columns[i], columns[j])
      if c * c <= 1e-28 * a * b { continue }
      areDone = false
      let zeta = (b - a) / (2 * c)
      let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
      let cosine = 1 / (1 + tangent * tangent).squareRoot()
      rotate(&columns, i, j, cosine, cosine * tangent)
      rotate(&rotations, i, j, cosine, cosine * tangent)
    }
  }
  return areDone
}

private func rotate(_ vectors: inout [[Double]], _ i: Int, _ j: Int, _ cosine: Double, _ sine: Double) {
  for m in vectors[i].indices {
    let (x, y) = (vectors[i][m], vectors[j][m])
    vectors[i][m] = cosine * x - sine * y
    vectors[j][m] = sine * x + cosine * y
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
