import Exercises
import Foundation
import Training

/// Model answers of chapter 02.
public enum TrainingSolutions: TrainingTasks {
  public static func crossEntropyGradient(logits: Tensor, targets: [Int]) throws -> Tensor {
    let (B, V) = logits.shape2
    guard targets.count == B else { throw Misfit("\(targets.count) targets for \(B) rows") }
    let oneHot = Tensor(shape: [B, V]) { $0[1] == targets[$0[0]] ? 1 : 0 }
    return (softmax(logits) - oneHot) / Scalar(B)
  }

  public static func adam(
    _ x: Tensor, gradient g: Tensor, state: AdamState, settings: AdamSettings
  ) throws -> (x: Tensor, state: AdamState) {
    let (beta1, beta2) = (settings.beta1, settings.beta2)
    let mean = beta1 * state.mean + (1 - beta1) * g
    let square = beta2 * state.square + (1 - beta2) * (g * g)
    let t = Scalar(state.steps + 1)
    let unbiasedMean = mean / (1 - pow(beta1, t))
    let unbiasedSquare = square / (1 - pow(beta2, t))
    let step = unbiasedMean / (sqrt(unbiasedSquare) + settings.epsilon)
    return (x - settings.rate * step, AdamState(mean: mean, square: square, steps: state.steps + 1))
  }

  public static func layerNorm(_ x: Tensor, gain: Tensor, bias: Tensor, epsilon: Scalar) throws -> Tensor {
    let centered = x - x.mean(axis: -1, keepingAxis: true)  // [B, D]
    let variance = (centered * centered).mean(axis: -1, keepingAxis: true)  // [B, 1]
    return gain * (centered / sqrt(variance + epsilon)) + bias
  }

  public static func rate(step: Int, peak: Scalar, warmup: Int, total: Int) throws -> Scalar {
    if step < warmup { return peak * Scalar(step + 1) / Scalar(warmup) }
    let progress = min(1, Scalar(step - warmup) / Scalar(total - warmup))
    return peak * (1 + cos(.pi * progress)) / 2
  }

  public static func clip(_ gradients: [Tensor], toNorm limit: Scalar) throws -> [Tensor] {
    let norm = gradients.reduce(0) { $0 + ($1 * $1).sum }.squareRoot()
    return norm > limit ? gradients.map { $0 * (limit / norm) } : gradients
  }

  public static func dropout(_ x: Tensor, noise: Tensor, rate: Scalar) throws -> Tensor {
    guard 0 <= rate && rate < 1 else { throw Misfit("the rate \(rate) is not in 0 ..< 1") }
    return x * noise.map { $0 < rate ? 0 : 1 / (1 - rate) }
  }
}
