/// The matrix product over the last two axes, for every matrix of the leading axes.
///
/// The derivatives are products too, with a factor transposed: Y = A·B gives dA = dY·Bᵀ and dB = Aᵀ·dY. They cost twice
/// what the product did, so the one that nobody asks for is left out.
public func matmul(_ a: Variable, _ b: Variable, transposing: Transposing = .none) -> Variable {
  let (x, w) = (a.value, b.value)
  let (wantsA, wantsB) = (a.isTrainable, b.isTrainable)
  return Variable(matmul(x, w, transposing: transposing), from: [a, b]) { dy in
    let dx = { () -> Tensor in
      switch transposing {
      case .none: matmulSummed(dy, w, .right, to: x.shape)
      case .right: matmulSummed(dy, w, .none, to: x.shape)
      case .left: matmulSummed(w, dy, .right, to: x.shape)
      }
    }
    let dw = { () -> Tensor in
      switch transposing {
      case .none: matmulSummed(x, dy, .left, to: w.shape)
      case .right: matmulSummed(dy, x, .left, to: w.shape)
      case .left: matmulSummed(x, dy, .none, to: w.shape)
      }
    }
    return [wantsA ? dx() : nil, wantsB ? dw() : nil]
  }
}

/// A product, added up over the leading axes that the wanted shape does not have.
///
/// A single matrix that met a whole batch collects a gradient from each meeting. For Aᵀ·B that sum is itself one product,
/// of all rows of the batch laid one below the other.
private func matmulSummed(_ a: Tensor, _ b: Tensor, _ transposing: Transposing, to shape: [Int]) -> Tensor {
  if transposing == .left, shape.count == 2, a.rank == b.rank {
    return matmul(a.reshaped(-1, a.shape.last!), b.reshaped(-1, b.shape.last!), transposing: .left)
  }
  return matmul(a, b, transposing: transposing).summed(to: shape)
}
