import Exercises
import Foundation
import Tensors
import ViT

/// Model answers of chapter 12.
public enum ViTSolutions: ViTTasks {
  public static func patchify(_ pictures: Tensor, size p: Int) throws -> Tensor {
    let (B, H, W, C) = pictures.shape4
    guard H % p == 0, W % p == 0 else { throw Misfit("\(H) × \(W) pixels are not made of patches of \(p) × \(p)") }
    let grid = pictures.reshaped(B, H / p, p, W / p, p * C)
    return grid.permuted(0, 1, 3, 2, 4).reshaped(B, H / p * (W / p), p * p * C)
  }

  public static func unpatchify(_ patches: Tensor, columns: Int, size p: Int) throws -> Tensor {
    let (B, N, w) = patches.shape3
    guard N % columns == 0, w % (p * p) == 0 else {
      throw Misfit("\(N) patches of \(w) numbers do not fill \(columns) columns of \(p) × \(p) pixels")
    }
    let (rows, C) = (N / columns, w / (p * p))
    let grid = patches.reshaped(B, rows, columns, p, p * C)
    return grid.permuted(0, 1, 3, 2, 4).reshaped(B, rows * p, columns * p, C)
  }

  public static func embedPatches(
    _ patches: Tensor, weight: Tensor, bias: Tensor, classToken: Tensor, positions: Tensor
  ) throws -> Tensor {
    let (B, N, _) = patches.shape3
    let D = classToken.count
    guard positions.shape[0] == 1 + N else { throw Misfit("\(positions.shape[0]) positions for 1 + \(N) tokens") }
    let tokens = matmul(patches, weight) + bias  // [B, N, D]
    let first = classToken.broadcast(to: [B, 1, D])
    return .concatenate([first, tokens], axis: 1) + positions
  }

  public static func convolve(_ x: Tensor, kernel: Tensor, stride s: Int, padding p: Int) throws -> Tensor {
    let (B, H, W, C) = x.shape4
    let (k, _, inputs, O) = kernel.shape4
    guard inputs == C else { throw Misfit("a kernel for \(inputs) channels, but \(C) channels") }
    let (V, U) = ((H + 2 * p - k) / s + 1, (W + 2 * p - k) / s + 1)
    let unfolded = Tensor(shape: [B, V, U, k, k, C]) { index in
      let (row, column) = (s * index[1] + index[3] - p, s * index[2] + index[4] - p)
      let isInside = (0..<H).contains(row) && (0..<W).contains(column)
      return isInside ? x[index[0], row, column, index[5]] : 0
    }
    return matmul(unfolded.reshaped(B, V, U, k * k * C), kernel.reshaped(k * k * C, O))
  }

  public static func poolBackward(_ x: Tensor, outputGradient dy: Tensor, size k: Int) throws -> Tensor {
    let (B, V, U, C) = dy.shape4
    var dx = 0 * x
    for b in 0..<B {
      for v in 0..<V {
        for u in 0..<U {
          for c in 0..<C {
            var (row, column) = (v * k, u * k)
            for i in v * k..<(v + 1) * k {
              for j in u * k..<(u + 1) * k where x[b, i, j, c] > x[b, row, column, c] { (row, column) = (i, j) }
            }
            dx[b, row, column, c] = dy[b, v, u, c]
          }
        }
      }
    }
    return dx
  }

  public static func rollout(_ weights: [Tensor]) throws -> Tensor {
    guard let T = weights.first?.shape[1] else { throw Misfit("there is no block") }
    return weights.reduce(Tensor.identity(T)) { below, weights in
      matmul((weights.mean(axis: 0) + Tensor.identity(T)) / 2, below)
    }
  }

  public static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor) {
    let (rows, _) = z.shape2
    guard rows % 2 == 0 else { throw Misfit("\(rows) rows are not two views of each picture") }
    let length = sqrt((z * z).sum(axis: 1, keepingAxis: true))  // [2N, 1]
    let u = z / length
    let itself = Tensor(shape: [rows, rows]) { $0[0] == $0[1] ? -.infinity : 0 }
    let logits = matmul(u, u, transposing: .right) / temperature + itself
    let logProbabilities = logSoftmax(logits)
    let target = Tensor(shape: [rows, rows]) { $0[1] == ($0[0] + rows / 2) % rows ? 1 : 0 }
    let loss = -(0..<rows).reduce(0) { $0 + logProbabilities[$1, ($1 + rows / 2) % rows] } / Scalar(rows)
    let ds = (softmax(logits) - target) / Scalar(rows)
    let du = matmul(ds + ds.transposed, u) / temperature
    return (loss, (du - u * (u * du).sum(axis: 1, keepingAxis: true)) / length)
  }

  public static func hiddenPatchLoss(
    _ predictions: Tensor, patches: Tensor, visible: [[Int]]
  ) throws -> (loss: Scalar, gradient: Tensor) {
    let (B, N, w) = predictions.shape3
    let isHidden = Tensor(shape: [B, N, 1]) { visible[$0[0]].contains($0[1]) ? 0 : 1 }
    let count = isHidden.sum * Scalar(w)
    guard count > 0 else { throw Misfit("no patch is hidden") }
    let errors = (predictions - patches) * isHidden
    return ((errors * errors).sum / count, 2 * errors / count)
  }

  public static func interpolatePositions(
    _ positions: Tensor, vertical: Tensor, horizontal: Tensor
  ) throws -> Tensor {
    let (count, D) = positions.shape2
    let (R, C) = (vertical.shape[1], horizontal.shape[1])
    guard count == 1 + R * C else { throw Misfit("\(count) positions for a class token and \(R) × \(C) patches") }
    let tall = matmul(vertical, positions.rows(1..<count).reshaped(R, C * D))  // [R′, C·D]
    let wide = matmul(horizontal, tall.reshaped(-1, C, D))  // [R′, C′, D]
    return .concatenate([positions.rows(0..<1), wide.reshaped(-1, D)])
  }
}
