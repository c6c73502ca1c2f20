import Attention
import Datasets
import Gradients
import Tensors
import Tokens
import Training

// B batch · T positions · V output tokens · D width

/// A stack without a causal mask: every position sees the whole source, and all of them predict a token at once.
public struct EncoderModel: Module {
  public let embedding: Embedding  // [tokens of the source, D]
  public let positions: SinusoidalPositions
  public let stack: TransformerStack
  public let output: Linear  // [D, V]

  public init(
    sourceVocabularySize: Int, targetVocabularySize V: Int, _ shape: BlockConfiguration, depth: Int,
    using generator: inout Generator
  ) {
    embedding = Embedding(sourceVocabularySize, width: shape.width, using: &generator)
    positions = SinusoidalPositions(width: shape.width)
    stack = TransformerStack(shape, depth: depth, using: &generator)
    output = Linear(shape.width, V, using: &generator)
  }

  /// The logits of the token at every position, `[B, T, V]`.
  public func callAsFunction(_ source: PaddedRows, _ mode: Mode = .evaluation) -> Variable {
    let x = embedding(source.tokens, shape: [source.lengths.count, source.width])
    return output(stack(positions(x), Mask(lengths: source.lengths), mode))
  }
}
