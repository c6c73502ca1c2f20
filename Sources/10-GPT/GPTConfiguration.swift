import Tensors
import Training
import Transformer

/// The configuration of a GPT: a decoder without cross-attention, which predicts the next token.
public struct GPTConfiguration: Sendable {
  /// V: 50,257 tokens of GPT-2's byte-pair encoding.
  public var vocabularySize = 50_257
  /// T, the rows of the table of positions: no longer context can be read.
  public var contextLimit = 1024
  /// The configuration of every block.
  public var block: BlockConfiguration
  /// n, the number of blocks.
  public var depth: Int
  /// The part of the embeddings that is dropped in training.
  public var embeddingDropout: Scalar = 0.1
  /// The standard deviation of the initial weights.
  public var initialDeviation: Scalar = 0.02
  /// Whether the projections that add to the residual stream begin smaller, by 1/√(2n): the stream is a sum of 2n of them,
  /// and so begins with the same variance at any depth.
  public var scalesResidualProjections = true

  /// GPT-2's choices: pre-norm with a final norm, the tanh GELU, ε = 1e-5, dropout 0.1.
  public init(width: Int, heads: Int, feedForwardWidth: Int? = nil, depth: Int, dropout: Scalar = 0.1) {
    block = BlockConfiguration(width: width, heads: heads, feedForwardWidth: feedForwardWidth)
    (block.placement, block.activation, block.epsilon) = (.pre, .geluTanh, 1e-5)
    (block.dropout, block.attentionDropout, embeddingDropout) = (dropout, dropout, dropout)
    self.depth = depth
  }

  /// The first GPT: post-norm, 40,478 tokens, contexts of 512.
  public static var gpt1: GPTConfiguration {
    var shape = GPTConfiguration(width: 768, heads: 12, depth: 12)
    (shape.vocabularySize, shape.contextLimit) = (40_478, 512)
    (shape.block.placement, shape.scalesResidualProjections) = (.post, false)
    return shape
  }

  /// GPT-2, "small": as large as GPT-1.
  public static let gpt2 = GPTConfiguration(width: 768, heads: 12, depth: 12)
  public static let gpt2Medium = GPTConfiguration(width: 1024, heads: 16, depth: 24)
  public static let gpt2Large = GPTConfiguration(width: 1280, heads: 20, depth: 36)
  public static let gpt2XL = GPTConfiguration(width: 1600, heads: 25, depth: 48)
}

extension GPTConfiguration {
  /// How many numbers the model learns; the output matrix is the table of the tokens.
  public var parameterCount: Int {
    let lastNorm = block.placement == .pre ? block.norm.parameterCount(block.width) : 0
    return (vocabularySize + contextLimit) * block.width + depth * block.parameterCount + lastNorm
  }

  /// The multiplications, each with an addition, of one forward pass over a context of T tokens with logits for all.
  ///
  /// A query sees the keys up to its own position: half of all pairs, and half of a pair more.
  public func multiplications(positions T: Int) -> Int {
    let (byWeights, byPositions) = block.multiplications(positions: T)
    return depth * (byWeights + byPositions * (T + 1) / (2 * T)) + T * block.width * vocabularySize
  }
}
