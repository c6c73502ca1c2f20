import Foundation
import Training

// B rows of a batch · D width · V classes

/// The exercises of chapter 02: what a training step is made of.
///
/// Answers work on plain tensors.
public protocol TrainingTasks {
  /// 02.1  The gradient of cross-entropy behind a softmax.
  ///
  /// scores `[B, V]`, one target of 0 ..< V for each row → `[B, V]`, the derivative of the mean over the rows of
  /// −ln p(target), p being the softmax of the row. It is as simple as one could wish: probability minus what was
  /// wanted, divided by the number of rows.
  ///
  ///     scores [[0, 0]], targets [1] → [[0.5, −0.5]]
  ///
  /// Throws `Misfit` when there are not as many targets as rows.
  static func crossEntropyGradient(scores: Tensor, targets: [Int]) throws -> Tensor

  /// 02.2  One step of Adam.
  ///
  /// x and its gradient g of any one shape, `memory` of the steps before → the new x and the new memory:
  ///
  ///     mean   ← β₁ · mean + (1 − β₁) · g       steps ← steps + 1
  ///     square ← β₂ · square + (1 − β₂) · g²
  ///     x      ← x − rate · m̂ / (√ŝ + ε)
  ///
  /// Both averages start at zero and are too small at first: m̂ = mean / (1 − β₁ᵗ) and ŝ = square / (1 − β₂ᵗ) make up
  /// for it, t being the new number of steps. What is remembered are the averages without that.
  static func adam(
    _ x: Tensor, gradient g: Tensor, memory: AdamMemory, settings: AdamSettings
  ) throws -> (x: Tensor, memory: AdamMemory)

  /// 02.3  Layer norm.
  ///
  /// x `[B, D]`, gain `[D]`, bias `[D]` → `[B, D]`: each row is shifted to mean 0 and divided by √(variance + ε), then
  /// multiplied by the gain and shifted by the bias. The variance is the mean of the squared distances from the mean.
  ///
  ///     x [[1, 3]], gain [1, 2], bias [0, 10], ε = 0 → [[−1, 12]]
  static func layerNorm(_ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Scalar) throws -> Tensor

  /// 02.4  The learning rate: warm-up, then half a cosine wave.
  ///
  /// Steps count from 0. The first `warmup` steps rise evenly, from peak / warmup to peak; from there the rate falls as
  /// ½ · (1 + cos πp) · peak, p running from 0 at step `warmup` to 1 at step `total`. After that it stays 0.
  ///
  ///     peak 1, warmup 4, total 12: step 0 → 0.25, step 3 → 1, step 4 → 1, step 8 → 0.5, step 12 → 0
  static func rate(step: Int, peak: Scalar, warmup: Int, total: Int) throws -> Scalar

  /// 02.5  Clipping by global norm.
  ///
  /// The gradients of all parameters, each of its own shape → the same, all shortened by one factor, so that their
  /// length laid end to end, √(Σ g²) over all numbers of all tensors, is `limit`. Gradients not longer than that stay.
  ///
  ///     [3], [4] with limit 1 → [0.6], [0.8]
  static func clip(_ gradients: [Tensor], toNorm limit: Scalar) throws -> [Tensor]

  /// 02.6  Dropout, with the dice already thrown.
  ///
  /// x and `noise` of one shape, the noise drawn evenly from 0 ..< 1 → that shape: a number is silenced where its noise is
  /// below `rate`. What stays is divided by the probability of staying, so that the expected sum remains the same.
  ///
  ///     x [1, 2], noise [0.1, 0.9], rate 0.5 → [0, 4]
  ///
  /// Throws `Misfit` when the rate is not in 0 ..< 1.
  static func dropout(_ x: Tensor, noise: Tensor, rate: Scalar) throws -> Tensor
}

/// What Adam remembers of one parameter.
public struct AdamMemory: Sendable {
  /// The running average of the gradient.
  public var mean: Tensor
  /// The running average of its square.
  public var square: Tensor
  /// How many steps were made.
  public var steps: Int

  public init(mean: Tensor, square: Tensor, steps: Int) {
    self.mean = mean
    self.square = square
    self.steps = steps
  }
}

/// The constants of Adam.
public struct AdamSettings: Sendable {
  public var rate: Scalar
  /// How much of the old mean is kept.
  public var beta1: Scalar
  /// How much of the old square is kept.
  public var beta2: Scalar
  /// Keeps the division finite.
  public var epsilon: Scalar

  public init(rate: Scalar, beta1: Scalar, beta2: Scalar, epsilon: Scalar) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }
}
