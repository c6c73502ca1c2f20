import Foundation
import Tensors

// H·W pixels · C channels

/// Changes of where things are in a picture `[H, W, C]`. What comes from outside is the nearest pixel of the border: that
/// continues a background of any color.
extension Tensor {
  /// Moved by whole pixels.
  public func shifted(down: Int, right: Int) -> Tensor {
    resampled { row, column in SIMD2(Double(row - down), Double(column - right)) }
  }

  /// Turned around its center, clockwise.
  public func rotated(degrees: Double) -> Tensor {
    let (H, W, _) = shape3
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let center = SIMD2(Double(H - 1), Double(W - 1)) / 2
    return resampled { row, column in
      let offset = SIMD2(Double(row), Double(column)) - center
      return center + SIMD2(cosine * offset.x - sine * offset.y, sine * offset.x + cosine * offset.y)
    }
  }

  /// Left for right.
  public var flipped: Tensor {
    let W = shape3.1
    return resampled { row, column in SIMD2(Double(row), Double(W - 1 - column)) }
  }

  /// A part in pixels, resized to the whole.
  public func cropped(top: Double, left: Double, height: Double, width: Double) -> Tensor {
    let (H, W, _) = shape3
    let (down, right) = (height / Double(H), width / Double(W))
    // The center of pixel 0 is at 0.5.
    return resampled { row, column in
      SIMD2(top + (Double(row) + 0.5) * down - 0.5, left + (Double(column) + 0.5) * right - 0.5)
    }
  }

  /// Zeros in a rectangle, or in the part of it that is inside.
  public func cutOut(top: Int, left: Int, height: Int, width: Int) -> Tensor {
    let (H, W, C) = shape3
    let columns = (left..<left + width).clamped(to: 0..<W)
    var result = self
    result.withMutablePointer { y in
      for row in (top..<top + height).clamped(to: 0..<H) {
        (y + (row * W + columns.lowerBound) * C).update(repeating: 0, count: columns.count * C)
      }
    }
    return result
  }

  /// The picture whose pixel in each row and column is this one's at the position `source` (row, column), interpolated
  /// bilinearly between the four pixels around.
  @inline(__always)
  private func resampled(_ source: (_ row: Int, _ column: Int) -> SIMD2<Double>) -> Tensor {
    let (H, W, C) = shape3
    let last = SIMD2(Double(H - 1), Double(W - 1))
    // To a millionth of a pixel: a rotation by 90° then hits the pixels, though the computed cosine is not quite 0.
    let steps = 0x1p20
    return Tensor(shape: shape) { y in
      withPointer { x in
        for row in 0..<H {
          for column in 0..<W {
            let exact = source(row, column).clamped(lowerBound: .zero, upperBound: last)
            let position = (exact * steps).rounded(.toNearestOrEven) / steps
            let (upper, left) = (Int(position.x), Int(position.y))
            let (lower, right) = (Swift.min(upper + 1, H - 1), Swift.min(left + 1, W - 1))
            let (down, across) = (Scalar(position.x) - Scalar(upper), Scalar(position.y) - Scalar(left))
            let (above, below) = (x + upper * W * C, x + lower * W * C)
            let target = y + (row * W + column) * C
            for c in 0..<C {
              let (i, j) = (left * C + c, right * C + c)
              let first = above[i] * (1 - across) + above[j] * across
              let second = below[i] * (1 - across) + below[j] * across
              target[c] = first * (1 - down) + second * down
            }
          }
        }
      }
    }
  }
}
