import Foundation
import Training

// B rows of a batch · D width · V classes

/// The exercises of chapter 02: the parts of a training step.
///
/// `chapters/CHEATSHEET.md` lists the calls of the library beside those of PyTorch.
///
/// Answers work on plain tensors.
public protocol TrainingTasks: Sendable {
  /// 02.1  The gradient of the cross-entropy with respect to the logits.
  ///
  /// logits `[B, V]`, one target of 0 ..< V for each row → `[B, V]`, the gradient of the loss: the mean over the rows
  /// of −ln p(target), where p is the softmax of the row. The gradient is the probabilities minus the one-hot targets,
  /// divided by the number of rows. Logits may be as large as 1,000.
  ///
  ///     logits [[0, 0]], targets [1] → [[0.5, −0.5]]
  ///
  /// When the number of targets is not the number of rows: `throw Misfit("…")`, with the reason in words.
  static func crossEntropyGradient(logits: Tensor, targets: [Int]) throws -> Tensor

  /// 02.2  One step of Adam.
  ///
  /// A parameter x, its gradient g of the same shape, and the optimizer state → the new x and the new state:
  ///
  ///     mean   ← β₁ · mean + (1 − β₁) · g       steps ← steps + 1
  ///     square ← β₂ · square + (1 − β₂) · g²
  ///     x      ← x − rate · m̂ / (√ŝ + ε)
  ///
  /// Both averages start at zero and are too small at first: m̂ = mean / (1 − β₁ᵗ) and ŝ = square / (1 − β₂ᵗ) correct
  /// that, where t is the new number of steps. The state holds the averages without the correction.
  static func adam(
    _ x: Tensor, gradient g: Tensor, state: AdamState, settings: AdamSettings
  ) throws -> (x: Tensor, state: AdamState)

  /// 02.3  Layer norm.
  ///
  /// x `[B, D]`, gain `[D]`, bias `[D]` → `[B, D]`: the mean of each row is subtracted and the rest divided by
  /// √(variance + ε), then multiplied by the gain, then the bias is added. The variance is the mean of the squared
  /// differences from the mean.
  ///
  ///     x [[1, 3]], gain [1, 2], bias [0, 10], ε = 0 → [[−1, 12]]
  static func layerNorm(_ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Scalar) throws -> Tensor

  /// 02.4  The learning-rate schedule: warm-up, then half a cosine wave.
  ///
  /// Steps count from 0. Over the first `warmup` steps the rate rises linearly, from peak / warmup to peak. Then it
  /// falls as ½ · (1 + cos πp) · peak, where p goes from 0 at step `warmup` to 1 at step `total`. Then it stays 0.
  ///
  ///     peak 1, warmup 4, total 12: step 0 → 0.25, step 3 → 1, step 4 → 1, step 8 → 0.5, step 12 → 0
  static func rate(step: Int, peak: Scalar, warmup: Int, total: Int) throws -> Scalar

  /// 02.5  Gradient clipping by the global norm.
  ///
  /// The gradients of all parameters, each of its own shape → the same shapes, all scaled by one factor, so that the
  /// global norm √(Σ g²), over all numbers of all tensors, is `limit`. If it is not above the limit, nothing changes.
  ///
  ///     [3], [4] with limit 1 → [0.6], [0.8]
  static func clip(_ gradients: [Tensor], toNorm limit: Scalar) throws -> [Tensor]

  /// 02.6  Dropout, with its random numbers as an input.
  ///
  /// x and `noise` of one shape, the noise uniform in 0 ..< 1 → that shape: a number is set to zero where its noise is
  /// below `rate`. The others are divided by 1 − rate, so that the expected sum remains the same.
  ///
  ///     x [1, 2], noise [0.1, 0.9], rate 0.5 → [0, 4]
  ///
  /// When the rate is not in 0 ..< 1: `throw Misfit("…")`.
  static func dropout(_ x: Tensor, noise: Tensor, rate: Scalar) throws -> Tensor
}

/// The optimizer state that Adam keeps for one parameter.
public struct AdamState: Sendable {
  /// The running average of the gradient.
  public var mean: Tensor
  /// The running average of the squared gradient.
  public var square: Tensor
  /// The number of steps so far.
  public var steps: Int

  public init(mean: Tensor, square: Tensor, steps: Int) {
    self.mean = mean
    self.square = square
    self.steps = steps
  }
}

/// The hyperparameters of Adam.
public struct AdamSettings: Sendable {
  public var rate: Scalar
  /// The part of the old mean that is kept.
  public var beta1: Scalar
  /// The part of the old square that is kept.
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
