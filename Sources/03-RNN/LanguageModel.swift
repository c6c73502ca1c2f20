// B batch · T time steps · V tokens · D embedding width · H hiddenSize

/// Predicts each token of a text from all before it: look the tokens up, walk along them, score the next ones.
public struct LanguageModel<Cell: RecurrentCell>: Module {
  public let embedding: Embedding  // [V, D]
  public let net: Recurrent<Cell>
  public let output: Linear  // [H, V]

  public init(
    vocabularySize: Int, width: Int, hiddenSize: Int, layers: Int = 1, dropout: RecurrentDropout = .none,
    using generator: inout Generator
  ) {
    embedding = Embedding(vocabularySize, width: width, using: &generator)
    net = Recurrent(inputs: width, hiddenSize: hiddenSize, layers: layers, dropout: dropout, using: &generator)
    output = Linear(hiddenSize, vocabularySize, using: &generator)
  }

  /// The logits of every next token, `[B, T, V]`, and the state to go on from.
  ///
  /// - Parameter vocabularySize: The texts of the batch, one after the other: B rows of T.
  public func callAsFunction(
    _ tokens: [Int], batch B: Int, from state: RecurrentState? = nil, _ mode: Mode = .evaluation
  ) -> (logits: Variable, state: RecurrentState) {
    let (y, state) = net(lookingUp: tokens, in: embedding.weight, batch: B, from: state, mode)  // [B, T, H]
    return (output(y), state)
  }
}
