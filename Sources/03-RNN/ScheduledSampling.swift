import Foundation
import Tensors
import Training

// B batch · T time steps · V vocabulary size

/// How often a model in training reads the true token, and how often its own prediction.
///
/// With teacher forcing alone a model reads true tokens in training and its own tokens in generation: exposure bias. Bengio
/// and others (2015) start with teacher forcing and let its probability fall with the training step i.
public enum SamplingSchedule: Sendable {
  /// max(least, start − slope · i)
  case linear(start: Double = 1, slope: Double, least: Double = 0)
  /// baseⁱ, with a base below 1
  case exponential(base: Double)
  /// k / (k + exp(i / k)): flat at first, then down, then flat again
  case inverseSigmoid(k: Double)

  /// The probability of the true token at a training step.
  public func teacherForcing(at step: Int) -> Scalar {
    let i = Double(step)
    switch self {
    case .linear(let start, let slope, let least): return Scalar(max(least, start - slope * i))
    case .exponential(let base): return Scalar(pow(base, i))
    case .inverseSigmoid(let k): return Scalar(k / (k + exp(i / k)))
    }
  }
}

// MARK: Schedules that end at a given probability

extension SamplingSchedule {
  /// Falls evenly from 1 to a probability after so many steps, and stays there.
  public static func linear(to probability: Double, after steps: Int) -> SamplingSchedule {
    .linear(slope: (1 - probability) / Double(steps), least: probability)
  }

  /// Falls from 1 to a probability after so many steps.
  public static func exponential(to probability: Double, after steps: Int) -> SamplingSchedule {
    .exponential(base: pow(probability, 1 / Double(steps)))
  }

  /// Falls to a probability after so many steps: k solves k / (k + exp(i / k)) = p for i = `steps`.
  ///
  /// Solved for i this is k · ln(k · (1 − p) / p), which rises with k where the logarithm is positive.
  public static func inverseSigmoid(to probability: Double, after steps: Int) -> SamplingSchedule {
    let odds = (1 - probability) / probability
    func stepsNeeded(_ k: Double) -> Double { k * log(k * odds) }
    var (low, high) = (1 / odds, 2 / odds)
    while stepsNeeded(high) < Double(steps) { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if stepsNeeded(middle) < Double(steps) { low = middle } else { high = middle }
    }
    return .inverseSigmoid(k: high)
  }
}

// MARK: Inputs that are partly the model's own

extension LanguageModel {
  /// The inputs of a training step: at each position, at random, the true token or one sampled from the model's logits.
  ///
  /// The input of a step depends on the logits of the step before, so this runs one step at a time. It records nothing: no
  /// gradient flows through a sampled token. The training step then runs over these inputs in one pass.
  public func scheduledInputs(
    _ tokens: [Int], batch B: Int, from state: RecurrentState? = nil, teacherForcing: Scalar,
    using generator: inout Generator
  ) -> [Int] {
    withoutGradients {
      let T = tokens.count / B
      var (inputs, state) = (tokens, state)
      for t in 0..<T - 1 {
        let (logits, next) = self((0..<B).map { inputs[$0 * T + t] }, batch: B, from: state)  // [B, 1, V]
        for row in 0..<B where generator.uniform() >= teacherForcing {
          inputs[row * T + t + 1] = Sampler()(logits.value.row(row).scalars, using: &generator)
        }
        state = next
      }
      return inputs
    }
  }
}
