import Foundation
import Tensors

// B batch · t time in 0…1 · x picture · ε noise · x_t noisy picture · x̂ predicted picture

/// A **denoising diffusion** process: a picture turns into noise as the time goes from 0 to 1; a model learns the way back.
///
/// x_t = α·x + σ·ε with α = cos(πt/2), σ = sin(πt/2), and ε drawn from the standard normal distribution. Since α² + σ² = 1,
/// numbers of variance 1 keep it. The model predicts the picture x. The noise follows: ε̂ = (x_t − α·x̂) / σ.
///
/// A model could as well predict ε, as in Ho et al., "Denoising diffusion probabilistic models", 2020. But noise has no
/// structure: all of its numbers would have to pass through the model, and a patch has 48 of them. Pictures are simple.
/// Nichol and Dhariwal 2021 for the cosine; Li and He, "Back to basics: let denoising generative models denoise", 2025, for x.
public enum Diffusion {
  /// α, the share of the picture in x_t.
  public static func signal(at time: Double) -> Double { cos(.pi / 2 * time) }

  /// σ, the share of the noise in x_t.
  public static func noise(at time: Double) -> Double { sin(.pi / 2 * time) }

  /// x_t for pictures `[B, …]`, each at a time of its own.
  public static func noised(_ x: Tensor, by noise: Tensor, at times: [Double]) -> Tensor {
    require(
      x.shape == noise.shape && x.shape.first == times.count,
      "Diffusion: pictures \(x.shape), noise \(noise.shape), \(times.count) times")
    return perRow(times.map(signal), x.rank) * x + perRow(times.map(Self.noise), x.rank) * noise
  }

  /// What (x̂ − x)² is multiplied by in the loss at each time: 1/σ², at most `maximumWeight`.
  ///
  /// The error of ε̂ is that of x̂ times α/σ. Where there is little noise, a small error in x̂ is a large one in ε̂, and it is
  /// those times that decide how sharp the edges are. Hang et al., "Efficient diffusion training via min-SNR weighting", 2023.
  public static func weights(at times: [Double], maximumWeight: Double = 9) -> [Double] {
    times.map { min(maximumWeight, 1 / pow(noise(at: $0), 2)) }
  }

  /// A picture from noise, in steps of equal time from 1 to 0.
  ///
  /// Each step predicts the picture, works out the noise, and puts both together with less noise. No new noise is drawn, so
  /// the first one decides everything: Song et al., "Denoising diffusion implicit models" (DDIM), 2021.
  ///
  /// - Parameter picture: The model's prediction of x from x_t and t.
  public static func sample(
    from noise: Tensor, steps: Int, picture: (_ noisy: Tensor, _ time: Double) -> Tensor
  ) -> Tensor {
    require(steps > 0, "Diffusion: \(steps) steps draw nothing")
    var noisy = noise
    for step in (0..<steps).reversed() {
      let (time, next) = (Double(step + 1) / Double(steps), Double(step) / Double(steps))
      let x = picture(noisy, time)
      let noise = (noisy - Scalar(signal(at: time)) * x) / Scalar(Self.noise(at: time))
      noisy = Scalar(signal(at: next)) * x + Scalar(Self.noise(at: next)) * noise
    }
    return noisy
  }

  /// `[B, 1, …, 1]`, to be multiplied with tensors of a rank.
  static func perRow(_ numbers: [Double], _ rank: Int) -> Tensor {
    Tensor(numbers.map { Scalar($0) }).reshaped([numbers.count] + [Int](repeating: 1, count: rank - 1))
  }
}
