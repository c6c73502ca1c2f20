import Course
import Datasets
import Foundation
import GPT
import LSTM
import RNN
import Training

/// Two language models of stories, of equal size.
enum StoryModel: String, CaseIterable {
  case gpt = "GPT"
  case lstm = "LSTM"

  /// A new model. Pre-training needs no dropout: no story occurs twice.
  func body(dropout: Scalar = 0, using generator: inout Generator) -> any CausalBody {
    switch self {
    case .gpt: GPTModel(.stories(dropout: dropout), using: &generator)
    case .lstm: StoryModel.lstm(StoryModel.hiddenSize, dropout: dropout, using: &generator)
    }
  }

  private static func lstm(
    _ hiddenSize: Int, dropout: Scalar, using generator: inout Generator
  ) -> LanguageModel<LSTMCell> {
    LanguageModel(
      vocabularySize: GPTStories.vocabulary.count, width: hiddenSize, hiddenSize: hiddenSize,
      dropout: RecurrentDropout(inputs: dropout), using: &generator)
  }

  /// Of the LSTM, with as many parameters as the GPT.
  private static let hiddenSize: Int = {
    var generator = Generator(seed: 0)
    let budget = GPTModel(.stories(), using: &generator).parameterCount
    return largest(within: budget) { size in
      var generator = Generator(seed: 0)
      return lstm(size, dropout: 0, using: &generator)
    }.width
  }()

  /// By the loss with seed 100. GPT, with weights of 0.05, at 3e-3, 5e-3, 8e-3: 0.78, 0.71, 0.72. LSTM, at 2e-3, 5e-3, 1e-2, 2e-2: 1.24, 1.12,
  /// 1.09, 1.06.
  private var learningRate: Scalar { self == .gpt ? 5e-3 : 2e-2 }

  /// A language model of stories, trained without labels. Both models see the same tokens.
  func pretrained(
    _ chapter: Chapter, _ trainer: Trainer, seed: Int
  ) throws -> (body: any CausalBody, run: TrainingRun) {
    var generator = Generator(seed: seed)
    let body = body(using: &generator)
    let run = try trainer.trainOnStories(
      "stories, \(rawValue), seed \(seed)", body, steps: chapter.steps(2000, quick: 4), learningRate: learningRate,
      seed: seed)
    return (body, run)
  }
}

/// The pre-trained models of one seed.
struct StoryModels {
  let gpt: any CausalBody
  let lstm: any CausalBody

  subscript(model: StoryModel) -> any CausalBody { model == .gpt ? gpt : lstm }
}

/// Pre-trains both models, and shows how good they are on other stories.
func preTrainOnStories(_ chapter: Chapter, _ trainer: Trainer) throws -> StoryModels {
  var generator = Generator(seed: 0x7E57)
  let stories = Story.draw(chapter.isQuick ? 20 : 500, using: &generator)
  let test = GPTStories.rows(stories)
  let nextTokens = test.lengths.reduce(0) { $0 + $1 - 1 }
  // The end of a story is no surprise: every story has four sentences.
  let floor = stories.reduce(0) { $0 - log(StoryOracle($1.halves).probability) } / Double(nextTokens)
  var table = Table(["language model of stories", "parameters", "loss", "best possible", "stories/s"])
  let bodies = try StoryModel.allCases.map { model in
    let (body, run) = try model.pretrained(chapter, trainer, seed: chapter.seed)
    let loss = Double(withoutGradients { body.languageModelLoss(test) }.value.scalar)
    table.add([
      model.rawValue, "\(body.parameterCount)", number(loss), number(floor), number(run.speed.rounded()),
    ])
    chapter.results["stories, \(model.rawValue)"] = [
      "parameters": JSON(body.parameterCount), "loss": JSON(loss), "floor": JSON(floor),
      "storiesPerSecond": JSON(run.speed),
    ]
    return body
  }
  say("\(table)")
  return StoryModels(gpt: bodies[0], lstm: bodies[1])
}
