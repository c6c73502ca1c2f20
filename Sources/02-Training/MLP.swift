import Gradients
import Tensors

/// A multilayer perceptron: linear layers with an activation between each two, dropout after each activation.
public struct MLP: Module {
  public let layers: [Linear]
  public let dropout: Dropout
  public let activation: Activation?

  /// - Parameters:
  ///   - widths: The width of the input, of each hidden layer, and of the output.
  ///   - activation: What stands between two layers. With nil, all layers together are one linear map.
  public init(
    widths: [Int], dropout: Scalar = 0, activation: Activation? = .geluTanh, using generator: inout Generator
  ) {
    require(widths.count >= 2, "MLP: \(widths) names no input and output")
    layers = zip(widths, widths.dropFirst()).map { Linear($0, $1, using: &generator) }
    self.dropout = Dropout(dropout)
    self.activation = activation
  }

  public func callAsFunction(_ x: Variable, _ mode: Mode = .evaluation) -> Variable {
    let hidden = layers.dropLast().reduce(x) { x, layer in
      dropout(activation?(layer(x)) ?? layer(x), mode)
    }
    return layers.last!(hidden)
  }
}
