import Gradients

/// A bend and its slope on a whole register.
private protocol BendFunction {
  static func value(_ x: Lanes) -> Lanes
  static func slope(_ x: Lanes) -> Lanes
}

private enum ReluBend: BendFunction {
  @inline(__always) static func value(_ x: Lanes) -> Lanes { x.replacing(with: 0, where: x .<= 0) }
  @inline(__always) static func slope(_ x: Lanes) -> Lanes { Lanes.one.replacing(with: 0, where: x .<= 0) }
}

private enum GeluBend: BendFunction {
  @inline(__always) static func value(_ x: Lanes) -> Lanes { gelu(x) }
  @inline(__always) static func slope(_ x: Lanes) -> Lanes { geluSlope(x) }
}

extension Bend {
  /// Adds the bias to every row of z, and returns the rows bent.
  func addBiasAndBend(_ z: inout Tensor, _ bias: Tensor) -> Tensor {
    switch self {
    case .relu: Training.addBiasAndBend(&z, bias, ReluBend.self)
    case .gelu: Training.addBiasAndBend(&z, bias, GeluBend.self)
    }
  }

  /// The gradient of what was bent, z, and of the bias in it.
  func gradients(_ dy: Tensor, _ z: Tensor) -> (dz: Tensor, dbias: Tensor) {
    switch self {
    case .relu: bendGradients(dy, z, ReluBend.self)
    case .gelu: bendGradients(dy, z, GeluBend.self)
    }
  }
}

private func addBiasAndBend<F: BendFunction>(_ z: inout Tensor, _ bias: Tensor, _: F.Type) -> Tensor {
  let width = bias.count
  let rows = width == 0 ? 0 : z.count / width
  return Tensor(shape: z.shape) { y in
    z.withMutablePointer { z in
      bias.withPointer { bias in
        parallelRanges(rows, cost: 8 * width) { range in
          for row in range {
            let (source, target) = (z + row * width, y + row * width)
            forEachWindow(0..<width) {
              let sum = source.lanes($0) + bias.lanes($0)
              source.store(sum, $0)
              target.store(F.value(sum), $0)
            }
          }
        }
      }
    }
  }
}

/// The bias's gradient is summed over pieces of rows of a fixed size, then over the pieces in their order.
private func bendGradients<F: BendFunction>(_ dy: Tensor, _ z: Tensor, _: F.Type) -> (dz: Tensor, dbias: Tensor) {
  let width = z.shape.last!
  let rows = width == 0 ? 0 : z.count / width
  let piece = 64
  let pieces = (rows + piece - 1) / piece
  var partial = Tensor.zeros(pieces, width)
  let dz = Tensor(shape: z.shape) { dz in
    partial.withMutablePointer { partial in
      dy.withPointer { dy in
        z.withPointer { z in
          parallelRanges(pieces, cost: 8 * piece * width) { range in
            for row in range.lowerBound * piece..<min(rows, range.upperBound * piece) {
              let (place, sum) = (row * width, partial + row / piece * width)
              forEachWindow(0..<width) {
                let slope = (dy + place).lanes($0) * F.slope((z + place).lanes($0))
                (dz + place).store(slope, $0)
                sum.store(sum.lanes($0) + slope, $0)
              }
            }
          }
        }
      }
    }
  }
  return (dz, partial.sum(axis: 0))
}
