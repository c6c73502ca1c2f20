import Tensors

// The kernels work on memory; this is where it lies in tensors.

extension AttentionWork {
  func forward(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, _ bias: Tensor?
  ) -> (output: Tensor, logSums: Tensor) {
    withInputs(query, key, value, bias) { forward($0) }
  }

  func backward(
    _ dOutput: Tensor, _ query: Tensor, _ key: Tensor, _ value: Tensor, _ bias: Tensor?, _ output: Tensor,
    _ logSums: Tensor, _ wanted: WantedGradients
  ) -> [Tensor?] {
    func memory(_ shape: [Int], for part: WantedGradients) -> Tensor? {
      // The kernels clear it where they write.
      wanted.contains(part) ? Tensor(shape: shape) { _ in } : nil
    }
    var (dQuery, dKey) = (memory(query.shape, for: .queries), memory(key.shape, for: .keys))
    var dValue = memory(value.shape, for: .values)
    let dBias = withGradient(of: bias, wanted) { dBias in
      withPointer(&dQuery) { dQuery in
        withPointer(&dKey) { dKey in
          withPointer(&dValue) { dValue in
            withInputs(query, key, value, bias) {
              backward(dOutput, $0, output, logSums, dQuery: dQuery, dKey: dKey, dValue: dValue, dBias: dBias)
            }
          }
        }
      }
    }
    return [dQuery, dKey, dValue, dBias]
  }

  func forward(together qkv: Tensor, _ bias: Tensor?) -> (output: Tensor, logSums: Tensor) {
    withInputs(together: qkv, bias) { forward($0) }
  }

  func backward(
    _ dOutput: Tensor, together qkv: Tensor, _ bias: Tensor?, _ output: Tensor, _ logSums: Tensor,
    _ wanted: WantedGradients
  ) -> [Tensor?] {
    var dInput = wanted.contains(.queries) ? Tensor(shape: qkv.shape) { _ in } : nil
    let dBias = withGradient(of: bias, wanted) { dBias in
      withPointer(&dInput) { dInput in
        withInputs(together: qkv, bias) {
          backward(
            dOutput, $0, output, logSums, dQuery: dInput, dKey: dInput.map { $0 + H * d },
            dValue: dInput.map { $0 + 2 * H * d }, dBias: dBias)
        }
      }
    }
    return [dInput, dBias]
  }

  private func backward(
    _ dOutput: Tensor, _ inputs: AttentionInputs, _ output: Tensor, _ logSums: Tensor,
    dQuery: UnsafeMutablePointer<Scalar>?, dKey: UnsafeMutablePointer<Scalar>?,
    dValue: UnsafeMutablePointer<Scalar>?, dBias: UnsafeMutablePointer<Scalar>?
  ) {
    withPointers(dOutput, logSums, innerProducts(dOutput, output)) { dOutput, logSums, inner in
      backward(
        AttentionBuffers(
          inputs: inputs, dOutput: dOutput, logSums: logSums, inner: inner, dQuery: dQuery, dKey: dKey,
          dValue: dValue, dBias: dBias))
    }
  }

  // MARK: Pointers

  private func withInputs<R>(
    _ query: Tensor, _ key: Tensor, _ value: Tensor, _ bias: Tensor?, _ body: (AttentionInputs) -> R
  ) -> R {
    withPointers(query, key, value) { query, key, value in
      guard let bias else { return body(AttentionInputs(query: query, key: key, value: value, bias: nil)) }
      return bias.withPointer { body(AttentionInputs(query: query, key: key, value: value, bias: $0)) }
    }
  }

  private func withInputs<R>(together qkv: Tensor, _ bias: Tensor?, _ body: (AttentionInputs) -> R) -> R {
    qkv.withPointer { qkv in
      let (key, value) = (qkv + H * d, qkv + 2 * H * d)
      guard let bias else { return body(AttentionInputs(query: qkv, key: key, value: value, bias: nil)) }
      return bias.withPointer { body(AttentionInputs(query: qkv, key: key, value: value, bias: $0)) }
    }
  }

  /// The gradient of the bias, which `add` adds to; nil when nobody wants it.
  private func withGradient(
    of bias: Tensor?, _ wanted: WantedGradients, _ add: (UnsafeMutablePointer<Scalar>?) -> Void
  ) -> Tensor? {
    var dBias = wanted.contains(.bias) ? Tensor(repeating: 0, shape: bias!.shape) : nil
    withPointer(&dBias, add)
    return dBias
  }

  private func withPointer(_ gradient: inout Tensor?, _ body: (UnsafeMutablePointer<Scalar>?) -> Void) {
    guard gradient != nil else { return body(nil) }
    gradient!.withMutablePointer { body($0) }
  }
}
