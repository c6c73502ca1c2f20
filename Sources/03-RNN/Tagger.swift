import Gradients
import Tensors
import Training

// B batch · T time steps · D embedding width · P directions, 1 or 2 · H hidden size · C tags

/// Many to many of the same length: a tag for every token, from the tokens before it and, if bidirectional, those after it.
public struct Tagger<Cell: RecurrentCell>: Module {
  public let embedding: Embedding  // [V, D]
  public let net: Recurrent<Cell>
  public let output: Linear  // [P·H, C]

  public init(
    vocabularySize: Int, width: Int, hiddenSize: Int, tags: Int, layers: Int = 1, isBidirectional: Bool = true,
    using generator: inout Generator
  ) {
    embedding = Embedding(vocabularySize, width: width, using: &generator)
    net = Recurrent(
      inputSize: width, hiddenSize: hiddenSize, layers: layers, isBidirectional: isBidirectional, using: &generator)
    output = Linear(isBidirectional ? 2 * hiddenSize : hiddenSize, tags, using: &generator)
  }

  /// The logits of the tags, `[B, T, C]`, for B rows of T tokens of which the first `lengths` are no padding.
  public func callAsFunction(_ tokens: [Int], lengths: [Int], _ mode: Mode = .evaluation) -> Variable {
    let x = embedding(tokens, shape: [lengths.count, tokens.count / lengths.count])  // [B, T, D]
    return output(net(x, lengths: lengths, mode).outputs)
  }
}
