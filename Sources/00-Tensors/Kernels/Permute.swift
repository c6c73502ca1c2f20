// Reordering axes. The result is written in order; what differs is how the source is read.

/// The axes of `x` in the given order.
func permute(_ x: Tensor, _ order: [Int]) -> Tensor {
  let shape = order.map { x.shape[$0] }
  if x.count == 0 || order == Array(0..<x.rank) { return Tensor(shape: shape, scalars: x.scalars) }
  var strides = [Int](repeating: 1, count: x.rank)
  for axis in (0..<x.rank - 1).reversed() { strides[axis] = strides[axis + 1] * x.shape[axis + 1] }
  let steps = order.map { strides[$0] }  // how far one step along each result axis moves in the source
  return Tensor(shape: shape) { y in
    x.withPointer { x in
      if steps.last == 1 {
        copyRuns(x, into: y, shape, steps)
      } else {
        copyTiles(x, into: y, shape, steps)
      }
    }
  }
}

/// Where the result's block `number` of the leading axes begins in the source.
private func start(of number: Int, _ shape: ArraySlice<Int>, _ steps: [Int]) -> Int {
  var (rest, offset) = (number, 0)
  for axis in shape.indices.reversed() {
    offset += rest % shape[axis] * steps[axis]
    rest /= shape[axis]
  }
  return offset
}

/// The last axis stays last: whole runs are copied.
private func copyRuns(
  _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, _ shape: [Int], _ steps: [Int]
) {
  let (width, runs) = (shape[shape.count - 1], shape[shape.count - 2])
  let step = steps[shape.count - 2]
  let leading = shape.dropLast(2)
  parallelRanges(leading.reduce(1, *), cost: runs * width) { range in
    for block in range {
      let (source, target) = (x + start(of: block, leading, steps), y + block * runs * width)
      for run in 0..<runs { (target + run * width).update(from: source + run * step, count: width) }
    }
  }
}

/// Another axis becomes the last: square tiles, so that each cache line fetched from the source is used whole.
///
/// An example: x of shape [2, 40, 50], whose axes lie [2000, 50, 1] apart in memory, permuted by (0, 2, 1) to y of shape
/// [2, 50, 40] with `steps` [2000, 1, 50].
///
///     fast            axis 1 of y: the one along which x is contiguous
///     width           40, the last axis of y; one step along it is widthStep = 50 in x
///     fastResultStep  40: one step along `fast`, in y
///     leading         [2, 1]: the axes before the last, without `fast`; so blocks = 2
///     strips          50 / 16, rounded up = 4, of 16, 16, 16 and 2 steps along `fast`
///
/// Each of the 2 · 4 tasks fills one strip of one block, 16 × 16 numbers at a time. Task 5 is block 1, strip 1: it reads
/// from x + 2000 + 16 on and writes from y + 2000 + 16 · 40 on.
private func copyTiles(
  _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, _ shape: [Int], _ steps: [Int]
) {
  let tile = 16
  // The axis along which the source is contiguous, and the last one of the result, span the tiles.
  let fast = steps.indices.first { steps[$0] == 1 && shape[$0] > 1 } ?? 0
  let width = shape.last!
  let widthStep = steps.last!
  var others = shape
  others[fast] = 1
  let leading = others.dropLast()
  let fastResultStep = shape[(fast + 1)...].reduce(1, *)
  let resultStrides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
  let blocks = leading.reduce(1, *)
  let strips = (shape[fast] + tile - 1) / tile
  parallelRanges(blocks * strips, cost: width * tile) { range in
    for task in range {
      let (block, strip) = (task / strips, task % strips * tile)
      let source = x + start(of: block, leading, steps) + strip
      let target = y + start(of: block, leading, resultStrides) + strip * fastResultStep
      let height = min(tile, shape[fast] - strip)
      for column in stride(from: 0, to: width, by: tile) {
        let columns = column..<min(column + tile, width)
        for row in 0..<height {
          let (from, to) = (source + row, target + row &* fastResultStep)
          for column in columns { to[column] = from[column &* widthStep] }
        }
      }
    }
  }
}
