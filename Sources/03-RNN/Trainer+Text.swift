import Datasets
import Gradients
import Tensors
import Training

extension Trainer {
  /// Trains a language model on a text, read again and again, and evaluates it now and then on another.
  ///
  /// - Parameter schedule: How often the model reads the true token and how often its own prediction; nil for always the
  ///   true one: teacher forcing.
  @discardableResult
  public func train<Cell>(
    _ name: String, _ model: LanguageModel<Cell>, on text: TextBatches, test: [Int], _ plan: TrainingPlan,
    sampling schedule: SamplingSchedule? = nil
  ) throws -> TrainingRun {
    try train(name, model, on: text, plan, sampling: schedule) { Scalar(mean(model.tokenLosses(of: test))) }
  }

  /// The same with another evaluation than the loss on a test text.
  @discardableResult
  public func train<Cell>(
    _ name: String, _ model: LanguageModel<Cell>, on text: TextBatches, _ plan: TrainingPlan,
    sampling schedule: SamplingSchedule? = nil, evaluation: @escaping () -> Scalar
  ) throws -> TrainingRun {
    let training = TruncatedBPTT(model, reading: text)
    let plan = plan.countingTokens(text.batchSize * text.contextLength)
    return try train(name, training, plan, evaluation: evaluation) { step, randomness in
      training.loss(at: step, teacherForcing: schedule?.teacherForcing(at: step) ?? 1, randomness)
    }
  }

  /// Trains a model that carries no state, on contexts of T tokens from random positions of a text.
  @discardableResult
  public func train(
    _ name: String, _ model: any Module, on text: [Int], contextLength T: Int, _ plan: TrainingPlan,
    evaluation: (() -> Scalar)? = nil, loss: (TokenBatch, Randomness) -> Variable
  ) throws -> TrainingRun {
    let plan = plan.countingTokens(plan.batchSize * T)
    return try train(name, model, plan, evaluation: evaluation) { _, randomness in
      // The text is longer than a context.
      let batch = try! TextBatches.random(
        text, size: plan.batchSize, contextLength: T, using: &randomness.generator)
      return loss(batch, randomness)
    }
  }
}

extension TrainingPlan {
  /// The same, its speed given in tokens, of which a step reads so many.
  public func countingTokens(_ count: Int) -> TrainingPlan {
    var plan = self
    (plan.itemsPerStep, plan.item) = (count, "tokens")
    return plan
  }
}
