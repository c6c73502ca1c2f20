import Gradients
import Tensors
import Tokens
import Training

// B batch · T positions · D width · E width of the tables · V vocabulary size

/// The input of the encoder: token, segment and position, each a row of a learned table, are added and normalized.
///
/// A self-attention without positions sees a set of tokens, and without segments it cannot tell two texts apart.
public struct BERTEmbeddings: Module {
  public let tokens: Embedding  // [V, E]
  public let segments: Embedding  // [2, E]
  public let positions: LearnedPositions  // [P, E]
  public let norm: LayerNorm
  public let dropout: Dropout
  /// From E to D, where they differ.
  public let projection: Linear?  // [E, D]

  public init(_ shape: BERTConfiguration, using generator: inout Generator) {
    let (E, D) = (shape.tableWidth, shape.block.width)
    tokens = Embedding(shape.vocabularySize, width: E, using: &generator)
    segments = Embedding(shape.segmentCount, width: E, using: &generator)
    positions = LearnedPositions(shape.positionLimit, width: E, using: &generator)
    norm = LayerNorm(E, epsilon: shape.block.epsilon)
    dropout = Dropout(shape.block.dropout)
    projection = shape.embeddingWidth == nil ? nil : Linear(E, D, using: &generator)
  }

  /// `[B, T, D]`
  public func callAsFunction(_ input: BERTInput, _ mode: Mode) -> Variable {
    self(tokens(input.tokens, shape: [input.batchSize, input.width]), segments: input.segments, mode)
  }

  /// The same with vectors `[B, T, E]` in the place of the tokens' rows: to ask for the gradient of what was read.
  public func callAsFunction(_ vectors: Variable, segments ids: [Int], _ mode: Mode) -> Variable {
    let sum = positions(vectors + segments(ids, shape: Array(vectors.shape.dropLast())))
    let x = dropout(norm(sum), mode)
    return projection.map { $0(x) } ?? x
  }
}
