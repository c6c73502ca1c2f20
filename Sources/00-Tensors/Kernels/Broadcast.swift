// Arithmetic of two tensors whose shapes agree or can be stretched to agree, by NumPy's rule: aligned at the last axis,
// an extent of one is repeated as often as the other side needs.

/// The shape to which both are stretched.
func broadcastShape(_ a: [Int], _ b: [Int], in operation: String) -> [Int] {
  let rank = max(a.count, b.count)
  let (padA, padB) = (padded(a, to: rank), padded(b, to: rank))
  return zip(padA, padB).map { x, y in
    require(x == y || x == 1 || y == 1, "\(operation): the shapes \(a) and \(b) do not fit together")
    return x == 1 ? y : x
  }
}

private func padded(_ shape: [Int], to rank: Int) -> [Int] {
  [Int](repeating: 1, count: rank - shape.count) + shape
}

/// One loop of the nest over the result: the stride of each side, 0 where it is repeated.
private struct Loop {
  var extent: Int
  var a: Int
  var b: Int
}

/// As few loops as possible, outermost first: neighboring axes with compatible strides are merged.
private func loops(_ a: [Int], _ b: [Int], _ shape: [Int]) -> [Loop] {
  var result: [Loop] = []
  var (strideA, strideB) = (1, 1)
  let (padA, padB) = (padded(a, to: shape.count), padded(b, to: shape.count))
  for axis in shape.indices.reversed() where shape[axis] != 1 {
    let loop = Loop(extent: shape[axis], a: padA[axis] == 1 ? 0 : strideA, b: padB[axis] == 1 ? 0 : strideB)
    strideA *= padA[axis]
    strideB *= padB[axis]
    if let inner = result.last, loop.a == inner.a * inner.extent, loop.b == inner.b * inner.extent {
      result[result.count - 1].extent *= loop.extent
    } else {
      result.append(loop)
    }
  }
  return result.isEmpty ? [Loop(extent: 1, a: 0, b: 0)] : result.reversed()
}

/// `f` of the numbers of both, stretched to one shape.
func combine<F: LanePairFunction>(_ x: Tensor, _ y: Tensor, _ operation: String, _ f: F) -> Tensor {
  if x.shape == y.shape { return x.elementwise(y, f) }
  let shape = broadcastShape(x.shape, y.shape, in: operation)
  let nest = loops(x.shape, y.shape, shape)
  let inner = nest.last!
  let outer = nest.dropLast()
  let count = shape.reduce(1, *)
  if count == 0 { return Tensor(shape: shape, scalars: []) }
  let rows = count / inner.extent
  return Tensor(shape: shape) { z in
    x.withPointer { x in
      y.withPointer { y in
        parallelRanges(rows, cost: inner.extent) { range in
          for row in range {
            var (rest, offsetX, offsetY) = (row, 0, 0)
            for loop in outer.reversed() {
              let step = rest % loop.extent
              rest /= loop.extent
              offsetX += step * loop.a
              offsetY += step * loop.b
            }
            combineRow(x + offsetX, y + offsetY, into: z + row * inner.extent, inner.extent, inner.a, inner.b, f)
          }
        }
      }
    }
  }
}

/// One row of the result; a side that is repeated along it is spread over a register once.
@inline(__always)
private func combineRow<F: LanePairFunction>(
  _ x: UnsafePointer<Scalar>, _ y: UnsafePointer<Scalar>, into z: UnsafeMutablePointer<Scalar>,
  _ count: Int, _ strideX: Int, _ strideY: Int, _ f: F
) {
  if strideX != 0, strideY != 0 {
    forEachRegister(0..<count) { z.store(f(x.lanes($0), y.lanes($0)), $0) }
  } else if strideX != 0 {
    let repeated = Lanes(repeating: y[0])
    forEachRegister(0..<count) { z.store(f(x.lanes($0), repeated), $0) }
  } else {
    let repeated = Lanes(repeating: x[0])
    forEachRegister(0..<count) { z.store(f(repeated, y.lanes($0)), $0) }
  }
}
