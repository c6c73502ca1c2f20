import BERT
import Datasets
import Foundation
import Gradients
import Tensors
import Tokens
import Training
import Transformer

// B batch · P patches · w numbers of a patch · D width · S tokens of a caption · E width of the text encoder

/// Predicts a picture from a noisy one and a caption: the decoder of a diffusion model.
///
/// A Transformer over patches without a mask. Its cross-attention reads the states of a text encoder, and their mean is
/// added to the time, as in Saharia et al., "Photorealistic text-to-image diffusion models with deep language
/// understanding" (Imagen), 2022, whose decoder is a U-Net. A Transformer in its place: Peebles and Xie 2023.
public struct PictureDecoder: Module {
  public let input: Linear  // [w, D]
  public let positions: Variable  // [P, D]
  /// Of the sines and cosines of the time.
  public let time: MLP  // [D, D, D]
  /// Of the mean of the caption's states.
  public let caption: Linear  // [E, D]
  /// Added to the caption's states, which say what the words are, but hardly which of two things a color belongs to.
  public let captionPositions: SinusoidalPositions?
  public let stack: TransformerStack
  public let output: Linear  // [D, w]

  /// - Parameter shape: Its `memoryWidth` is E.
  public init(
    _ patches: Patches, _ shape: BlockConfiguration, depth: Int, seesCaptionPositions: Bool = true,
    using generator: inout Generator
  ) {
    guard let E = shape.memoryWidth else { fail("PictureDecoder: its blocks have no cross-attention") }
    let D = shape.width
    input = Linear(patches.numbersPerPatch, D, using: &generator)
    // As large as the rest: a patch of noise does not tell where it is.
    positions = Variable(.normal([patches.count, D], using: &generator))
    time = MLP(widths: [D, D, D], using: &generator)
    caption = Linear(E, D, using: &generator)
    // Captions are short: a base of 10,000 would leave most columns nearly constant.
    captionPositions = seesCaptionPositions ? SinusoidalPositions(width: E, base: 100) : nil
    stack = TransformerStack(shape, depth: depth, using: &generator)
    output = Linear(D, patches.numbersPerPatch, using: &generator)
  }

  /// x̂, `[B, P, w]`.
  ///
  /// - Parameters:
  ///   - noisy: x_t, `[B, P, w]`.
  ///   - times: One for each picture.
  ///   - captions: The encoder's states, `[B, S, E]`.
  public func callAsFunction(
    _ noisy: Tensor, at times: [Double], _ captions: Memory, _ mode: Mode = .evaluation
  ) -> Variable {
    let features = constant(PictureDecoder.timeFeatures(times, width: positions.shape[1]))
    let (B, S, _) = captions.states.value.shape3
    let lengths = captions.mask.lengths ?? [Int](repeating: S, count: B)
    let condition = time(features) + caption(meanPooling(captions.states, lengths: lengths))  // [B, D]
    let x = input(constant(noisy)) + positions + condition.reshaped(B, 1, -1)  // [B, P, D]
    let memory = Memory(captionPositions?(captions.states) ?? captions.states, lengths: lengths)
    return output(stack(x, .none, memory: memory, mode))
  }

  /// Sines and cosines of the times, `[B, D]`: those of the positions 0 to 1000.
  static func timeFeatures(_ times: [Double], width D: Int) -> Tensor {
    let frequencies = SinusoidalPositions(width: D).frequencies
    return Tensor(shape: [times.count, D]) { index in
      let angle = 1000 * times[index[0]] * frequencies[index[1] / 2]
      return Scalar(index[1] % 2 == 0 ? sin(angle) : cos(angle))
    }
  }
}
