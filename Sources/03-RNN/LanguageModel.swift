// B batch · T time steps · V symbols · D embedding width · H units

/// Predicts each symbol of a text from all before it: look the symbols up, walk along them, score the next ones.
public struct LanguageModel<Cell: RecurrentCell>: Module {
  public let embedding: Embedding  // [V, D]
  public let net: Recurrent<Cell>
  public let output: Linear  // [H, V]

  public init(
    symbols: Int, width: Int, units: Int, layers: Int = 1, dropout: RecurrentDropout = .none,
    using generator: inout Generator
  ) {
    embedding = Embedding(symbols, width: width, using: &generator)
    net = Recurrent(inputs: width, units: units, layers: layers, dropout: dropout, using: &generator)
    output = Linear(units, symbols, using: &generator)
  }

  /// The scores of every next symbol, `[B, T, V]`, and the state to go on from.
  ///
  /// - Parameter symbols: The texts of the batch, one after the other: B rows of T.
  public func callAsFunction(
    _ symbols: [Int], batch B: Int, from state: RecurrentState? = nil, _ mode: Mode = .evaluation
  ) -> (scores: Variable, state: RecurrentState) {
    let (y, state) = net(lookingUp: symbols, in: embedding.weight, batch: B, from: state, mode)  // [B, T, H]
    return (output(y), state)
  }
}
