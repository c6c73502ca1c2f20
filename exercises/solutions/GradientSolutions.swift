import Exercises
import Gradients

/// Model answers of chapter 01.
public enum GradientSolutions: GradientTasks {
  public static func sigmoidBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor {
    dy * y * (1 - y)
  }

  public static func matmulBackward(_ dY: Tensor, _ a: Tensor, _ b: Tensor) throws -> (dA: Tensor, dB: Tensor) {
    (matmul(dY, b.transposed), matmul(a.transposed, dY))
  }

  public static func broadcastBackward(_ dy: Tensor, shape: [Int]) throws -> Tensor {
    let lead = dy.rank - shape.count
    let repeated = dy.shape.indices.filter { axis in
      axis < lead || (shape[axis - lead] == 1 && dy.shape[axis] > 1)
    }
    return dy.sum(axes: repeated).reshaped(shape)  // the sum drops the axes, reshaped restores those of extent 1
  }

  public static func softmaxBackward(_ dy: Tensor, result y: Tensor) throws -> Tensor {
    let average = (dy * y).sum(axis: -1, keepingAxis: true)  // [B, 1]: the mean of dy under the probabilities
    return y * (dy - average)
  }

  public static func centralDifference(
    _ f: (Tensor) throws -> Scalar, at x: Tensor, step h: Scalar
  ) throws -> Tensor {
    let derivatives = try x.scalars.enumerated().map { position, number in
      var (above, below) = (x, x)
      above.setScalar(at: position, to: number + h)
      below.setScalar(at: position, to: number - h)
      return try (f(above) - f(below)) / (2 * h)
    }
    return Tensor(shape: x.shape, scalars: derivatives)
  }

  public static func backwardOrder(parents: [[Int]], from loss: Int) throws -> [Int] {
    var finished: [Int] = []  // each node after all of its parents
    var visited: Set<Int> = []
    func visit(_ node: Int) {
      guard visited.insert(node).inserted else { return }
      parents[node].forEach(visit)
      finished.append(node)
    }
    visit(loss)
    return finished.reversed()
  }
}
