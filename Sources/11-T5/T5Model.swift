import Attention
import Datasets
import EncoderDecoder
import Gradients
import Tensors
import Training
import Transformer

// B batch · T tokens of the source · U tokens of the target · D width · H heads · V vocabulary size

/// An encoder–decoder that makes text from text, whatever the task.
///
/// Raffel et al., "Exploring the limits of transfer learning with a unified text-to-text transformer", 2020.
public struct T5Model: EncoderDecoderModel {
  /// Of source and target, and the output matrix as well unless that is one of its own.
  public let tokens: Embedding  // [V, D]
  /// Tells left from right.
  public let encoderPositions: RelativePositionBias
  public let encoder: TransformerStack
  /// Has all its buckets for keys to the left; the decoder sees no others.
  public let decoderPositions: RelativePositionBias
  public let decoder: TransformerStack
  /// Version 1.1's output matrix.
  public let output: Linear?  // [D, V]
  public let dropout: Dropout
  public let configuration: T5Configuration

  public init(_ shape: T5Configuration, using generator: inout Generator) {
    let (D, V) = (shape.block.width, shape.vocabularySize)
    configuration = shape
    tokens = Embedding(V, width: D, using: &generator)
    encoderPositions = RelativePositionBias(shape, isBidirectional: true, using: &generator)
    encoder = TransformerStack(shape.block, depth: shape.depth, using: &generator)
    decoderPositions = RelativePositionBias(shape, isBidirectional: false, using: &generator)
    decoder = TransformerStack(shape.block.withCrossAttention, depth: shape.depth, using: &generator)
    output = shape.tiesOutput ? nil : Linear(D, V, hasBias: false, using: &generator)
    dropout = Dropout(shape.block.dropout)
    encoder.drawWeights(shape, using: &generator)
    decoder.drawWeights(shape, using: &generator)
    output?.drawWeight(using: &generator)
  }

  public var decodingTokens: DecodingTokens { configuration.decodingTokens }

  /// `[B, T, D]`: a token's row as it is; nothing here says at which position it stands.
  private func embed(_ rows: PaddedRows, _ mode: Mode) -> Variable {
    dropout(tokens(rows.tokens, shape: [rows.lengths.count, rows.width]), mode)
  }

  public func encode(_ source: PaddedRows, _ mode: Mode) -> Memory {
    let bias = encoderPositions(queries: source.width, keys: source.width)  // [H, T, T]
    let states = encoder(embed(source, mode), Mask(lengths: source.lengths), bias: bias, mode)
    return Memory(dropout(states, mode), lengths: source.lengths)
  }

  public func decoderInput(_ tokens: PaddedRows, from starts: [Int], _ mode: Mode) -> Variable { embed(tokens, mode) }

  public func decoderBias(queries U: Int, keys K: Int, from starts: [Int]) -> Variable? {
    decoderPositions(queries: U, keys: K, from: starts)
  }

  public func logits(_ outputs: Variable, _ mode: Mode) -> Variable {
    let y = dropout(outputs, mode)
    return output?(y) ?? tokens.scaledLogits(y)
  }
}
