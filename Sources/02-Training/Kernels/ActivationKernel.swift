import Gradients
import Tensors

/// An activation of a whole register, and its slope there.
private protocol ActivationFunction {
  static func at(_ x: Lanes) -> (value: Lanes, slope: Lanes)
}

private enum ReLUActivation: ActivationFunction {
  @inline(__always) static func at(_ x: Lanes) -> (value: Lanes, slope: Lanes) {
    (x.replacing(with: 0, where: x .<= 0), Lanes.one.replacing(with: 0, where: x .<= 0))
  }
}

private enum GELUActivation: ActivationFunction {
  @inline(__always) static func at(_ x: Lanes) -> (value: Lanes, slope: Lanes) { geluWithSlope(x) }
}

private enum TanhActivation: ActivationFunction {
  @inline(__always) static func at(_ x: Lanes) -> (value: Lanes, slope: Lanes) {
    let y = tanh(x)
    return (y, 1 - y * y)
  }
}

private enum GELUTanhActivation: ActivationFunction {
  @inline(__always) static func at(_ x: Lanes) -> (value: Lanes, slope: Lanes) { geluTanhWithSlope(x) }
}

extension Activation {
  /// f(z + bias) for every row of z. Afterwards z holds the slopes f′(z + bias), all that the backward pass needs.
  func activation(_ z: inout Tensor, adding bias: Tensor) -> Tensor {
    switch self {
    case .relu: Training.activation(&z, adding: bias, ReLUActivation.self)
    case .gelu: Training.activation(&z, adding: bias, GELUActivation.self)
    case .geluTanh: Training.activation(&z, adding: bias, GELUTanhActivation.self)
    case .tanh: Training.activation(&z, adding: bias, TanhActivation.self)
    }
  }
}

private func activation<F: ActivationFunction>(_ z: inout Tensor, adding bias: Tensor, _: F.Type) -> Tensor {
  let width = bias.count
  let rows = width == 0 ? 0 : z.count / width
  return Tensor(shape: z.shape) { y in
    z.withMutablePointer { z in
      bias.withPointer { bias in
        parallelRanges(rows, cost: 8 * width) { range in
          for row in range {
            let (source, target) = (z + row * width, y + row * width)
            forEachRegister(0..<width) {
              let (value, slope) = F.at(source.lanes($0) + bias.lanes($0))
              source.store(slope, $0)
              target.store(value, $0)
            }
          }
        }
      }
    }
  }
}

/// dz = dy ⊙ slope and, if it is needed, its sum over all rows, the bias's gradient: over pieces of rows of a fixed size,
/// then over the pieces in their order.
func activationGradients(_ dy: Tensor, _ slopes: Tensor, needsBias: Bool) -> (dz: Tensor, db: Tensor?) {
  if !needsBias { return (dy * slopes, nil) }
  let width = dy.shape.last!
  let rows = width == 0 ? 0 : dy.count / width
  let piece = 64
  let pieces = (rows + piece - 1) / piece
  var partial = Tensor.zeros(pieces, width)
  let dz = Tensor(shape: dy.shape) { dz in
    partial.withMutablePointer { partial in
      dy.withPointer { dy in
        slopes.withPointer { slopes in
          parallelRanges(pieces, cost: 2 * piece * width) { range in
            for row in range.lowerBound * piece..<min(rows, range.upperBound * piece) {
              let (offset, sum) = (row * width, partial + row / piece * width)
              forEachRegister(0..<width) {
                let product = (dy + offset).lanes($0) * (slopes + offset).lanes($0)
                (dz + offset).store(product, $0)
                sum.store(sum.lanes($0) + product, $0)
              }
            }
          }
        }
      }
    }
  }
  return (dz, partial.sum(axis: 0))
}
