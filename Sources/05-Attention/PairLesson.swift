import Datasets
import LSTM

/// How a model is taught to turn sources into targets.
public struct PairLesson {
  public var steps: Int
  public var rate: Scalar = 5e-3
  /// How many pairs make a step.
  public var batch = 32
  /// How much of the wanted probability is spread over all tokens.
  public var smoothing: Scalar = 0
  /// The rate of each step; nil for one that rises to `rate` and falls along half a cosine wave.
  public var schedule: Schedule?
  public var optimizer: (NamedVariables) -> any Optimizer = { AdamW($0) }

  public init(steps: Int) { self.steps = steps }

  /// Trains the model on pairs of the task, each drawn anew.
  public func teach(
    _ model: some PairModel, _ name: String, _ task: any PairTask, seed: Int, _ trainer: Trainer
  ) throws -> TrainingRun {
    let run = TrainingRun(name, model, optimizer(model.parameters), seed: seed)
    var plan = TrainingPlan(
      steps: steps, schedule: schedule ?? .cosine(peak: rate, warmup: steps / 20, total: steps))
    (plan.itemsPerStep, plan.item) = (batch, "pairs")
    try trainer.train(run, plan) { _, randomness in
      let pairs = task.batch(size: batch, using: &randomness.generator)
      let logits = model(pairs.source, pairs.decoderInput, .training(randomness))
      return crossEntropy(logits, pairs.targets.tokens, ignoring: SpecialToken.padding, smoothing: smoothing)
    }
    return run
  }
}
