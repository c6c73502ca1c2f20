import Gradients
import Tensors

// B batch · H × W pixels of the input · C channels of the input · V × U pixels of the output · O channels of the output
// k side of the kernel · s stride · p padding

/// A convolution as matrix products that read the picture where it lies.
///
/// The k·C numbers that a row of the kernel meets at one position are neighbors in memory, and those that it meets at the
/// next position begin s·C numbers further on. So one row of the output is k products of matrices, each of a matrix
/// [U, k·C] whose rows overlap, and no pixel is copied for it:
///
///     row of the picture   a0 a1 a2 a3 a4 a5 …      (k = 3, s = 1, each a holds C numbers)
///     the matrix           a0 a1 a2
///                          a1 a2 a3
///                          a2 a3 a4
///                          …
struct ConvolutionWork {
  let B: Int
  let H: Int
  let W: Int
  let C: Int
  let O: Int
  let kernel: Int
  let stride: Int
  let padding: Int

  /// - Parameters:
  ///   - picture: `[B, H, W, C]`.
  ///   - weight: `[k, k, C, O]`.
  init(picture: [Int], weight: [Int], stride: Int, padding: Int) {
    require(
      picture.count == 4 && weight.count == 4 && weight[0] == weight[1] && picture[3] == weight[2],
      "convolution: the shapes \(picture) and \(weight) do not fit together")
    (B, H, W, C) = (picture[0], picture[1], picture[2], picture[3])
    (O, kernel) = (weight[3], weight[0])
    (self.stride, self.padding) = (stride, padding)
    require(
      stride > 0 && padding >= 0 && min(H, W) + 2 * padding >= kernel,
      "convolution: a kernel of \(kernel), a stride of \(stride) and a padding of \(padding) do not fit \(picture)")
  }

  var outputHeight: Int { (H + 2 * padding - kernel) / stride + 1 }
  var outputWidth: Int { (W + 2 * padding - kernel) / stride + 1 }
  var outputShape: [Int] { [B, outputHeight, outputWidth, O] }

  /// The multiplications of one picture, each with an addition.
  private var cost: Int { outputHeight * outputWidth * kernel * kernel * C * O }
  /// Numbers of a row of the padded picture.
  private var paddedRow: Int { (W + 2 * padding) * C }
  private var paddedCount: Int { (H + 2 * padding) * paddedRow }

  // MARK: Forward pass

  /// y[b, v, u] = Σ over i, j of x[b, s·v + i − p, s·u + j − p] · weight[i, j]
  func forward(_ x: Tensor, _ weight: Tensor) -> Tensor {
    let kernelRows = (0..<kernel).map { PackedMatrix(weight.slice(axis: 0, $0..<$0 + 1).reshaped(kernel * C, O)) }
    let (V, U) = (outputHeight, outputWidth)
    return Tensor(shape: outputShape) { y in
      x.withPointer { x in
        parallelRanges(B, cost: cost) { pictures in
          for b in pictures {
            withPadded(x + b * H * W * C) { padded in
              for (i, kernelRow) in kernelRows.enumerated() {
                for v in 0..<V {
                  kernelRow.multiply(
                    padded + (stride * v + i) * paddedRow, rowStride: stride * C, M: U,
                    into: y + (b * V + v) * U * O, cStride: O, accumulating: i > 0)
                }
              }
            }
          }
        }
      }
    }
  }

  // MARK: Backward pass

  /// dx[b, s·v + i − p, s·u + j − p] += dy[b, v, u] · weight[i, j]ᵀ for all v, u, i and j.
  func inputGradient(_ dy: Tensor, _ weight: Tensor) -> Tensor {
    if stride == 1 && padding < kernel { return inputGradientByFlipping(dy, weight) }
    let positions = (0..<kernel * kernel).map {
      PackedMatrix(weight.reshaped(-1, C, O).slice(axis: 0, $0..<$0 + 1).reshaped(C, O), isTransposed: true)
    }
    let (V, U) = (outputHeight, outputWidth)
    return Tensor(shape: [B, H, W, C]) { dx in
      dy.withPointer { dy in
        parallelRanges(B, cost: cost) { pictures in
          for b in pictures {
            withScratch(paddedCount) { padded in
              padded.update(repeating: 0, count: paddedCount)
              for v in 0..<V {
                // Position (i, j) of the kernel adds to pixels s apart, so no two rows of one product are the same pixel.
                for (position, matrix) in positions.enumerated() {
                  let (i, j) = (position / kernel, position % kernel)
                  matrix.multiply(
                    dy + (b * V + v) * U * O, rowStride: O, M: U,
                    into: padded + (stride * v + i) * paddedRow + j * C, cStride: stride * C, accumulating: true)
                }
              }
              copyInside(padded, into: dx + b * H * W * C)
            }
          }
        }
      }
    }
  }

  /// With a stride of 1, every pixel meets every position of the kernel once: dx is a convolution of dy with the kernel
  /// turned by half a circle, its inputs and outputs exchanged.
  private func inputGradientByFlipping(_ dy: Tensor, _ weight: Tensor) -> Tensor {
    let turned = weight.reshaped(-1, C, O).rows(at: (0..<kernel * kernel).reversed()).permuted(0, 2, 1)
    let flipped = turned.reshaped(kernel, kernel, O, C)
    let work = ConvolutionWork(
      picture: dy.shape, weight: flipped.shape, stride: 1, padding: kernel - 1 - padding)
    return work.forward(dy, flipped)
  }

  /// dweight[i, j] = Σ over b, v, u of x[b, s·v + i − p, s·u + j − p]ᵀ · dy[b, v, u]: summed over a fixed number of pictures,
  /// then over those parts in their order.
  ///
  /// With zeros behind each row of dy, up to the width of the padded picture, all rows of a picture are one product: the
  /// step from the end of a row to the next is then the same in both.
  func weightGradient(_ dy: Tensor, _ x: Tensor) -> Tensor {
    let (V, U, paddedWidth) = (outputHeight, outputWidth, W + 2 * padding)
    let parts = min(B, 8)
    let size = kernel * kernel * C * O
    let sums = Tensor(shape: [parts, size]) { sums in
      sums.update(repeating: 0, count: parts * size)
      x.withPointer { x in
        dy.withPointer { dy in
          parallelFor(parts) { part in
            for b in part * B / parts..<(part + 1) * B / parts {
              withPadded(x + b * H * W * C) { padded in
                withScratch(V * paddedWidth * O) { outputs in
                  outputs.update(repeating: 0, count: V * paddedWidth * O)
                  for v in 0..<V {
                    (outputs + v * paddedWidth * O).update(from: dy + (b * V + v) * U * O, count: U * O)
                  }
                  for i in 0..<kernel {
                    multiply(
                      MatrixView(base: padded + i * paddedRow, rowStride: stride * C, columnStride: 1).transposed,
                      MatrixView(base: outputs, rowStride: O, columnStride: 1),
                      into: sums + part * size + i * kernel * C * O, cStride: O,
                      M: kernel * C, N: O, K: (V - 1) * paddedWidth + U, accumulating: true, threads: 1)
                  }
                }
              }
            }
          }
        }
      }
    }
    return sums.sum(axis: 0).reshaped(kernel, kernel, C, O)
  }

  // MARK: Padding

  /// Calls `body` with a picture that has p zeros on every side: a copy, if there are any.
  private func withPadded(_ picture: UnsafePointer<Scalar>, _ body: (UnsafePointer<Scalar>) -> Void) {
    if padding == 0 { return body(picture) }
    let row = W * C
    withScratch(paddedCount) { padded in
      padded.update(repeating: 0, count: paddedCount)
      for y in 0..<H { inside(padded, y).update(from: picture + y * row, count: row) }
      body(padded)
    }
  }

  private func copyInside(_ padded: UnsafeMutablePointer<Scalar>, into picture: UnsafeMutablePointer<Scalar>) {
    let row = W * C
    for y in 0..<H { (picture + y * row).update(from: inside(padded, y), count: row) }
  }

  /// Where row y of the picture lies within the padded one.
  private func inside(_ padded: UnsafeMutablePointer<Scalar>, _ y: Int) -> UnsafeMutablePointer<Scalar> {
    padded + (y + padding) * paddedRow + padding * C
  }
}
