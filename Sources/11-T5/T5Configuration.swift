import Datasets
import EncoderDecoder
import Tensors
import Training
import Transformer

// D width · H heads · F feed-forward width · V vocabulary size · T source · U target

/// The configuration of a T5: an encoder–decoder whose positions are a bias of the attention scores.
public struct T5Configuration: Sendable {
  /// V: 32,000 pieces, 100 sentinels, and 28 rows that nothing uses, to make it a multiple of 128.
  public var vocabularySize = 32_128
  /// The configuration of every block.
  public var block: BlockConfiguration
  /// The number of blocks of the encoder, and of the decoder.
  public var depth: Int
  /// The rows of each table of biases.
  public var bucketCount = 32
  /// The distance from which on all keys share a bucket.
  public var maximumDistance = 128
  /// The standard deviation of the initial biases; nil for 1/√D, as published.
  public var biasDeviation: Scalar?
  /// Whether the table of the tokens is the output matrix as well. Then the outputs are scaled by 1/√D: the rows have
  /// entries of variance 1, and a product with one of them would have variance D.
  public var tiesOutput: Bool
  /// Decoding begins with the padding token: no target has it, so it can mean the start.
  public var decodingTokens = DecodingTokens(padding: 0, begin: 0, end: 1)

  /// T5's choices: pre-norm with RMS norm, ε = 1e-6, no biases in linear maps, scores that are not divided by √d.
  ///
  /// - Parameters:
  ///   - headWidth: d; nil for D/H.
  ///   - isVersion1_1: Version 1.1 has a gated GELU in the place of ReLU, and an output matrix of its own.
  public init(
    width: Int, heads: Int, headWidth: Int? = nil, feedForwardWidth: Int? = nil, depth: Int, isVersion1_1: Bool = false,
    dropout: Scalar = 0.1
  ) {
    block = BlockConfiguration(width: width, heads: heads, feedForwardWidth: feedForwardWidth)
    (block.placement, block.norm, block.epsilon) = (.pre, .rms, 1e-6)
    (block.headWidth, block.hasBias, block.attentionScale) = (headWidth, false, 1)
    (block.activation, block.isGated) = (isVersion1_1 ? .geluTanh : .relu, isVersion1_1)
    (block.dropout, block.attentionDropout, block.feedForwardDropout) = (dropout, dropout, dropout)
    tiesOutput = !isVersion1_1
    self.depth = depth
  }

  public static let small = T5Configuration(width: 512, heads: 8, depth: 6)
  /// As large as two BERT-Base: one that reads and one that writes.
  public static let base = T5Configuration(width: 768, heads: 12, depth: 12)
  /// Deeper than `small`, with fewer heads: 6 · 64 columns are not the width.
  public static let small1_1 = T5Configuration(
    width: 512, heads: 6, headWidth: 64, feedForwardWidth: 1024, depth: 8, isVersion1_1: true)
  public static let base1_1 = T5Configuration(
    width: 768, heads: 12, feedForwardWidth: 2048, depth: 12, isVersion1_1: true)
}

extension T5Configuration {
  /// d, the width of a head.
  var headWidth: Int { block.headWidth ?? block.width / block.heads }

  /// How many numbers the model learns.
  public var parameterCount: Int {
    let tables = (tiesOutput ? 1 : 2) * vocabularySize * block.width + 2 * bucketCount * block.heads
    return tables + block.stackParameterCount(depth: depth)
  }

  /// The multiplications, each with an addition, of one forward pass with logits for all positions of the target.
  public func multiplications(source T: Int, target U: Int) -> Int {
    block.stackMultiplications(depth: depth, source: T, target: U) + U * block.width * vocabularySize
  }
}
