import Tensors
import Training
import Transformer

/// The configuration of a GPT: a decoder without cross-attention, which predicts the next token.
public struct GPTConfiguration: Sendable {
  /// V: 50,257 tokens of GPT-2's byte-pair encoding.
  public var vocabularySize = 50_257
  /// T: no longer context is read. As many rows has the table of positions.
  public var contextLimit = 1024
  /// The configuration of every block. With rotary positions there is no table of positions.
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

  /// The eight sizes of GPT-3: GPT-2 with contexts of 2,048. (Every other block of the original attends to a band only.)
  ///
  /// The paper's table prints a width of 5,140 for the 13 B model, with 40 heads of 128; 5,140 is no multiple of 128, and 40
  /// heads of 128 are 5,120. For the XL model it prints 24 heads of 128, which are not 2,048; 16 heads are.
  public static let gpt3: [(name: String, shape: GPTConfiguration)] = [
    ("Small", 768, 12, 12), ("Medium", 1024, 16, 24), ("Large", 1536, 16, 24), ("XL", 2048, 16, 24),
    ("2.7 B", 2560, 32, 32), ("6.7 B", 4096, 32, 32), ("13 B", 5120, 40, 40), ("175 B", 12_288, 96, 96),
  ].map { name, width, heads, depth in
    var shape = GPTConfiguration(width: width, heads: heads, depth: depth)
    shape.contextLimit = 2048
    return (name, shape)
  }
}

extension GPTConfiguration {
  /// How many numbers the model learns; the output matrix is the table of the tokens.
  public var parameterCount: Int {
    let lastNorm = block.placement == .pre ? block.norm.parameterCount(block.width) : 0
    let positions = block.isRotary ? 0 : contextLimit
    return (vocabularySize + positions) * block.width + depth * block.parameterCount + lastNorm
  }

  /// The multiplications, each with an addition, of one forward pass over a context of T tokens with logits for all.
  ///
  /// A query sees the keys up to its own position: half of all pairs, and half of a pair more.
  public func multiplications(positions T: Int) -> Int {
    let (byWeights, byPositions) = block.multiplications(positions: T)
    return depth * (byWeights + byPositions * (T + 1) / (2 * T)) + T * block.width * vocabularySize
  }
}
