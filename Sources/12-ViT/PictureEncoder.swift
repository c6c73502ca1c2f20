import Gradients
import Tensors
import Training

// B batch · H × W pixels · C channels · D width of the representation · K classes

/// A net that turns every picture into one vector, its representation: whatever is then asked of it.
public protocol PictureEncoder: Module {
  /// D
  var width: Int { get }

  /// `[B, H, W, C] → [B, D]`
  func callAsFunction(_ pictures: Variable, _ mode: Mode) -> Variable
}

/// An encoder of any kind with a linear head.
public struct PictureClassifier: Module {
  public let encoder: any PictureEncoder
  public let head: Linear  // [D, K]

  public init(_ encoder: any PictureEncoder, classes: Int, using generator: inout Generator) {
    self.encoder = encoder
    head = Linear(encoder.width, classes, using: &generator)
  }

  /// The logits of the classes, `[B, H, W, C] → [B, K]`.
  public func callAsFunction(_ pictures: Tensor, _ mode: Mode = .evaluation) -> Variable {
    head(encoder(constant(pictures), mode))
  }
}
