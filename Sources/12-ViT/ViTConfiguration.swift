import Datasets
import Tensors
import Training
import Transformer

/// The sizes of a Vision Transformer.
public struct ViTConfiguration: Sendable {
  public var patches: Patches
  public var block: BlockConfiguration
  public var depth: Int
  public var pooling = Pooling.classToken
  /// Of the normal distribution from which all matrices are drawn: the authors' and Hugging Face's.
  public var initialDeviation: Scalar = 0.02
  /// The same for the position embeddings.
  public var positionDeviation: Scalar = 0.02

  /// Which of the last states stand for the whole picture.
  public enum Pooling: Sendable, CaseIterable {
    /// That of the class token, as in the paper and in BERT.
    case classToken
    /// The mean over the patches.
    case mean
  }

  /// The activation is the exact GELU, as in BERT.
  ///
  /// - Parameter epsilon: Of the norms. 1e-6 in the authors' code, 1e-12 in Hugging Face's files.
  public init(
    _ patches: Patches, width: Int, heads: Int, depth: Int, feedForwardWidth: Int? = nil, epsilon: Scalar = 1e-6,
    dropout: Scalar = 0
  ) {
    self.patches = patches
    self.depth = depth
    block = BlockConfiguration(width: width, heads: heads, feedForwardWidth: feedForwardWidth)
    block.activation = .gelu
    block.epsilon = epsilon
    block.dropout = dropout
  }

  public static let base16 = ViTConfiguration(.imageNet, width: 768, heads: 12, depth: 12, epsilon: 1e-12)
  public static let large16 = ViTConfiguration(.imageNet, width: 1024, heads: 16, depth: 24, epsilon: 1e-12)
}

extension Patches {
  fileprivate static let imageNet = Patches(height: 224, width: 224, channels: 3, size: 16)
}

extension ViTConfiguration {
  /// How many numbers the encoder learns, without building it: projection, class token, positions, blocks, last norm.
  public var parameterCount: Int {
    let D = block.width
    return (patches.numbersPerPatch + 1) * D + D + (patches.count + 1) * D + depth * block.parameterCount
      + block.norm.parameterCount(D)
  }

  /// The same with a linear head.
  public func parameterCount(classes: Int) -> Int { parameterCount + (block.width + 1) * classes }

  /// The multiplications, each with an addition, of one forward pass over a picture, without a head.
  public var multiplications: Int {
    let (byWeights, byPositions) = block.multiplications(positions: patches.count + 1)
    return patches.count * patches.numbersPerPatch * block.width + depth * (byWeights + byPositions)
  }
}
