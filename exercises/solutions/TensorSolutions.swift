import Exercises
import Tensors

/// Model answers of chapter 00.
public enum TensorSolutions: TensorTasks {
  public static func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor {
    let ((M, K), (rows, N)) = (a.shape2, b.shape2)
    guard K == rows else { throw Misfit("a has \(K) columns, b has \(rows) rows") }
    var c = [Scalar](repeating: 0, count: M * N)
    for i in 0..<M {
      for k in 0..<K {
        // With j innermost, b and c are both read along their rows.
        for j in 0..<N { c[i * N + j] += a.scalars[i * K + k] * b.scalars[k * N + j] }
      }
    }
    return Tensor(shape: [M, N], scalars: c)
  }

  public static func broadcastShape(_ a: [Int], _ b: [Int]) throws -> [Int] {
    let rank = max(a.count, b.count)
    func padded(_ shape: [Int]) -> [Int] { [Int](repeating: 1, count: rank - shape.count) + shape }
    return try zip(padded(a), padded(b)).map { x, y in
      guard x == y || x == 1 || y == 1 else { throw Misfit("\(a) and \(b) do not broadcast: \(x) and \(y) differ") }
      return x == 1 ? y : x
    }
  }

  public static func softmax(_ x: Tensor) throws -> Tensor {
    let largest = x.max(axis: -1, keepingAxis: true)  // [B, 1]
    let e = exp(x - largest)  // [B, N], none above 1
    return e / e.sum(axis: -1, keepingAxis: true)
  }

  public static func sum(_ x: Tensor, axis: Int) throws -> Tensor {
    guard x.shape.indices.contains(axis) else { throw Misfit("the shape \(x.shape) has no axis \(axis)") }
    let (before, after) = (Array(x.shape[..<axis]), Array(x.shape[(axis + 1)...]))
    let (outer, length, inner) = (before.reduce(1, *), x.shape[axis], after.reduce(1, *))
    var sums = [Scalar](repeating: 0, count: outer * inner)
    for o in 0..<outer {
      for step in 0..<length {
        for i in 0..<inner { sums[o * inner + i] += x.scalars[(o * length + step) * inner + i] }
      }
    }
    return Tensor(shape: before + after, scalars: sums)
  }
}
