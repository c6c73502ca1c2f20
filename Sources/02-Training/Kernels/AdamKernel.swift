import Gradients
import Tensors

/// One step of Adam on one parameter, in one pass over all four arrays.
struct AdamStep {
  /// The learning rate divided by 1 − β₁ᵗ, which corrects the bias of `mean` towards its start at zero.
  let rate: Scalar
  let beta1: Scalar
  let beta2: Scalar
  /// 1 / √(1 − β₂ᵗ), which corrects the bias of `square`.
  let squareScale: Scalar
  let epsilon: Scalar
  /// What is left of the parameter after weight decay.
  let keep: Scalar

  func apply(to parameter: inout Tensor, _ gradient: Tensor, mean: inout Tensor, square: inout Tensor) {
    let count = parameter.count
    parameter.withMutablePointer { parameter in
      mean.withMutablePointer { mean in
        square.withMutablePointer { square in
          gradient.withPointer { gradient in
            parallelRanges(count, cost: 4) { range in
              @inline(always) func body(_ i: LaneRange) {
                let g = gradient.lanes(i)
                let m = mean.lanes(i) * beta1 + g * (1 - beta1)
                let v = square.lanes(i) * beta2 + g * g * (1 - beta2)
                mean.store(m, i)
                square.store(v, i)
                parameter.store(
                  parameter.lanes(i) * keep - rate * m / (v.squareRoot() * squareScale + epsilon), i)
              }
              forEachRegister(range, body)
            }
          }
        }
      }
    }
  }
}
