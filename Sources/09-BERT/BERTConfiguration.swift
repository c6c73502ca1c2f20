import Tensors
import Training
import Transformer

/// The configuration of a BERT: an encoder that reads in both directions, with what it needs at its input.
public struct BERTConfiguration: Sendable {
  /// V: 30,522 pieces in the published uncased vocabulary.
  public var vocabularySize = 30_522
  /// The rows of the table of positions: no longer input can be read. Attention grows with the square of the length.
  public var positionLimit = 512
  /// How many texts an input can hold: two, since some tasks are about a pair.
  public var segmentCount = 2
  /// E, the width of the three tables; nil for D, as in BERT. ALBERT's and ELECTRA's are narrower, and a linear map to D
  /// follows: a token's own meaning needs fewer numbers than what it means in a sentence.
  public var embeddingWidth: Int?
  /// The configuration of every block.
  public var block: BlockConfiguration
  /// L, the number of blocks.
  public var depth: Int
  /// Whether all blocks are one block, applied L times, as in ALBERT: about 1/L of the parameters, and no less work.
  public var sharesBlocks = false
  /// The standard deviation of the initial weights. It is small, so that the first logits are near 0 and the first loss is
  /// near ln V: they are products with the rows of the token table.
  public var initialDeviation: Scalar = 0.02

  /// The published choices: post-norm, the exact GELU, ε = 1e-12, dropout 0.1 of everything including attention weights.
  ///
  /// Post-norm is the original Transformer's. ε only has to keep a division by 0 away: at first the sum of the three tables
  /// has a variance of about 3 · 0.02² = 0.0012, and the usual ε of 1e-5 would be a hundredth of it.
  public init(width: Int, heads: Int, feedForwardWidth: Int? = nil, depth: Int) {
    block = BlockConfiguration(width: width, heads: heads, feedForwardWidth: feedForwardWidth)
    (block.placement, block.activation, block.epsilon) = (.post, .gelu, 1e-12)
    (block.dropout, block.attentionDropout) = (0.1, 0.1)
    self.depth = depth
  }

  /// BERT-Base: as large as GPT, to be compared with it.
  public static let base = BERTConfiguration(width: 768, heads: 12, depth: 12)
  /// BERT-Large: better on every task of the paper, most where labels are fewest.
  public static let large = BERTConfiguration(width: 1024, heads: 16, depth: 24)
  /// BERT-Tiny, the smallest of Turc et al., "Well-read students learn better", 2019: it runs on anything.
  public static let tiny = BERTConfiguration(width: 128, heads: 2, depth: 2)
}
