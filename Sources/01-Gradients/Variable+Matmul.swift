import Tensors

/// The matrix product over the last two axes, for every matrix of the leading axes.
///
/// The derivatives are products too, with a factor transposed: Y = A·B gives dA = dY·Bᵀ and dB = Aᵀ·dY.
public func matmul(_ a: Variable, _ b: Variable, transposing: Transposing = .none) -> Variable {
  let (x, w) = (a.value, b.value)
  let dx = { (dy: Tensor) in
    switch transposing {
    case .none: matmulSummed(dy, w, .right, to: x.shape)
    case .right: matmulSummed(dy, w, .none, to: x.shape)
    case .left: matmulSummed(w, dy, .right, to: x.shape)
    }
  }
  let dw = { (dy: Tensor) in
    switch transposing {
    case .none: matmulSummed(x, dy, .left, to: w.shape)
    case .right: matmulSummed(dy, x, .left, to: w.shape)
    case .left: matmulSummed(x, dy, .none, to: w.shape)
    }
  }
  return Variable(matmul(x, w, transposing: transposing), from: (a, dx), (b, dw))
}

/// A product, added up over the leading axes that `shape` does not have.
///
/// A single matrix that was multiplied with a whole batch gets the sum of the gradients. For Aᵀ·B that sum is one product,
/// of all rows of the batch laid one below the other.
private func matmulSummed(_ a: Tensor, _ b: Tensor, _ transposing: Transposing, to shape: [Int]) -> Tensor {
  if transposing == .left, shape.count == 2, a.rank == b.rank {
    return matmul(a.reshaped(-1, a.shape.last!), b.reshaped(-1, b.shape.last!), transposing: .left)
  }
  return matmul(a, b, transposing: transposing).summed(to: shape)
}
