import Datasets
import Training

/// How a language model is taught a text.
public struct Lesson {
  public var steps: Int
  public var rate: Scalar = 1e-2
  /// Gradients longer than this are shortened to it.
  public var clipping: Scalar? = 1
  /// How often the model sees the truth, and how often its own guess; nil is always the truth.
  public var sampling: SamplingSchedule?
  /// Few batchSize of short windows make many steps out of a text: a recurrent net learns by steps, not by tokens.
  public var batchSize = 16
  public var contextLength = 32
  public var optimizer: (NamedVariables) -> any Optimizer = { AdamW($0) }

  public init(steps: Int) { self.steps = steps }

  /// Trains the model on a text, read again and again, and now and then tests it on another.
  public func teach<Cell>(
    _ model: LanguageModel<Cell>, _ name: String, _ text: [Int], test: [Int], seed: Int, _ trainer: Trainer
  ) throws -> TrainingRun {
    let reader = TruncatedBPTT(
      model, reading: try TextBatches(text, batchSize: batchSize, contextLength: contextLength))
    let run = TrainingRun(name, reader, optimizer(reader.parameters), seed: seed)
    var plan = TrainingPlan(
      steps: steps, schedule: .cosine(peak: rate, warmup: steps / 20, total: steps, floor: rate / 50))
    plan.clipping = clipping
    plan.evaluationInterval = max(1, steps / 10)
    (plan.itemsPerStep, plan.item) = (batchSize * contextLength, "tokens")
    try trainer.train(run, plan, evaluation: { Scalar(mean(model.tokenLosses(of: test))) }) { step, randomness in
      reader.loss(at: step, truth: sampling?.truth(at: step) ?? 1, randomness)
    }
    return run
  }
}

/// The mean of some numbers; of none, not a number.
public func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
