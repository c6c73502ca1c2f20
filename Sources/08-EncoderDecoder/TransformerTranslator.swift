import Attention
import Datasets
import Gradients
import RNN
import Tensors
import Tokens
import Training
import Transformer

// B batch · T tokens of the source · U tokens of the target · V vocabulary size of the target · D width

/// The configuration of an encoder–decoder Transformer.
public struct TransformerConfiguration: Sendable {
  /// The configuration of every block.
  public var block: BlockConfiguration
  /// N, how many blocks the encoder has, and how many the decoder.
  public var depth: Int

  /// The paper's choices: post-norm, ReLU, dropout 0.1.
  public init(width: Int, heads: Int, feedForwardWidth: Int? = nil, depth: Int, dropout: Scalar = 0.1) {
    block = BlockConfiguration(width: width, heads: heads, feedForwardWidth: feedForwardWidth)
    (block.placement, block.activation, block.dropout) = (.post, .relu, dropout)
    self.depth = depth
  }

  /// The paper's base model: 65 million parameters at a vocabulary size of 37,000.
  public static let base = TransformerConfiguration(width: 512, heads: 8, depth: 6)
  /// The paper's big model: 213 million.
  public static let big = TransformerConfiguration(width: 1024, heads: 16, depth: 6, dropout: 0.3)

  /// The number of parameters where source, target and output share one embedding table.
  public func parameterCount(vocabularySize V: Int) -> Int {
    V * block.width + block.stackParameterCount(depth: depth)
  }
}

/// The Transformer of "Attention Is All You Need": an encoder with self-attention over the
/// source; a decoder with causal self-attention and cross-attention to the source.
public struct TransformerTranslator: EncoderDecoderModel {
  public let sourceEmbedding: Embedding  // [tokens of the source, D]
  /// The output matrix as well: the logit of a token is the dot product of the decoder's output with its row.
  public let targetEmbedding: Embedding  // [V, D]
  public var encoder: TransformerStack
  public var decoder: TransformerStack
  public let dropout: Dropout
  let positions: SinusoidalPositions

  /// - Parameter sourceVocabularySize: Nil if source and target share one vocabulary; then they share one table, as in
  ///   the paper.
  public init(
    _ shape: TransformerConfiguration, sourceVocabularySize: Int?, targetVocabularySize V: Int,
    using generator: inout Generator
  ) {
    let D = shape.block.width
    func embedding(_ count: Int) -> Embedding {
      let table = Embedding(count, width: D, using: &generator)
      // √D times such a row has entries of variance 1, as positions have; an output times such a row is a logit of about 1.
      table.weight.update { $0 *= 1 / Scalar(D).squareRoot() }
      return table
    }
    targetEmbedding = embedding(V)
    sourceEmbedding = sourceVocabularySize.map(embedding) ?? targetEmbedding
    encoder = TransformerStack(shape.block, depth: shape.depth, using: &generator)
    decoder = TransformerStack(shape.block.withCrossAttention, depth: shape.depth, using: &generator)
    dropout = Dropout(shape.block.dropout)
    positions = SinusoidalPositions(width: D)
  }

  /// Token embeddings plus positions, `[B, T, D]`; the first position is one for all rows or one for each.
  func embed(_ tokens: [Int], _ table: Embedding, batch B: Int, from starts: [Int] = [0], _ mode: Mode) -> Variable {
    let x = table(tokens, shape: [B, tokens.count / B])
    return dropout(positions(x * Scalar(positions.width).squareRoot(), from: starts), mode)
  }

  public func encode(_ source: PaddedRows, _ mode: Mode) -> Memory {
    let x = embed(source.tokens, sourceEmbedding, batch: source.lengths.count, mode)
    return Memory(encoder(x, Mask(lengths: source.lengths), mode), lengths: source.lengths)
  }

  public func decoderInput(_ tokens: PaddedRows, from starts: [Int], _ mode: Mode) -> Variable {
    embed(tokens.tokens, targetEmbedding, batch: tokens.lengths.count, from: starts, mode)
  }

  public func logits(_ outputs: Variable, _ mode: Mode) -> Variable { targetEmbedding.logits(outputs) }
}
