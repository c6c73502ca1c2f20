import Tokens

// The kernels work where numbers lie; here stands where they lie in tensors.

extension AttentionWork {
  func forward(_ query: Tensor, _ key: Tensor, _ value: Tensor) -> (output: Tensor, logSums: Tensor) {
    withPointers(query, key, value) { forward(AttentionInputs(query: $0, key: $1, value: $2)) }
  }

  func backward(
    _ dOutput: Tensor, _ query: Tensor, _ key: Tensor, _ value: Tensor, _ output: Tensor, _ logSums: Tensor
  ) -> (dQuery: Tensor, dKey: Tensor, dValue: Tensor) {
    var (dKey, dValue) = (Tensor.zeros(), Tensor.zeros())
    let dQuery = Tensor(shape: query.shape) { dQuery in
      dKey = Tensor(shape: key.shape) { dKey in
        dValue = Tensor(shape: value.shape) { dValue in
          withPointers(query, key, value) {
            backward(
              dOutput, AttentionInputs(query: $0, key: $1, value: $2), output, logSums, dQuery: dQuery, dKey: dKey,
              dValue: dValue)
          }
        }
      }
    }
    return (dQuery, dKey, dValue)
  }

  func forward(together qkv: Tensor) -> (output: Tensor, logSums: Tensor) {
    qkv.withPointer { forward(inputs(together: $0)) }
  }

  func backward(_ dOutput: Tensor, together qkv: Tensor, _ output: Tensor, _ logSums: Tensor) -> Tensor {
    Tensor(shape: qkv.shape) { dInput in
      qkv.withPointer {
        backward(
          dOutput, inputs(together: $0), output, logSums, dQuery: dInput, dKey: dInput + H * d,
          dValue: dInput + 2 * H * d)
      }
    }
  }

  private func inputs(together qkv: UnsafePointer<Scalar>) -> AttentionInputs {
    AttentionInputs(query: qkv, key: qkv + H * d, value: qkv + 2 * H * d)
  }
}
