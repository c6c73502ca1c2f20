import Foundation
import Tensors

// H·W pixels · C channels

/// Changes of a picture `[H, W, C]` that mix each pixel with its neighbors or with noise.
extension Tensor {
  /// A Gaussian blur with this standard deviation in pixels. The mean of each channel stays.
  public func blurred(deviation: Double) -> Tensor {
    let reach = Int((3 * deviation).rounded(.up))
    let bell = (-reach...reach).map { $0 == 0 ? 1 : exp(-0.5 * pow(Double($0) / deviation, 2)) }
    let total = bell.reduce(0, +)
    let weights = bell.map { Scalar($0 / total) }
    return filtered(weights, axis: 0).filtered(weights, axis: 1)
  }

  /// How steep each channel is at each pixel, by Sobel's filters: 0 where it is even, 1 at the steepest corner that there is.
  public var edges: Tensor {
    let (smooth, difference): ([Scalar], [Scalar]) = ([1, 2, 1], [-1, 0, 1])
    let down = filtered(difference, axis: 0).filtered(smooth, axis: 1)
    let across = filtered(smooth, axis: 0).filtered(difference, axis: 1)
    // At most 4 in one direction and 2 in the other.
    let steepest = Scalar(20).squareRoot()
    return Tensor(
      shape: shape,
      scalars: zip(down.scalars, across.scalars).map { Swift.min(1, ($0 * $0 + $1 * $1).squareRoot() / steepest) })
  }

  /// Gaussian noise on each number, within 0…1.
  public func noisy(_ deviation: Scalar, using generator: inout Generator) -> Tensor {
    (self + Tensor.normal(shape, deviation: deviation, using: &generator)).clamped
  }

  /// Numbers below 0 are 0, and above 1 are 1.
  var clamped: Tensor { map { Swift.min(1, Swift.max(0, $0)) } }

  /// At each pixel the sum of those around it along an axis, each times its weight.
  ///
  /// Beyond the border the picture is mirrored. So with symmetric weights every pixel is counted as often as the others.
  private func filtered(_ weights: [Scalar], axis: Int) -> Tensor {
    let reach = weights.count / 2
    let (outer, length, inner) = (
      shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *)
    )
    let sources = (-reach..<length + reach).map { mirrored($0, length) }
    return Tensor(shape: shape) { y in
      y.update(repeating: 0, count: count)
      withPointer { x in
        for block in 0..<outer {
          for index in 0..<length {
            let target = y + (block * length + index) * inner
            for (offset, weight) in weights.enumerated() {
              let source = x + (block * length + sources[index + offset]) * inner
              for i in 0..<inner { target[i] += weight * source[i] }
            }
          }
        }
      }
    }
  }
}

/// The index within 0 ..< length where a mirror at either end shows `index`: −1 is 0, −2 is 1.
private func mirrored(_ index: Int, _ length: Int) -> Int {
  let period = 2 * length
  let offset = (index % period + period) % period
  return min(offset, period - 1 - offset)
}
