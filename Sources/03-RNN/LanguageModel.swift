import Gradients
import Tensors
import Training

// B batch · T time steps · V vocabulary size · D embedding width · H hidden size

/// Predicts each token of a text from all before it: an embedding, a recurrent net, and a linear map to logits.
public struct LanguageModel<Cell: RecurrentCell>: Module {
  public let embedding: Embedding  // [V, D]
  public let net: Recurrent<Cell>
  public let output: Linear  // [H, V]

  public init(
    vocabularySize: Int, width: Int, hiddenSize: Int, layers: Int = 1, dropout: RecurrentDropout = .none,
    using generator: inout Generator
  ) {
    embedding = Embedding(vocabularySize, width: width, using: &generator)
    net = Recurrent(inputSize: width, hiddenSize: hiddenSize, layers: layers, dropout: dropout, using: &generator)
    output = Linear(hiddenSize, vocabularySize, using: &generator)
  }

  /// The logits of every next token, `[B, T, V]`, and the state after the last one.
  ///
  /// - Parameter tokens: B rows of T, one after the other.
  public func callAsFunction(
    _ tokens: [Int], batch B: Int, from state: RecurrentState? = nil, _ mode: Mode = .evaluation
  ) -> (logits: Variable, state: RecurrentState) {
    let (y, state) = net(lookingUp: tokens, in: embedding.weight, batch: B, from: state, mode)  // [B, T, H]
    return (output(y), state)
  }
}
