import Attention
import BERT
import Datasets
import EncoderDecoder
import Gradients
import Tensors
import Tokens
import Training
import Transformer

// B batch · T tokens of a row · D width · P positions · V vocabulary size

/// An encoder–decoder that is pre-trained to restore a text from a damaged one.
///
/// The published files also hold a bias of the logits, which is zero and is not learned: it is left out.
///
/// Lewis et al., "BART: denoising sequence-to-sequence pre-training for natural language generation, translation, and
/// comprehension", 2020.
public struct BARTModel: EncoderDecoderModel {
  /// Of source and target, and the output matrix as well.
  public let tokens: Embedding  // [V, D]
  public let encoderPositions: NormalizedPositions
  public let encoder: TransformerStack
  public let decoderPositions: NormalizedPositions
  public let decoder: TransformerStack
  public let configuration: BARTConfiguration

  public init(_ shape: BARTConfiguration, using generator: inout Generator) {
    configuration = shape
    tokens = Embedding(shape.vocabularySize, width: shape.block.width, using: &generator)
    encoderPositions = NormalizedPositions(shape, using: &generator)
    encoder = TransformerStack(shape.block, depth: shape.depth, using: &generator)
    decoderPositions = NormalizedPositions(shape, using: &generator)
    decoder = TransformerStack(shape.block.withCrossAttention, depth: shape.depth, using: &generator)
    initialize(deviation: shape.initialDeviation, using: &generator)
  }

  public var decodingTokens: DecodingTokens { configuration.decodingTokens }

  private func embed(_ rows: PaddedRows) -> Variable { tokens(rows.tokens, shape: [rows.lengths.count, rows.width]) }

  public func encode(_ source: PaddedRows, _ mode: Mode) -> Memory {
    let x = encoderPositions(embed(source), from: [0], mode)  // [B, T, D]
    return Memory(encoder(x, Mask(lengths: source.lengths), mode), lengths: source.lengths)
  }

  public func decoderInput(_ tokens: PaddedRows, from starts: [Int], _ mode: Mode) -> Variable {
    decoderPositions(embed(tokens), from: starts, mode)
  }

  public func logits(_ outputs: Variable, _ mode: Mode) -> Variable { tokens.logits(outputs) }
}

/// Adds a learned row for each position and normalizes: the input of a post-norm stack is normalized, as its blocks' are.
public struct NormalizedPositions: Module {
  public let positions: LearnedPositions  // [P + 2, D]
  public let norm: LayerNorm
  public let dropout: Dropout

  init(_ shape: BARTConfiguration, using generator: inout Generator) {
    let rows = shape.positionLimit + BARTConfiguration.positionOffset
    positions = LearnedPositions(rows, width: shape.block.width, using: &generator)
    norm = LayerNorm(shape.block.width, epsilon: shape.block.epsilon)
    dropout = Dropout(shape.block.dropout)
  }

  /// - Parameter starts: The position of the first token, one for all rows of the batch or one for each.
  func callAsFunction(_ x: Variable, from starts: [Int], _ mode: Mode) -> Variable {
    dropout(norm(positions(x, from: starts.map { $0 + BARTConfiguration.positionOffset })), mode)
  }
}
