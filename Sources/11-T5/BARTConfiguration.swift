import Datasets
import EncoderDecoder
import Tensors
import Training
import Transformer

// D width · P positions · V vocabulary size · T source · U target

/// The configuration of a BART: BERT's encoder and GPT's decoder in one model.
public struct BARTConfiguration: Sendable {
  /// V: GPT-2's byte pairs and a few special tokens.
  public var vocabularySize = 50_265
  /// P: no longer source or target can be read.
  public var positionLimit = 1024
  /// The configuration of every block.
  public var block: BlockConfiguration
  /// The number of blocks of the encoder, and of the decoder.
  public var depth: Int
  /// The standard deviation of the initial weights.
  public var initialDeviation: Scalar = 0.02
  /// Decoding begins with the end token, as if another text had just ended.
  public var decodingTokens = DecodingTokens(padding: 1, begin: 2, end: 2)

  /// Rows of the tables of positions that stand before the first position's: the code with which BART was trained counted
  /// positions on from the id of the padding token.
  static let positionOffset = 2

  /// BART's choices: post-norm, the exact GELU, ε = 1e-5, dropout 0.1 everywhere.
  public init(width: Int, heads: Int, feedForwardWidth: Int? = nil, depth: Int, dropout: Scalar = 0.1) {
    block = BlockConfiguration(width: width, heads: heads, feedForwardWidth: feedForwardWidth)
    (block.placement, block.activation, block.epsilon) = (.post, .gelu, 1e-5)
    (block.dropout, block.attentionDropout, block.feedForwardDropout) = (dropout, dropout, dropout)
    self.depth = depth
  }

  public static let base = BARTConfiguration(width: 768, heads: 12, depth: 6)
  public static let large = BARTConfiguration(width: 1024, heads: 16, depth: 12)
}

extension BARTConfiguration {
  /// How many numbers the model learns; source, target and output share one table.
  public var parameterCount: Int {
    let input = (positionLimit + Self.positionOffset) * block.width + block.norm.parameterCount(block.width)
    return vocabularySize * block.width + 2 * input + block.stackParameterCount(depth: depth)
  }

  /// The multiplications, each with an addition, of one forward pass with logits for all positions of the target.
  public func multiplications(source T: Int, target U: Int) -> Int {
    block.stackMultiplications(depth: depth, source: T, target: U) + U * block.width * vocabularySize
  }
}
