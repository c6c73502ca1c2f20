import Datasets
import Training
import Transformer

extension Trainer {
  /// Trains a causal model on contexts from random positions of a text: it carries no state from one to the next.
  ///
  /// - Parameter loss: Nil for the model's own.
  func train(
    _ name: String, _ model: CausalLanguageModel, on text: [Int], contextLength: Int, _ plan: TrainingPlan,
    evaluation: (() -> Scalar)? = nil, loss: ((TokenBatch) -> Variable)? = nil
  ) throws -> TrainingRun {
    var plan = plan
    (plan.itemsPerStep, plan.item) = (plan.batchSize * contextLength, "tokens")
    return try train(name, model, plan, evaluation: evaluation) { _, randomness in
      // The text is longer than a context.
      let batch = try! TextBatches.random(
        text, size: plan.batchSize, contextLength: contextLength, using: &randomness.generator)
      return loss?(batch) ?? model.loss(batch)
    }
  }
}
