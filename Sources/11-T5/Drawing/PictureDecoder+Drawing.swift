import Gradients
import Tensors
import Training
import Transformer

// B batch · P patches · w numbers of a patch

extension PictureDecoder {
  /// The numbers of a picture are 0…1. Here they are −1…1, opposites for black and white.
  public static func centered(_ pictures: Tensor) -> Tensor { 2 * pictures - 1 }

  /// The reverse.
  public static func colors(_ centered: Tensor) -> Tensor { (centered + 1) / 2 }

  /// The weighted squared error of x̂, each picture at a random time with random noise.
  ///
  /// - Parameter x: Centered patches, `[B, P, w]`.
  public func loss(_ x: Tensor, _ captions: Memory, _ randomness: Randomness) -> Variable {
    let times = (0..<x.shape[0]).map { _ in PictureDecoder.time(using: &randomness.generator) }
    let noise = Tensor.normal(x.shape, using: &randomness.generator)
    return loss(x, noise, at: times, captions, .training(randomness))
  }

  /// The mean of three uniform numbers: times in the middle are the most probable.
  ///
  /// With nearly no noise there is nothing to learn, with nearly nothing else only what the caption says. In the middle shapes
  /// take form. Esser et al., "Scaling rectified flow transformers for high-resolution image synthesis", 2024.
  static func time(using generator: inout Generator) -> Double {
    (0..<3).reduce(0) { sum, _ in sum + Double(generator.uniform()) } / 3
  }

  func loss(_ x: Tensor, _ noise: Tensor, at times: [Double], _ captions: Memory, _ mode: Mode) -> Variable {
    let roots = Diffusion.perRow(Diffusion.weights(at: times).map { $0.squareRoot() }, 3)
    let predicted = self(Diffusion.noised(x, by: noise, at: times), at: times, captions, mode)
    return meanSquaredError(predicted * constant(roots), x * roots)
  }

  /// Centered patches, `[B, P, w]`, drawn for one caption each.
  public func draw(_ captions: Memory, steps: Int = 20, using generator: inout Generator) -> Tensor {
    let (B, P, w) = (captions.states.shape[0], positions.shape[0], output.weight.shape[1])
    return withoutGradients {
      Diffusion.sample(from: .normal([B, P, w], using: &generator), steps: steps) { noisy, time in
        self(noisy, at: [Double](repeating: time, count: B), captions).value
      }
    }
  }
}
