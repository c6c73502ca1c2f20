import Gradients
import Tensors

// Layer norm and RMS norm: x̂ = (x − mean) · inverse with inverse = 1 / √(mean square of (x − mean) + ε), row by row.
// An RMS norm takes 0 for the mean.
//
// N rows, the leading axes taken together · D width of a row

/// What the backward pass needs of each row.
struct RowStatistics {
  let mean: Tensor  // [N]
  let inverse: Tensor  // [N]
  let isCentered: Bool
}

/// Pass 1: the mean, then the mean square distance from it, which does not cancel where the mean is large.
func rowStatistics(_ x: Tensor, isCentered: Bool, epsilon: Scalar) -> RowStatistics {
  let width = x.shape.last ?? 1
  let rows = width == 0 ? 0 : x.count / width
  var inverse = Tensor.zeros(rows)
  let mean = Tensor(shape: [rows]) { mean in
    x.withPointer { x in
      inverse.withMutablePointer { inverse in
        parallelRanges(rows, cost: 2 * width) { range in
          for row in range {
            let source = x + row * width
            var (sum, squares) = (Lanes.zero, Lanes.zero)
            if isCentered { forEachRegister(0..<width) { sum += source.lanes($0) } }
            let average = sum.sum() / Scalar(width)
            forEachRegister(0..<width) {
              let distance = source.lanes($0, padding: average) - average
              squares += distance * distance
            }
            mean[row] = average
            inverse[row] = 1 / (squares.sum() / Scalar(width) + epsilon).squareRoot()
          }
        }
      }
    }
  }
  return RowStatistics(mean: mean, inverse: inverse, isCentered: isCentered)
}

/// Pass 2: gain ⊙ x̂ + bias.
func normalizedRows(_ x: Tensor, _ statistics: RowStatistics, gain: Tensor, bias: Tensor) -> Tensor {
  let width = gain.count
  return Tensor(shape: x.shape) { y in
    withPointers(x, gain, bias) { x, gain, bias in
      parallelRanges(statistics.mean.count, cost: width) { range in
        for row in range {
          let (source, target) = (x + row * width, y + row * width)
          let (mean, inverse) = (statistics.mean.scalars[row], statistics.inverse.scalars[row])
          forEachRegister(0..<width) {
            target.store(bias.lanes($0) + gain.lanes($0) * ((source.lanes($0) - mean) * inverse), $0)
          }
        }
      }
    }
  }
}

/// Backward pass: dx row by row; dgain and dbias over pieces of rows of a fixed size, then over the pieces in their order.
///
/// dx = (g − mean(g) − x̂ ⊙ mean(g ⊙ x̂)) · inverse with g = dy ⊙ gain; mean(g) drops out where the rows are not centered.
/// dgain = Σ dy ⊙ x̂ and dbias = Σ dy over all rows.
func normGradients(
  _ dy: Tensor, _ x: Tensor, _ statistics: RowStatistics, gain: Tensor, needsX: Bool, needsGain: Bool, needsBias: Bool
) -> (dx: Tensor?, dgain: Tensor?, dbias: Tensor?) {
  let width = gain.count
  let rows = statistics.mean.count
  let piece = 64
  let pieces = (rows + piece - 1) / piece
  var partialGain = Tensor.zeros(needsGain ? pieces : 0, width)
  var partialBias = Tensor.zeros(needsBias ? pieces : 0, width)
  func fill(_ dx: UnsafeMutablePointer<Scalar>?) {
    partialGain.withMutablePointer { dgain in
      partialBias.withMutablePointer { dbias in
        withPointers(dy, x, gain) { dy, x, gain in
          parallelRanges(pieces, cost: 4 * piece * width) { range in
            for row in range.lowerBound * piece..<min(rows, range.upperBound * piece) {
              let (start, sums) = (row * width, row / piece * width)
              normRowGradient(
                dy + start, x + start, statistics, row, gain, width, dx: dx.map { $0 + start },
                dgain: needsGain ? dgain + sums : nil, dbias: needsBias ? dbias + sums : nil)
            }
          }
        }
      }
    }
  }
  let dx = needsX ? Tensor(shape: x.shape) { fill($0) } : nil
  if !needsX { fill(nil) }
  return (dx, needsGain ? partialGain.sum(axis: 0) : nil, needsBias ? partialBias.sum(axis: 0) : nil)
}

@inline(__always)
private func normRowGradient(
  _ dy: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ statistics: RowStatistics, _ row: Int,
  _ gain: UnsafePointer<Scalar>, _ width: Int, dx: UnsafeMutablePointer<Scalar>?, dgain: UnsafeMutablePointer<Scalar>?,
  dbias: UnsafeMutablePointer<Scalar>?
) {
  let (mean, inverse) = (statistics.mean.scalars[row], statistics.inverse.scalars[row])
  var (sum, sumHat) = (Lanes.zero, Lanes.zero)
  forEachRegister(0..<width) {
    let dy = dy.lanes($0)
    let hat = (x.lanes($0) - mean) * inverse
    let g = dy * gain.lanes($0)
    add(g, to: &sum, $0)
    add(g * hat, to: &sumHat, $0)
    if let dgain { dgain.store(dgain.lanes($0) + dy * hat, $0) }
    if let dbias { dbias.store(dbias.lanes($0) + dy, $0) }
  }
  guard let dx else { return }
  let average = statistics.isCentered ? sum.sum() / Scalar(width) : 0
  let averageHat = sumHat.sum() / Scalar(width)
  forEachRegister(0..<width) {
    let hat = (x.lanes($0) - mean) * inverse
    let g = dy.lanes($0) * gain.lanes($0)
    dx.store((g - average - hat * averageHat) * inverse, $0)
  }
}

/// Adds a full register lane by lane; the numbers of a partly filled one, at the row's end, one by one to the first lane.
@inline(__always)
private func add(_ x: Lanes, to sum: inout Lanes, _ range: LaneRange) {
  if range.isFull {
    sum += x
  } else {
    for lane in 0..<range.count { sum[0] += x[lane] }
  }
}
