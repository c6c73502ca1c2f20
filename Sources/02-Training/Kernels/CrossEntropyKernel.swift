import Gradients
import Tensors

/// The sum over all rows that count of ln Σ eˣ − Σ target·x, target being the target distribution, and each row's ln Σ eˣ
/// for the backward pass.
func crossEntropySum(
  _ x: Tensor, _ targets: [Int], ignoring ignored: Int?, smoothing: Scalar
) -> (total: Scalar, normalizers: Tensor) {
  let V = x.shape.last!
  let normalizers = logSumExp(x)
  let evenly = smoothing / Scalar(V)
  let sums = smoothing == 0 ? nil : x.sum(axis: -1)
  var total: Scalar = 0
  for (row, target) in targets.enumerated() where target != ignored {
    total += normalizers.scalars[row] - (1 - smoothing) * x.scalars[row * V + target]
    if let sums { total -= evenly * sums.scalars[row] }
  }
  return (total, normalizers)
}

/// (softmax − target distribution) · scale, and zeros in the rows that do not count.
func crossEntropyGradient(
  _ x: Tensor, _ targets: [Int], _ normalizers: Tensor, ignoring ignored: Int?, smoothing: Scalar, scale: Scalar
) -> Tensor {
  let V = x.shape.last!
  let evenly = smoothing / Scalar(V)
  return Tensor(shape: x.shape) { dx in
    x.withPointer { x in
      parallelRanges(targets.count, cost: 8 * V) { range in
        for row in range {
          let (source, target) = (x + row * V, dx + row * V)
          if targets[row] == ignored {
            target.update(repeating: 0, count: V)
            continue
          }
          let shift = Lanes(repeating: normalizers.scalars[row])
          @inline(always) func body(_ i: LaneRange) {
            target.store((exp(source.lanes(i) - shift) - evenly) * scale, i)
          }
          forEachRegister(0..<V, body)
          target[targets[row]] -= (1 - smoothing) * scale
        }
      }
    }
  }
}
