import Datasets
import Tensors
import Training

/// The stories of chapter 09 as a language model reads them: every word, after the three tokens of fine-tuning.
public enum GPTStories {
  public static let vocabulary = Vocabulary(words: Story.words, special: ["<s>", "$", "<e>"])
  public static let tokens = TaskTokens(start: 0, delimiter: 1, end: 2)

  public static func ids(_ words: [String]) -> [Int] { words.map { vocabulary.id(of: $0)! } }

  public static func rows(_ stories: [Story]) -> PaddedRows {
    PaddedRows(stories.map { tokens.sequence(ids($0.halves[0] + $0.halves[1])) })
  }
}

extension GPTConfiguration {
  /// A small GPT-1 of stories. Post-norm, as in the paper: after as many steps, the loss of pre-norm is higher by 0.05.
  ///
  /// - Parameter dropout: Pre-training needs none: no story occurs twice.
  public static func stories(dropout: Scalar = 0) -> GPTConfiguration {
    var shape = GPTConfiguration(width: 64, heads: 4, depth: 2, dropout: dropout)
    (shape.vocabularySize, shape.contextLimit) = (GPTStories.vocabulary.count, 64)
    (shape.block.placement, shape.scalesResidualProjections) = (.post, false)
    // Weights of 0.02 would take many steps to grow. After 2,000 steps the loss is 0.69, with 0.05 it is 0.70 to 0.80.
    shape.initialDeviation = 0.1
    return shape
  }
}

extension Trainer {
  /// Pre-trains a language model on stories that are drawn anew at each step, 16 of them.
  @discardableResult
  public func trainOnStories(
    _ name: String, _ body: any CausalBody, steps: Int, learningRate: Scalar = 5e-3, seed: Int
  ) throws -> TrainingRun {
    var plan = TrainingPlan(steps: steps, learningRate: learningRate, seed: seed)
    plan.batchSize = 16
    (plan.itemsPerStep, plan.item) = (plan.batchSize, "stories")
    return try train(name, body, plan) { _, randomness in
      let stories = Story.draw(plan.batchSize, using: &randomness.generator)
      return body.languageModelLoss(GPTStories.rows(stories), .training(randomness))
    }
  }
}
