import Gradients
import Tensors

/// A matrix that takes the place of a weight and is not trained, so that it may hold its numbers in fewer bytes.
public protocol FrozenMatrix: AnyObject, Sendable {
  /// `[in, out]`, as a `Linear` has it.
  var shape: [Int] { get }
  /// How much memory the numbers take.
  var byteCount: Int { get }

  /// x·W: `[…, in] → […, out]`
  func product(_ x: Tensor) -> Tensor
  /// y·Wᵀ: `[…, out] → […, in]`
  func transposedProduct(_ y: Tensor) -> Tensor
  /// The columns with these numbers, in this order, each as a row: `[count, in]`.
  func columns(at indices: [Int]) -> Tensor
}

/// x·W, through which a gradient flows to x alone: dx = dy·Wᵀ.
public func matmul(_ x: Variable, _ matrix: any FrozenMatrix) -> Variable {
  Variable(matrix.product(x.value), from: [x]) { dy in [matrix.transposedProduct(dy)] }
}
