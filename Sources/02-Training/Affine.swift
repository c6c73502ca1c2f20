import Gradients
import Tensors

// N rows, the leading axes of x taken together · I inputs · O outputs

/// x·W + b, as one operation: the bias is added while the product is still in the cache.
public func affine(_ x: Variable, _ weight: Variable, _ bias: Variable) -> Variable {
  var y = matmul(x.value, weight.value)
  y.addToRows(bias.value)
  return affine(y, x, weight, bias) { dy, needsBias in
    (dy, needsBias ? dy.reshaped(-1, dy.shape.last!).sum(axis: 0) : nil)
  }
}

/// activation(x·W + b), as one operation: one pass over the product adds the bias, applies the activation and leaves the
/// slopes that the backward pass needs.
public func affine(_ x: Variable, _ weight: Variable, _ bias: Variable, activation: Activation) -> Variable {
  var slopes = matmul(x.value, weight.value)
  let y = activation.activation(&slopes, adding: bias.value)
  return affine(y, x, weight, bias) { [slopes] dy, needsBias in
    activationGradients(dy, slopes, needsBias: needsBias)
  }
}

/// The result y of z = x·W + b with the pullback that both forms have in common: dx = dz·Wᵀ and dW = xᵀ·dz.
///
/// - Parameter throughActivation: From dy, the gradient dz and, if it is needed, its sum over all rows, which is db.
private func affine(
  _ y: Tensor, _ x: Variable, _ weight: Variable, _ bias: Variable,
  throughActivation: @escaping (_ dy: Tensor, _ needsBias: Bool) -> (dz: Tensor, db: Tensor?)
) -> Variable {
  let (input, W) = (x.value, weight.value)
  let (needsX, needsWeight, needsBias) = (x.isTrainable, weight.isTrainable, bias.isTrainable)
  return Variable(y, from: [x, weight, bias]) { dy in
    let (dz, db) = throughActivation(dy, needsBias)
    let rows = { (tensor: Tensor) in tensor.reshaped(-1, tensor.shape.last!) }  // […, O] → [N, O]
    return [
      needsX ? matmul(dz, W, transposing: .right) : nil,
      needsWeight ? matmul(rows(input), rows(dz), transposing: .left) : nil,  // [I, N]·[N, O]
      db,
    ]
  }
}
