/// A multilayer perceptron: linear layers with an activation between each two, dropout behind each activation.
public struct MLP: Module {
  public let layers: [Linear]
  public let dropout: Dropout
  let activation: (Variable) -> Variable

  /// - Parameters:
  ///   - widths: The width of the input, of each hidden layer, and of the output.
  ///   - activation: What stands between two layers. Without one, all layers together are no more than a single linear one.
  public init(
    widths: [Int], dropout: Scalar = 0, activation: @escaping (Variable) -> Variable = geluTanh,
    using generator: inout Generator
  ) {
    require(widths.count >= 2, "MLP: \(widths) names no input and output")
    layers = zip(widths, widths.dropFirst()).map { Linear($0, $1, using: &generator) }
    self.dropout = Dropout(dropout)
    self.activation = activation
  }

  public func callAsFunction(_ x: Variable, _ mode: Mode = .evaluation) -> Variable {
    let hidden = layers.dropLast().reduce(x) { dropout(activation($1($0)), mode) }
    return layers.last!(hidden)
  }
}
