import Tensors

/// The rows of x rotated: number i and number i + D/2 of a row by the angle whose cosine and sine are in `[S, T, D/2]`.
///
/// x is `[…, T, …, D]`: the first axes are split evenly among the S sequences of angles, and `repeats` neighboring rows
/// share one position.
func rotatedRows(_ x: Tensor, _ cosines: Tensor, _ sines: Tensor, repeats: Int) -> Tensor {
  let (S, T, half) = cosines.shape3
  let D = 2 * half
  let rows = x.count / D
  let rowsPerSequence = max(1, rows / S)
  return Tensor(shape: x.shape) { (y: UnsafeMutablePointer<Scalar>) in
    withPointers(x, cosines, sines) { x, cosines, sines in
      parallelRanges(rows, cost: 3 * D) { range in
        for row in range {
          let angle = (row / rowsPerSequence * T + row / repeats % T) * half
          let (left, right) = (row * D, row * D + half)
          forEachRegister(0..<half) { i in
            let (a, b) = (x.lanes(i + left), x.lanes(i + right))
            let (cosine, sine) = (cosines.lanes(i + angle), sines.lanes(i + angle))
            y.store(a * cosine - b * sine, i + left)
            y.store(b * cosine + a * sine, i + right)
          }
        }
      }
    }
  }
}
