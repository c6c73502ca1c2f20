// Softmax and its relatives along the last axis, one row after the other while it lies in the nearest cache.

extension Tensor {
  /// Calls `body` with each row of the last axis, on all threads; `cost` is how many additions one number is worth.
  @inlinable @inline(__always)
  func forEachRow(cost: Int, _ body: (_ row: Int) -> Void) {
    if count == 0 { return }
    let width = shape.last ?? 1
    parallelRanges(count / width, cost: cost * width) { range in
      for row in range { body(row) }
    }
  }
}

/// eˣ⁻ˢʰⁱᶠᵗ of one row into `y`; returns their sum.
@inline(__always)
func exponentials(
  _ x: UnsafePointer<Scalar>, into y: UnsafeMutablePointer<Scalar>, _ count: Int, shift: Scalar
) -> Scalar {
  let shift = Lanes(repeating: shift)
  var sum = Lanes.zero
  forEachRegister(0..<count) {
    let e = exp(x.lanes($0, padding: -.infinity) - shift)
    y.store(e, $0)
    sum += e
  }
  return sum.sum()
}

/// Σ eˣ⁻ˢʰⁱᶠᵗ over one row.
@inline(__always)
func exponentialSum(_ x: UnsafePointer<Scalar>, _ count: Int, shift: Scalar) -> Scalar {
  let shift = Lanes(repeating: shift)
  var sum = Lanes.zero
  forEachRegister(0..<count) { sum += exp(x.lanes($0, padding: -.infinity) - shift) }
  return sum.sum()
}

/// The largest number of a row, but 0 for a row of −∞, so that subtracting it leaves −∞ and not a NaN.
@inline(__always)
func safeMaximum(_ x: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
  let maximum = fold(x, count, by: Maximum.self)
  return maximum == -.infinity ? 0 : maximum
}

/// eˣ / Σ eˣ along the last axis; a row that is −∞ throughout becomes zeros.
func softmaxRows(_ x: Tensor) -> Tensor {
  let width = x.shape.last ?? 1
  return Tensor(shape: x.shape) { y in
    x.withPointer { p in
      x.forEachRow(cost: 8) { row in
        let (source, target) = (p + row * width, y + row * width)
        let sum = exponentials(source, into: target, width, shift: safeMaximum(source, width))
        let scale = Lanes(repeating: sum > 0 ? 1 / sum : sum)
        forEachRegister(0..<width) { target.store(target.lanes($0) * scale, $0) }
      }
    }
  }
}

/// x − ln Σ eˣ along the last axis.
func logSoftmaxRows(_ x: Tensor) -> Tensor {
  let width = x.shape.last ?? 1
  return Tensor(shape: x.shape) { y in
    x.withPointer { p in
      x.forEachRow(cost: 8) { row in
        let (source, target) = (p + row * width, y + row * width)
        let total = Lanes(repeating: logSumExp(source, width))
        forEachRegister(0..<width) { target.store(source.lanes($0) - total, $0) }
      }
    }
  }
}

/// ln Σ eˣ along the last axis, which keeps the extent one.
func logSumExpRows(_ x: Tensor) -> Tensor {
  let width = x.shape.last ?? 1
  return Tensor(shape: x.shape.dropLast() + [1]) { y in
    x.withPointer { p in
      x.forEachRow(cost: 8) { row in y[row] = logSumExp(p + row * width, width) }
    }
  }
}

/// ln Σ eˣ of one row.
@inline(__always)
private func logSumExp(_ x: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
  let maximum = safeMaximum(x, count)
  return maximum + log(exponentialSum(x, count, shift: maximum))
}
