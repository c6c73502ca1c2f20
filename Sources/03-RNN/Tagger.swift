import Training

// B batch · T time steps · D embedding width · P paths along time · H units · C tags

/// Many to many of the same length: an answer for every symbol, from those before it and, with two paths, those after it.
public struct Tagger<Cell: RecurrentCell>: Module {
  public let embedding: Embedding  // [V, D]
  public let net: Recurrent<Cell>
  public let output: Linear  // [P·H, C]

  public init(
    symbols: Int, width: Int, units: Int, tags: Int, layers: Int = 1, isBidirectional: Bool = true,
    using generator: inout Generator
  ) {
    embedding = Embedding(symbols, width: width, using: &generator)
    net = Recurrent(
      inputs: width, units: units, layers: layers, isBidirectional: isBidirectional, using: &generator)
    output = Linear(isBidirectional ? 2 * units : units, tags, using: &generator)
  }

  /// The scores of the tags, `[B, T, C]`, for B rows of T symbols of which the first `lengths` count.
  public func callAsFunction(_ symbols: [Int], lengths: [Int], _ mode: Mode = .evaluation) -> Variable {
    let x = embedding(symbols, shape: [lengths.count, symbols.count / lengths.count])  // [B, T, D]
    return output(net(x, lengths: lengths, mode).outputs)
  }
}
