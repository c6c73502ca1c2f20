/// A table with one learned row for each symbol.
public struct Embedding: Module {
  public let weight: Variable  // [count, width]

  public init(_ count: Int, width: Int, using generator: inout Generator) {
    weight = Variable(.normal([count, width], using: &generator))
  }

  /// The rows of these symbols, under the shape of the symbols with the width behind: `[B, T] → [B, T, width]`.
  public func callAsFunction(_ symbols: [Int], shape: [Int]) -> Variable {
    require(
      shape.reduce(1, *) == symbols.count, "Embedding: \(symbols.count) symbols do not fill the shape \(shape)")
    return weight.rows(at: symbols).reshaped(shape + [weight.shape[1]])
  }
}
