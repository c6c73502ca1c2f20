/// A multilayer perceptron: linear layers with a bend between each two, dropout behind each bend.
public struct MLP: Module {
  public let layers: [Linear]
  public let dropout: Dropout

  /// - Parameter widths: The width of the input, of each hidden layer, and of the output.
  public init(widths: [Int], dropout: Scalar = 0, using generator: inout Generator) {
    require(widths.count >= 2, "MLP: \(widths) names no input and output")
    layers = zip(widths, widths.dropFirst()).map { Linear($0, $1, using: &generator) }
    self.dropout = Dropout(dropout)
  }

  public func callAsFunction(_ x: Variable, _ mode: Mode = .evaluation) -> Variable {
    let hidden = layers.dropLast().reduce(x) { dropout(gelu($1($0)), mode) }
    return layers.last!(hidden)
  }
}
