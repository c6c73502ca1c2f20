import Gradients

/// What bends the line between two linear maps, which without it would be no more than one.
public enum Activation: Sendable {
  /// x where it is positive, else 0.
  case relu
  /// x·Φ(x), Φ by its tanh approximation as in GPT: a relu without a corner.
  case geluTanh

  public func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .relu: Gradients.relu(x)
    case .geluTanh: Gradients.geluTanh(x)
    }
  }
}

/// activation(x·W + b), as one operation: what the bias, the activation and their derivatives need is passed over once each way.
public func affine(_ x: Variable, _ weight: Variable, _ bias: Variable, activation: Activation) -> Variable {
  let (input, W) = (x.value, weight.value)
  let (wantsX, wantsWeight) = (x.isTrainable, weight.isTrainable)
  var slopes = matmul(input, W)
  let y = activation.activation(&slopes, adding: bias.value)
  return Variable(y, from: [x, weight, bias]) { [slopes] dy in
    let (dz, db) = activationGradients(dy, slopes)
    return [
      wantsX ? matmul(dz, W, transposing: .right) : nil,
      wantsWeight
        ? matmul(input.reshaped(-1, input.shape.last!), dz.reshaped(-1, dz.shape.last!), transposing: .left) : nil,
      db,
    ]
  }
}
