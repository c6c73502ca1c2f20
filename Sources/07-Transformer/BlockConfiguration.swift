import Tensors
import Training

/// What a block is built from.
public struct BlockConfiguration: Sendable {
  /// D, the numbers that represent one position.
  public var width: Int
  public var heads: Int
  /// d, the width of a head; nil for D/H.
  public var headWidth: Int?
  /// F, the width inside the feed-forward: four times D in the paper and nearly everywhere since.
  public var feedForwardWidth: Int
  public var activation = Activation.geluTanh
  /// Whether the feed-forward has a gate.
  public var isGated = false
  /// Pre-norm, because it learns at any depth; the paper's is `.post`.
  public var placement = NormPlacement.pre
  public var norm = NormKind.layer
  /// What the norms add under the root; published models differ in it.
  public var epsilon: Scalar = 1e-5
  /// The part of each result that is dropped in training before it is added to the residual connection.
  public var dropout: Scalar = 0
  /// The part of the attention weights that is dropped in training.
  public var attentionDropout: Scalar = 0
  /// The part of the numbers inside the feed-forward that is dropped in training.
  public var feedForwardDropout: Scalar = 0
  /// What q·k is multiplied by; nil for 1/√d.
  public var attentionScale: Scalar?
  public var normalizesQueriesAndKeys = false
  /// Whether queries and keys are rotated by their positions; else something is to be added to the input.
  public var isRotary = false
  public var hasBias = true
  /// The width of the memory of a decoder's cross-attention; nil for no cross-attention.
  public var memoryWidth: Int?

  public init(width: Int, heads: Int, feedForwardWidth: Int? = nil) {
    self.width = width
    self.heads = heads
    self.feedForwardWidth = feedForwardWidth ?? 4 * width
  }
}
