import Gradients

/// One step of Adam on one parameter, all four arrays passed over once.
struct AdamStep {
  /// The learning rate over the part of a full average that `mean` has seen.
  let rate: Scalar
  let beta1: Scalar
  let beta2: Scalar
  /// What the root of `square` is multiplied by, for the same reason.
  let squareScale: Scalar
  let epsilon: Scalar
  /// What is left of the parameter after its decay.
  var keep: Scalar = 1

  func apply(to parameter: inout Tensor, _ gradient: Tensor, mean: inout Tensor, square: inout Tensor) {
    let count = parameter.count
    parameter.withMutablePointer { parameter in
      mean.withMutablePointer { mean in
        square.withMutablePointer { square in
          gradient.withPointer { gradient in
            parallelRanges(count, cost: 4) { range in
              forEachRegister(range) {
                let g = gradient.lanes($0)
                let m = mean.lanes($0) * beta1 + g * (1 - beta1)
                let v = square.lanes($0) * beta2 + g * g * (1 - beta2)
                mean.store(m, $0)
                square.store(v, $0)
                parameter.store(
                  parameter.lanes($0) * keep - rate * m / (v.squareRoot() * squareScale + epsilon), $0)
              } tail: {
                for offset in $0..<$0 + $1 {
                  let g = gradient[offset]
                  mean[offset] = mean[offset] * beta1 + g * (1 - beta1)
                  square[offset] = square[offset] * beta2 + g * g * (1 - beta2)
                  parameter[offset] =
                    parameter[offset] * keep
                    - rate * mean[offset] / (square[offset].squareRoot() * squareScale + epsilon)
                }
              }
            }
          }
        }
      }
    }
  }
}

/// The sum of all squares, in the order that `Tensor.sum` has.
func squareSum(_ x: Tensor) -> Scalar { x.elementwise { $0 * $0 }.sum }
