import Datasets
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
    var plan = plan
    (plan.itemsPerStep, plan.item) = (text.batchSize * text.contextLength, "tokens")
    let training = TruncatedBPTT(model, reading: text)
    let evaluation = { Scalar(mean(model.tokenLosses(of: test))) }
    return try train(name, training, plan, evaluation: evaluation) { step, randomness in
      training.loss(at: step, teacherForcing: schedule?.teacherForcing(at: step) ?? 1, randomness)
    }
  }
}
