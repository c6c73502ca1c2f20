import Gradients

/// What bends the line between two linear maps, which without it would be no more than one.
public enum Bend: Sendable {
  /// x where it is positive, else 0.
  case relu
  /// x·Φ(x), Φ by its tanh approximation as in GPT: a relu without a corner.
  case gelu

  public func callAsFunction(_ x: Variable) -> Variable {
    switch self {
    case .relu: Gradients.relu(x)
    case .gelu: Gradients.gelu(x)
    }
  }
}

/// bend(x·W + b), as one operation: what the bias, the bend and their derivatives need is passed over once each way.
public func affine(_ x: Variable, _ weight: Variable, _ bias: Variable, then bend: Bend) -> Variable {
  let (input, W) = (x.value, weight.value)
  let (wantsX, wantsWeight) = (x.isTrainable, weight.isTrainable)
  var slopes = matmul(input, W)
  let y = bend.bend(&slopes, adding: bias.value)
  return Variable(y, from: [x, weight, bias]) { [slopes] dy in
    let (dz, db) = bendGradients(dy, slopes)
    return [
      wantsX ? matmul(dz, W, transposing: .right) : nil,
      wantsWeight
        ? matmul(input.reshaped(-1, input.shape.last!), dz.reshaped(-1, dz.shape.last!), transposing: .left) : nil,
      db,
    ]
  }
}
