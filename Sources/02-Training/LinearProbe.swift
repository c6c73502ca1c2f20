import Tensors

// N rows · D width of the states · K quantities

/// A linear map from states to quantities that they may hold: y ≈ x·W + b, fitted by least squares.
///
/// If a linear map can read a quantity, the next layer can read it, too: it begins with a linear map.
public struct LinearProbe: Sendable {
  public let weight: Tensor  // [D, K]
  public let bias: Tensor  // [K]

  /// Minimizes Σ (x·W + b − y)² + ridge · N · Σ W².
  ///
  /// - Parameters:
  ///   - x: `[N, D]`.
  ///   - y: `[N, K]`.
  ///   - ridge: Keeps the weights finite where directions of the states are unused.
  public init(from x: Tensor, to y: Tensor, ridge: Scalar = 1e-5) {
    let ((N, D), K) = (x.shape2, y.shape2.1)
    require(N == y.shape[0] && N > 0, "LinearProbe: \(N) rows of states for the shape \(y.shape)")
    let (states, wanted) = (Centered(x), Centered(y))
    // The normal equations (XᵀX + ridge·N)·W = XᵀY, over N.
    var moments = states.moments(with: states)  // [D][D]
    for d in 0..<D { moments[d][d] += Double(ridge) }
    let columns = wanted.moments(with: states).map { solve(moments, $0) }  // [K][D]
    weight = Tensor(shape: [D, K]) { Scalar(columns[$0[1]][$0[0]]) }
    bias = Tensor(shape: [K]) { Scalar(wanted.means[$0[0]] - dot(states.means, columns[$0[0]])) }
  }

  /// `[N, D] → [N, K]`
  public func callAsFunction(_ x: Tensor) -> Tensor { matmul(x, weight) + bias }

  /// The share of the variance of `y` that the probe explains on these states: 1 if it hits every number, 0 if it is no
  /// better than the mean.
  public func explainedVariance(_ x: Tensor, _ y: Tensor) -> Double {
    let left = (self(x) - y).scalars.reduce(0) { $0 + Double($1) * Double($1) }
    let all = Centered(y).columns.reduce(0) { $0 + dot($1, $1) }
    return 1 - left / all
  }
}

/// The columns of a matrix, each without its mean. In Double: where directions are unused, the moments nearly cancel.
private struct Centered {
  let means: [Double]
  let columns: [[Double]]

  init(_ x: Tensor) {
    let (N, D) = x.shape2
    let scalars = x.scalars
    let numbers = (0..<D).map { d in (0..<N).map { Double(scalars[$0 * D + d]) } }
    means = numbers.map { $0.reduce(0, +) / Double(N) }
    columns = zip(numbers, means).map { column, mean in column.map { $0 - mean } }
  }

  /// The mean product of each column with each of another matrix.
  func moments(with other: Centered) -> [[Double]] {
    columns.map { column in other.columns.map { dot(column, $0) / Double(column.count) } }
  }
}

/// Σ aᵢ·bᵢ
private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// Solves a·x = b for a symmetric positive definite matrix, by Cholesky's decomposition a = L·Lᵀ.
private func solve(_ a: [[Double]], _ b: [Double]) -> [Double] {
  let D = b.count
  var lower = a
  for j in 0..<D {
    for k in 0..<j { lower[j][j] -= lower[j][k] * lower[j][k] }
    require(lower[j][j] > 0, "LinearProbe: the states leave direction \(j) open; a larger ridge closes it")
    lower[j][j] = lower[j][j].squareRoot()
    for i in j + 1..<D {
      for k in 0..<j { lower[i][j] -= lower[i][k] * lower[j][k] }
      lower[i][j] /= lower[j][j]
    }
  }
  var x = b
  for i in 0..<D {
    for k in 0..<i { x[i] -= lower[i][k] * x[k] }
    x[i] /= lower[i][i]
  }
  for i in (0..<D).reversed() {
    for k in i + 1..<D { x[i] -= lower[k][i] * x[k] }
    x[i] /= lower[i][i]
  }
  return x
}
