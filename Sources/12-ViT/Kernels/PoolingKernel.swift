import Gradients
import Tensors

// B batch · H × W pixels · C channels · k side of the squares

struct PoolingWork {
  let B: Int
  let H: Int
  let W: Int
  let C: Int
  let k: Int

  init(picture: [Int], size k: Int) {
    require(
      picture.count == 4 && k > 0 && picture[1] >= k && picture[2] >= k,
      "maxPool: squares of \(k) × \(k) do not fit the shape \(picture)")
    (B, H, W, C) = (picture[0], picture[1], picture[2], picture[3])
    self.k = k
  }

  private var outputShape: [Int] { [B, H / k, W / k, C] }

  func forward(_ x: Tensor) -> Tensor {
    Tensor(shape: outputShape) { y in
      x.withPointer { x in
        forEachSquare { square, output in
          forEachRegister(0..<C) { channels in
            (y + output).store(largest(x, square, channels), channels)
          }
        }
      }
    }
  }

  /// dy to the largest number of each square, 0 to the others.
  func backward(_ dy: Tensor, _ x: Tensor) -> Tensor {
    Tensor(shape: [B, H, W, C]) { dx in
      dx.update(repeating: 0, count: B * H * W * C)
      x.withPointer { x in
        dy.withPointer { dy in
          forEachSquare { square, output in
            forEachRegister(0..<C) { channels in
              let largest = largest(x, square, channels)
              var gradient = (dy + output).lanes(channels)
              forEachPixel(square) { pixel in
                let isLargest = (x + pixel).lanes(channels) .== largest
                (dx + pixel).store(gradient.replacing(with: 0, where: .!isLargest), channels)
                gradient.replace(with: 0, where: isLargest)
              }
            }
          }
        }
      }
    }
  }

  /// Calls `body` with the offsets of a square's first number and of the output's.
  private func forEachSquare(_ body: (_ square: Int, _ output: Int) -> Void) {
    let (V, U) = (H / k, W / k)
    parallelRanges(B * V, cost: U * k * k * C) { rows in
      for row in rows {
        let (b, v) = (row / V, row % V)
        for u in 0..<U { body(((b * H + v * k) * W + u * k) * C, (row * U + u) * C) }
      }
    }
  }

  /// The largest number of a square in each of some channels.
  @inline(__always)
  private func largest(_ x: UnsafePointer<Scalar>, _ square: Int, _ channels: LaneRange) -> Lanes {
    var largest = Lanes(repeating: -.infinity)
    forEachPixel(square) {
      let numbers = (x + $0).lanes(channels)
      largest.replace(with: numbers, where: numbers .> largest)
    }
    return largest
  }

  /// Calls `body` with the offset of every pixel of a square.
  @inline(__always)
  private func forEachPixel(_ square: Int, _ body: (Int) -> Void) {
    for i in 0..<k {
      for j in 0..<k { body(square + (i * W + j) * C) }
    }
  }
}
