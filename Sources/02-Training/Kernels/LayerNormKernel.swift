import Gradients

/// Mean and 1 / √(variance + ε) of each row.
struct RowStatistics {
  let mean: Tensor  // [N]
  let inverse: Tensor  // [N]
}

/// Pass 1: the mean, then the mean square distance from it, which does not cancel where the mean is large.
func rowStatistics(_ x: Tensor, epsilon: Scalar) -> RowStatistics {
  let width = x.shape.last ?? 1
  let rows = width == 0 ? 0 : x.count / width
  var inverse = Tensor.zeros(rows)
  let mean = Tensor(shape: [rows]) { mean in
    x.withPointer { x in
      inverse.withMutablePointer { inverse in
        parallelRanges(rows, cost: 2 * width) { range in
          for row in range {
            let source = x + row * width
            let average =
              sumOver(width) {
                source.lanes($0)
              } tail: {
                source.lanes($0, count: $1)
              } / Scalar(width)
            let center = Lanes(repeating: average)
            let square = sumOver(width) {
              let d = source.lanes($0) - center
              return d * d
            } tail: {
              let d = source.lanes($0, count: $1, padding: average) - center
              return d * d
            }
            mean[row] = average
            inverse[row] = 1 / (square / Scalar(width) + epsilon).squareRoot()
          }
        }
      }
    }
  }
  return RowStatistics(mean: mean, inverse: inverse)
}

/// Pass 2: gain ⊙ x̂ + bias.
func normalizedRows(_ x: Tensor, _ statistics: RowStatistics, gain: Tensor, bias: Tensor) -> Tensor {
  let width = gain.count
  return Tensor(shape: x.shape) { y in
    x.withPointer { x in
      gain.withPointer { gain in
        bias.withPointer { bias in
          parallelRanges(statistics.mean.count, cost: width) { range in
            for row in range {
              let (source, target) = (x + row * width, y + row * width)
              let (mean, inverse) = (statistics.mean.scalars[row], statistics.inverse.scalars[row])
              forEachRegister(0..<width) {
                target.store(bias.lanes($0) + gain.lanes($0) * ((source.lanes($0) - mean) * inverse), $0)
              } tail: {
                let hat = (source.lanes($0, count: $1) - mean) * inverse
                target.store(bias.lanes($0, count: $1) + gain.lanes($0, count: $1) * hat, $0, count: $1)
              }
            }
          }
        }
      }
    }
  }
}

/// The way back: dx row by row; dgain and dbias over pieces of rows of a fixed size, then over the pieces in their order.
func layerNormGradients(
  _ dy: Tensor, _ x: Tensor, _ statistics: RowStatistics, gain: Tensor
) -> (dx: Tensor, dgain: Tensor, dbias: Tensor) {
  let width = gain.count
  let rows = statistics.mean.count
  let piece = 64
  let pieces = (rows + piece - 1) / piece
  var partialGain = Tensor.zeros(pieces, width)
  var partialBias = Tensor.zeros(pieces, width)
  let dx = Tensor(shape: x.shape) { dx in
    partialGain.withMutablePointer { dgain in
      partialBias.withMutablePointer { dbias in
        dy.withPointer { dy in
          x.withPointer { x in
            gain.withPointer { gain in
              parallelRanges(pieces, cost: 4 * piece * width) { range in
                for row in range.lowerBound * piece..<min(rows, range.upperBound * piece) {
                  layerNormRowGradient(
                    dy + row * width, x + row * width, statistics.mean.scalars[row], statistics.inverse.scalars[row],
                    gain, width, dx: dx + row * width, dgain: dgain + row / piece * width,
                    dbias: dbias + row / piece * width)
                }
              }
            }
          }
        }
      }
    }
  }
  return (dx, partialGain.sum(axis: 0), partialBias.sum(axis: 0))
}

@inline(__always)
private func layerNormRowGradient(
  _ dy: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ mean: Scalar, _ inverse: Scalar,
  _ gain: UnsafePointer<Scalar>, _ width: Int, dx: UnsafeMutablePointer<Scalar>, dgain: UnsafeMutablePointer<Scalar>,
  dbias: UnsafeMutablePointer<Scalar>
) {
  var (sum, sumHat) = (Lanes.zero, Lanes.zero)
  forEachRegister(0..<width) {
    let hat = (x.lanes($0) - mean) * inverse
    let g = dy.lanes($0) * gain.lanes($0)
    sum += g
    sumHat += g * hat
    dgain.store(dgain.lanes($0) + dy.lanes($0) * hat, $0)
    dbias.store(dbias.lanes($0) + dy.lanes($0), $0)
  } tail: {
    for offset in $0..<$0 + $1 {
      let hat = (x[offset] - mean) * inverse
      let g = dy[offset] * gain[offset]
      sum[0] += g
      sumHat[0] += g * hat
      dgain[offset] += dy[offset] * hat
      dbias[offset] += dy[offset]
    }
  }
  let (average, averageHat) = (sum.sum() / Scalar(width), sumHat.sum() / Scalar(width))
  forEachRegister(0..<width) {
    let hat = (x.lanes($0) - mean) * inverse
    let g = dy.lanes($0) * gain.lanes($0)
    dx.store((g - average - hat * averageHat) * inverse, $0)
  } tail: {
    for offset in $0..<$0 + $1 {
      let hat = (x[offset] - mean) * inverse
      dx[offset] = (dy[offset] * gain[offset] - average - hat * averageHat) * inverse
    }
  }
}

/// The sum of what `whole` and `tail` yield over one row.
@inline(__always)
private func sumOver(_ count: Int, whole: (Int) -> Lanes, tail: (Int, Int) -> Lanes) -> Scalar {
  var sum = Lanes.zero
  forEachRegister(0..<count) {
    sum += whole($0)
  } tail: {
    sum += tail($0, $1)
  }
  return sum.sum()
}
