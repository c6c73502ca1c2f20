import Tensors

/// The rows of x `[…, T, D]`, number i and number i + D/2 of row t turned by the angle whose cosine and sine stand in
/// `[T, D/2]`.
func rotatedRows(_ x: Tensor, _ cosines: Tensor, _ sines: Tensor) -> Tensor {
  let (T, half) = cosines.shape2
  let D = 2 * half
  let rows = x.count / D
  return Tensor(shape: x.shape) { (y: UnsafeMutablePointer<Scalar>) in
    withPointers(x, cosines, sines) { x, cosines, sines in
      parallelRanges(rows, cost: 3 * D) { range in
        for row in range {
          let (left, right, angle) = (row * D, row * D + half, row % T * half)
          forEachWindow(0..<half) { window in
            let (a, b) = (x.lanes(window + left), x.lanes(window + right))
            let (cosine, sine) = (cosines.lanes(window + angle), sines.lanes(window + angle))
            y.store(a * cosine - b * sine, window + left)
            y.store(b * cosine + a * sine, window + right)
          }
        }
      }
    }
  }
}
