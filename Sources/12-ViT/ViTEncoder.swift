import Attention
import BERT
import Datasets
import Gradients
import Tensors
import Training
import Transformer

// B batch · N patches · w = p²·C numbers of a patch · D width

/// A Vision Transformer: a picture is a sequence of patches, each projected to a vector as a token is embedded.
///
/// What follows is the encoder of BERT. Nothing in it knows that patches lie in a grid, but the learned positions.
///
/// Dosovitskiy et al., "An image is worth 16x16 words", 2021.
public struct ViTEncoder: PictureEncoder {
  public let projection: Linear  // [w, D]
  /// The first token of every sequence. It shows nothing of the picture, so its state is free to gather what concerns all.
  public let classToken: Variable  // [D]
  public let positions: Variable  // [1 + N, D]
  public let stack: TransformerStack
  public let configuration: ViTConfiguration

  public init(_ shape: ViTConfiguration, using generator: inout Generator) {
    let (N, D) = (shape.patches.count, shape.block.width)
    configuration = shape
    projection = Linear(shape.patches.numbersPerPatch, D, using: &generator)
    classToken = Variable(.normal([D], deviation: shape.initialDeviation, using: &generator))
    positions = Variable(.zeros(1 + N, D))
    stack = TransformerStack(shape.block, depth: shape.depth, using: &generator)
    initialize(deviation: shape.initialDeviation, using: &generator)
    positions.update { $0 = .normal($0.shape, deviation: shape.positionDeviation, using: &generator) }
  }

  /// D
  public var width: Int { configuration.block.width }

  /// The representation of each picture, `[B, H, W, C] → [B, D]`.
  public func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable {
    pooled(states(tokens(pictures.value), mode))
  }

  /// A token for each patch with its position, `[B, N, D]`.
  public func tokens(_ pictures: Tensor) -> Variable {
    projection(constant(configuration.patches(pictures))) + positions.rows(1..<positions.shape[0])
  }

  /// The last states of the class token and of some or all patches, `[B, M, D] → [B, 1 + M, D]`.
  public func states(_ tokens: Variable, _ mode: Mode) -> Variable {
    stack(withClassToken(tokens), .none, mode)
  }

  /// The attention weights of each block, `[B, heads, 1 + N, 1 + N]`, from the lowest block up.
  public func weights(_ pictures: Tensor) -> [Tensor] {
    withoutGradients { stack.weights(withClassToken(tokens(pictures)), .none).map(\.own) }
  }

  /// What stands for the whole picture, `[B, 1 + M, D] → [B, D]`.
  public func pooled(_ states: Variable) -> Variable {
    let (B, T, D) = states.value.shape3
    return switch configuration.pooling {
    case .classToken: states.slice(axis: 1, 0..<1).reshaped(B, D)
    case .mean: states.slice(axis: 1, 1..<T).mean(axis: 1)
    }
  }

  /// The class token, with its own position, before all others.
  private func withClassToken(_ tokens: Variable) -> Variable {
    let (B, _, D) = tokens.value.shape3
    let first = (classToken + positions.rows(0..<1)).reshaped(1, 1, D)
    return Variable.concatenate([first + constant(.zeros(B, 1, D)), tokens], axis: 1)
  }
}
