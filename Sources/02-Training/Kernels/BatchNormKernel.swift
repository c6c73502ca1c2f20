import Gradients
import Tensors

// Batch norm: x̂ = (x − mean) · inverse with inverse = 1 / √(variance + ε), column by column.
//
// N rows, the leading axes taken together · D columns

/// Rows are summed in pieces of this many, then the pieces in their order: the same bits on any number of threads.
private let piece = 64

/// The mean and the variance of each column, `[D]`, in one pass over x.
///
/// A piece of rows stays in the cache for its mean and then for the squares of the distances from it. Those from the mean
/// of all rows follow: Σ (x − mean)² = Σ over the pieces of Σ (x − mean of the piece)² + rows · (mean of the piece − mean)².
func columnStatistics(_ x: Tensor) -> (mean: Tensor, variance: Tensor) {
  let width = x.shape.last ?? 1
  let rows = width == 0 ? 0 : x.count / width
  let pieces = (rows + piece - 1) / piece
  var squares = Tensor.zeros(pieces, width)
  let means = Tensor(shape: [pieces, width]) { means in
    x.withPointer { x in
      squares.withMutablePointer { squares in
        parallelRanges(pieces, cost: 2 * piece * width) { range in
          for index in range {
            let rows = index * piece..<min(rows, (index + 1) * piece)
            let (mean, square) = (means + index * width, squares + index * width)
            forEachRegister(0..<width) { columns in
              var sum = Lanes.zero
              for row in rows { sum += (x + row * width).lanes(columns) }
              let average = sum / Scalar(rows.count)
              var distances = Lanes.zero
              for row in rows {
                let distance = (x + row * width).lanes(columns) - average
                distances += distance * distance
              }
              mean.store(average, columns)
              square.store(distances, columns)
            }
          }
        }
      }
    }
  }
  let counts = Tensor(shape: [pieces, 1]) { Scalar(min(rows, ($0[0] + 1) * piece) - $0[0] * piece) }
  let mean = (means * counts).sum(axis: 0) / Scalar(rows)
  let distances = means - mean
  return (mean, (squares + counts * distances * distances).sum(axis: 0) / Scalar(rows))
}

/// gain ⊙ x̂ + bias, and 0 in place of what is negative where the norm rectifies.
struct ColumnNorm {
  let mean: Tensor  // [D]
  let inverse: Tensor  // [D]
  let gain: Tensor  // [D]
  let bias: Tensor  // [D]
  let rectifies: Bool

  private var width: Int { gain.count }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let (width, rectifies) = (width, rectifies)
    let rows = width == 0 ? 0 : x.count / width
    return Tensor(shape: x.shape) { y in
      withColumns { columns in
        x.withPointer { x in
          parallelRanges(rows, cost: 4 * width) { range in
            for start in range.lazy.map({ $0 * width }) {
              forEachRegister(0..<width) {
                let value = columns.value(columns.normalized((x + start).lanes($0), $0), $0)
                (y + start).store(rectifies ? value.replacing(with: 0, where: value .< 0) : value, $0)
              }
            }
          }
        }
      }
    }
  }

  /// With g = dy, or 0 where the norm has rectified: dbias = Σ g, dgain = Σ g ⊙ x̂, and since mean and variance depend on x,
  /// dx = gain ⊙ (g − mean(g) − x̂ ⊙ mean(g ⊙ x̂)) · inverse.
  func gradients(_ dy: Tensor, _ x: Tensor, needsX: Bool) -> (dx: Tensor?, dgain: Tensor, dbias: Tensor) {
    let (dgain, dbias) = columnSums(dy, x)
    guard needsX else { return (nil, dgain, dbias) }
    let (width, rectifies) = (width, rectifies)
    let rows = x.count / width
    let (meanHat, mean, factor) = (dgain / Scalar(rows), dbias / Scalar(rows), gain * inverse)
    let dx = Tensor(shape: x.shape) { dx in
      withColumns { columns in
        dy.withPointer { dy in
          withPointers(x, meanHat, mean, factor) { x, meanHat, mean, factor in
            parallelRanges(rows, cost: 6 * width) { range in
              for start in range.lazy.map({ $0 * width }) {
                forEachRegister(0..<width) {
                  let hat = columns.normalized((x + start).lanes($0), $0)
                  let g = columns.passed((dy + start).lanes($0), hat, $0, rectifies)
                  (dx + start).store(factor.lanes($0) * (g - mean.lanes($0) - hat * meanHat.lanes($0)), $0)
                }
              }
            }
          }
        }
      }
    }
    return (dx, dgain, dbias)
  }

  /// Σ g ⊙ x̂ and Σ g over all rows, for each column.
  private func columnSums(_ dy: Tensor, _ x: Tensor) -> (dgain: Tensor, dbias: Tensor) {
    let (width, rectifies) = (width, rectifies)
    let rows = width == 0 ? 0 : x.count / width
    let pieces = (rows + piece - 1) / piece
    var biases = Tensor.zeros(pieces, width)
    let gains = Tensor(shape: [pieces, width]) { gains in
      biases.withMutablePointer { biases in
        withColumns { columns in
          x.withPointer { x in
            dy.withPointer { dy in
              parallelRanges(pieces, cost: 6 * piece * width) { range in
                for index in range {
                  forEachRegister(0..<width) {
                    var (sum, sumHat) = (Lanes.zero, Lanes.zero)
                    for row in index * piece..<min(rows, (index + 1) * piece) {
                      let hat = columns.normalized((x + row * width).lanes($0), $0)
                      let g = columns.passed((dy + row * width).lanes($0), hat, $0, rectifies)
                      sum += g
                      sumHat += g * hat
                    }
                    (biases + index * width).store(sum, $0)
                    (gains + index * width).store(sumHat, $0)
                  }
                }
              }
            }
          }
        }
      }
    }
    return (gains.sum(axis: 0), biases.sum(axis: 0))
  }

  private func withColumns(_ body: (Columns) -> Void) {
    withPointers(mean, inverse, gain, bias) { body(Columns(mean: $0, inverse: $1, gain: $2, bias: $3)) }
  }
}

/// The numbers of each column, as the loops read them.
private struct Columns {
  let mean: UnsafePointer<Scalar>
  let inverse: UnsafePointer<Scalar>
  let gain: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>

  /// x̂
  @inline(__always)
  func normalized(_ x: Lanes, _ range: LaneRange) -> Lanes { (x - mean.lanes(range)) * inverse.lanes(range) }

  @inline(__always)
  func value(_ hat: Lanes, _ range: LaneRange) -> Lanes { bias.lanes(range) + gain.lanes(range) * hat }

  /// g: dy where the output was not rectified.
  @inline(__always)
  func passed(_ dy: Lanes, _ hat: Lanes, _ range: LaneRange, _ rectifies: Bool) -> Lanes {
    rectifies ? dy.replacing(with: 0, where: value(hat, range) .<= 0) : dy
  }
}
