import Foundation
import Training

// B batch · T time steps · V tokens

/// How often a model in training sees the true token before each step, and how often its own guess.
///
/// Trained on the truth alone, a model never meets its own mistakes; when it writes, it meets nothing else. Bengio and
/// others (2015) start with the truth and let the probability of seeing it fall with the training step i.
public enum SamplingSchedule: Sendable {
  /// max(least, start − slope · i)
  case linear(start: Double = 1, slope: Double, least: Double = 0)
  /// baseⁱ, with a base below 1
  case exponential(base: Double)
  /// k / (k + exp(i / k)): flat at first, then down, then flat again
  case inverseSigmoid(k: Double)

  /// The probability of the truth at a training step.
  public func teacherForcing(at step: Int) -> Scalar {
    let i = Double(step)
    switch self {
    case .linear(let start, let slope, let least): return Scalar(max(least, start - slope * i))
    case .exponential(let base): return Scalar(pow(base, i))
    case .inverseSigmoid(let k): return Scalar(k / (k + exp(i / k)))
    }
  }
}

extension LanguageModel {
  /// The texts as a model in training sees them: at each step, by the toss of a coin, the true token or a guess drawn from
  /// the model's logits just before.
  ///
  /// What a step sees depends on the step before, so this walks one step at a time. It records nothing, for no gradient
  /// flows through a draw: what was seen goes through the fast walk once more, and that one is learned from.
  public func scheduledInputs(
    _ tokens: [Int], batch B: Int, from state: RecurrentState? = nil, teacherForcing: Scalar,
    using generator: inout Generator
  ) -> [Int] {
    withoutGradients {
      let T = tokens.count / B
      var (seen, state) = (tokens, state)
      for t in 0..<T - 1 {
        let (logits, next) = self((0..<B).map { seen[$0 * T + t] }, batch: B, from: state)  // [B, 1, V]
        for row in 0..<B where generator.uniform() >= teacherForcing {
          seen[row * T + t + 1] = Sampler()(logits.value.row(row).scalars, using: &generator)
        }
        state = next
      }
      return seen
    }
  }
}
