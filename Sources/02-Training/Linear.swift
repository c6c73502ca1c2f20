/// A function from one variable to another that has parameters: what a wrapper can stand in for.
public protocol Projection: Module {
  func callAsFunction(_ x: Variable) -> Variable

  /// The result bent, for types that can do both at once.
  func callAsFunction(_ x: Variable, activation: Activation) -> Variable
}

extension Projection {
  public func callAsFunction(_ x: Variable, activation: Activation) -> Variable { activation(self(x)) }
}

/// x·W + b along the last axis.
public struct Linear: Projection {
  public let weight: Variable  // [inputs, outputs]
  public let bias: Variable?  // [outputs]

  /// Weights drawn evenly from ±1/√inputs, so that the outputs are neither louder nor quieter than the inputs.
  public init(_ inputs: Int, _ outputs: Int, hasBias: Bool = true, using generator: inout Generator) {
    let bound = 1 / Scalar(inputs).squareRoot()
    weight = Variable(.uniform([inputs, outputs], in: -bound..<bound, using: &generator))
    bias = hasBias ? Variable(.uniform([outputs], in: -bound..<bound, using: &generator)) : nil
  }

  public func callAsFunction(_ x: Variable) -> Variable {
    guard let bias else { return matmul(x, weight) }
    return affine(x, weight, bias)
  }

  public func callAsFunction(_ x: Variable, activation: Activation) -> Variable {
    guard let bias else { return activation(matmul(x, weight)) }
    return affine(x, weight, bias, activation: activation)
  }
}

/// x·W + b, as one operation: the bias is added while the product is still at hand.
public func affine(_ x: Variable, _ weight: Variable, _ bias: Variable) -> Variable {
  let (input, W) = (x.value, weight.value)
  let (wantsX, wantsWeight) = (x.isTrainable, weight.isTrainable)
  var y = matmul(input, W)
  y.addToRows(bias.value)
  return Variable(y, from: [x, weight, bias]) { dy in
    let rows = dy.reshaped(-1, dy.shape.last!)
    return [
      wantsX ? matmul(dy, W, transposing: .right) : nil,
      wantsWeight ? matmul(input.reshaped(-1, input.shape.last!), rows, transposing: .left) : nil,
      rows.sum(axis: 0),
    ]
  }
}
