import Gradients
import Tensors
import Training

// N pictures · H × W pixels · C channels · D width of the representation · Z width of the projection

/// An encoder with the head that SimCLR trains it through, and that is thrown away afterwards.
///
/// What the loss compares must not depend on the augmentations. Behind two layers it may lose what they change, and the
/// representation before them keeps it.
public struct ContrastiveModel: Module {
  public let encoder: any PictureEncoder
  public let hidden: Linear  // [D, D]
  public let output: Linear  // [D, Z]

  public init(_ encoder: any PictureEncoder, width Z: Int = 64, using generator: inout Generator) {
    self.encoder = encoder
    hidden = Linear(encoder.width, encoder.width, using: &generator)
    output = Linear(encoder.width, Z, using: &generator)
  }

  /// The loss of two views of each of N pictures, `[2·N, H, W, C]`, the second views behind all first ones.
  public func loss(_ views: Tensor, temperature: Scalar = 0.5, _ mode: Mode) -> Variable {
    let representations = encoder(constant(views), mode)  // [2·N, D]
    return contrastiveLoss(output(hidden(representations, activation: .relu)), temperature: temperature)
  }
}
