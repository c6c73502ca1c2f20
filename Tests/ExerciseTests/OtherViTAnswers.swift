import Exercises
import Foundation
import Tensors
import ViT

/// Right answers to chapter 12, each written in another way than the solution.
enum OtherViTAnswers: ViTTasks {
  /// Patch by patch, cut out of the picture.
  static func patchify(_ pictures: Tensor, size p: Int) throws -> Tensor {
    let (B, H, W, _) = pictures.shape4
    guard H.isMultiple(of: p), W.isMultiple(of: p) else { throw Misfit("size") }
    let rows = (0..<B).map { b in
      var patches: [Tensor] = []
      for top in stride(from: 0, to: H, by: p) {
        for left in stride(from: 0, to: W, by: p) {
          let strip = pictures.row(b).slice(axis: 0, top..<top + p)
          patches.append(strip.slice(axis: 1, left..<left + p).flattened)
        }
      }
      return Tensor.stack(patches)
    }
    return .stack(rows)
  }

  /// Patches side by side make a strip, strips one below the other a picture.
  static func unpatchify(_ patches: Tensor, columns: Int, size p: Int) throws -> Tensor {
    let (B, N, w) = patches.shape3
    if N % columns > 0 || w % (p * p) > 0 { throw Misfit("size") }
    let pictures = (0..<B).map { b in
      let squares = (0..<N).map { patches.row(b).row($0).reshaped(p, p, w / (p * p)) }
      let strips = (0..<N / columns).map { row in
        Tensor.concatenate(Array(squares[row * columns..<(row + 1) * columns]), axis: 1)
      }
      return Tensor.concatenate(strips)
    }
    return .stack(pictures)
  }

  /// Picture by picture; the positions are cut in two.
  static func embedPatches(
    _ patches: Tensor, weight: Tensor, bias: Tensor, classToken: Tensor, positions: Tensor
  ) throws -> Tensor {
    try embedded(patches, weight, bias, classToken, positions, ofFirst: positions.row(0), offset: 1)
  }

  static func embedded(
    _ patches: Tensor, _ weight: Tensor, _ bias: Tensor, _ classToken: Tensor, _ positions: Tensor, ofFirst: Tensor,
    offset: Int
  ) throws -> Tensor {
    let (B, N, _) = patches.shape3
    if positions.shape[0] != N + 1 { throw Misfit("positions") }
    return .stack(
      (0..<B).map { b in
        var rows = [classToken + ofFirst]
        for n in 0..<N {
          let projected = matmul(patches.row(b).row(n).reshaped(1, -1), weight).row(0)
          rows.append(projected + bias + positions.row(n + offset))
        }
        return .stack(rows)
      })
  }

  static func convolve(_ x: Tensor, kernel: Tensor, stride s: Int, padding p: Int) throws -> Tensor {
    try convolved(x, kernel, s, p) { i, _ in i }
  }

  /// A padded copy, and one product for each position of the kernel.
  static func convolved(
    _ x: Tensor, _ kernel: Tensor, _ s: Int, _ p: Int, position: (_ i: Int, _ k: Int) -> Int
  ) throws -> Tensor {
    let ((B, H, W, C), (k, _, inputs, O)) = (x.shape4, kernel.shape4)
    if C != inputs { throw Misfit("channels") }
    let padded = Tensor(shape: [B, H + 2 * p, W + 2 * p, C]) { i in
      let (row, column) = (i[1] - p, i[2] - p)
      return row >= 0 && row < H && column >= 0 && column < W ? x[i[0], row, column, i[3]] : 0
    }
    let (V, U) = ((H + 2 * p - k + s) / s, (W + 2 * p - k + s) / s)
    var y = Tensor.zeros(B, V, U, O)
    for i in 0..<k {
      for j in 0..<k {
        let pixels = Tensor(shape: [B, V, U, C]) { padded[$0[0], s * $0[1] + i, s * $0[2] + j, $0[3]] }
        let matrix = kernel.row(position(i, k)).row(position(j, k))  // [C, O]
        y += matmul(pixels, matrix)
      }
    }
    return y
  }

  /// Pixel by pixel: which of them is the first largest of its square?
  static func poolBackward(_ x: Tensor, outputGradient dy: Tensor, size k: Int) throws -> Tensor {
    let (_, V, U, _) = dy.shape4
    return Tensor(shape: x.shape) { index in
      let (b, row, column, c) = (index[0], index[1], index[2], index[3])
      let (v, u) = (row / k, column / k)
      if v >= V || u >= U { return 0 }
      for i in v * k..<(v + 1) * k {
        for j in u * k..<(u + 1) * k {
          let isBefore = i < row || i == row && j < column
          if x[b, i, j, c] > x[b, row, column, c] || isBefore && x[b, i, j, c] == x[b, row, column, c] { return 0 }
        }
      }
      return dy[b, v, u, c]
    }
  }

  /// One input token at a time, from the bottom to the top.
  static func rollout(_ weights: [Tensor]) throws -> Tensor {
    guard let first = weights.first else { throw Misfit("no blocks") }
    let (heads, T, _) = first.shape3
    let columns = (0..<T).map { token in
      var shares = (0..<T).map { Scalar($0 == token ? 1 : 0) }
      for block in weights {
        shares = (0..<T).map { to in
          var sum = shares[to] / 2
          for h in 0..<heads {
            for from in 0..<T { sum += block[h, to, from] * shares[from] / Scalar(2 * heads) }
          }
          return sum
        }
      }
      return Tensor(shares)
    }
    return Tensor.stack(columns, axis: 1)
  }

  static func ntXent(_ z: Tensor, temperature: Scalar) throws -> (loss: Scalar, gradient: Tensor) {
    try contrast(z, temperature: temperature) { $0 != $1 }
  }

  /// Row by row; the gradient of each pair goes to both of its rows.
  static func contrast(
    _ z: Tensor, temperature: Scalar, isCandidate: (Int, Int) -> Bool
  ) throws -> (loss: Scalar, gradient: Tensor) {
    let (rows, D) = z.shape2
    if rows % 2 == 1 { throw Misfit("odd") }
    let lengths = (0..<rows).map { z.row($0).norm }
    let units = (0..<rows).map { z.row($0) / lengths[$0] }
    var (loss, du) = (Scalar(0), [Tensor](repeating: .zeros(D), count: rows))
    for row in 0..<rows {
      let target = row < rows / 2 ? row + rows / 2 : row - rows / 2
      let candidates = (0..<rows).filter { isCandidate(row, $0) }
      let exponentials = candidates.map { exp((units[row] * units[$0]).sum / temperature) }
      let sum = exponentials.reduce(0, +)
      for (candidate, exponential) in zip(candidates, exponentials) {
        if candidate == target { loss -= log(exponential / sum) / Scalar(rows) }
        let slope = (exponential / sum - (candidate == target ? 1 : 0)) / Scalar(rows) / temperature
        du[row] += slope * units[candidate]
        du[candidate] += slope * units[row]
      }
    }
    let dz = (0..<rows).map { (du[$0] - units[$0] * (units[$0] * du[$0]).sum) / lengths[$0] }
    return (loss, .stack(dz))
  }

  /// The hidden patches are collected first.
  static func hiddenPatchLoss(
    _ predictions: Tensor, patches: Tensor, visible: [[Int]]
  ) throws -> (loss: Scalar, gradient: Tensor) {
    let (B, N, w) = predictions.shape3
    let hidden = (0..<B * N).filter { !Set(visible[$0 / N]).contains($0 % N) }
    if hidden.isEmpty { throw Misfit("all is visible") }
    let rows = predictions.reshaped(B * N, w).rows(at: hidden) - patches.reshaped(B * N, w).rows(at: hidden)
    var gradient = Tensor.zeros(B * N, w)
    gradient.add(2 * rows / Scalar(rows.count), toRowsAt: hidden)
    return ((rows * rows).mean, gradient.reshaped(B, N, w))
  }

  /// One matrix for both axes.
  static func interpolatePositions(_ positions: Tensor, vertical: Tensor, horizontal: Tensor) throws -> Tensor {
    let ((newRows, R), (newColumns, C)) = (vertical.shape2, horizontal.shape2)
    if positions.shape[0] != R * C + 1 { throw Misfit("positions") }
    let both = Tensor(shape: [newRows * newColumns, R * C]) { index in
      vertical[index[0] / newColumns, index[1] / C] * horizontal[index[0] % newColumns, index[1] % C]
    }
    return .concatenate([positions.rows(0..<1), matmul(both, positions.rows(1..<R * C + 1))])
  }
}
