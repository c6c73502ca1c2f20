/// A multilayer perceptron: linear layers with a bend between each two, dropout behind each bend.
public struct MLP: Module {
  public let layers: [Linear]
  public let dropout: Dropout
  let bend: (Variable) -> Variable

  /// - Parameters:
  ///   - widths: The width of the input, of each hidden layer, and of the output.
  ///   - bend: What stands between two layers. Without one, all layers together are no more than a single linear one.
  public init(
    widths: [Int], dropout: Scalar = 0, bend: @escaping (Variable) -> Variable = gelu, using generator: inout Generator
  ) {
    require(widths.count >= 2, "MLP: \(widths) names no input and output")
    layers = zip(widths, widths.dropFirst()).map { Linear($0, $1, using: &generator) }
    self.dropout = Dropout(dropout)
    self.bend = bend
  }

  public func callAsFunction(_ x: Variable, _ mode: Mode = .evaluation) -> Variable {
    let hidden = layers.dropLast().reduce(x) { dropout(bend($1($0)), mode) }
    return layers.last!(hidden)
  }
}
