import BERT
import Course
import Datasets
import LSTM
import Training

// B batch · T positions · N chosen positions

// MARK: 1

/// One row of a batch: what the model is shown, and what it has to predict.
func showInput(_ text: StoryPretraining, _ chapter: Chapter) {
  var generator = chapter.generator
  let (masked, _) = text.pairs.batch(size: 1, using: &generator)
  let all = masked.allTargets()
  var table = Table(["position", "token shown", "segment", "to predict"])
  for position in 0..<masked.input.width {
    let shown = StoryTokens.vocabulary.tokens[masked.input.tokens[position]]
    table.add([
      "\(position)", shown, "\(masked.input.segments[position])",
      all[position] < 0 ? "" : StoryTokens.vocabulary.tokens[all[position]],
    ])
  }
  say("\(table)")
}

// MARK: 2 and 3

/// The masked language model and next-sentence prediction together, for a fifth of the steps of section 3.
func preTrainWithPairs(_ text: StoryPretraining, _ chapter: Chapter, _ trainer: Trainer) throws {
  var generator = chapter.generator
  let model = PretrainingModel(BERTConfiguration.stories(), using: &generator)
  let plan = StoryPretraining.plan(steps: chapter.steps(2000, quick: 8), seed: chapter.seed)
  try trainer.train("two losses", model, on: text.pairs, plan)
  let masked = model.maskedScore(text.testPairs.masked)
  let next = model.nextSentenceScore(text.testPairs.masked.input, text.testPairs.labels!)
  var table = Table(["after \(plan.steps) steps", "loss", "accuracy", "best possible", "by chance"])
  let ceiling = MaskedCeiling.ofPairs(chapter.isQuick ? 100 : 10_000, using: &generator)
  table.add(["hidden words", number(masked.loss), number(masked.accuracy), number(ceiling.accuracy), "0"])
  table.add([
    "next half or not", number(next.loss), number(next.accuracy), number(ceiling.nextSentenceAccuracy!), "0.5",
  ])
  say("\(table)")
  chapter.results["two losses"] = [
    "maskedLoss": JSON(masked.loss), "maskedAccuracy": JSON(masked.accuracy), "nextSentenceLoss": JSON(next.loss),
    "nextSentenceAccuracy": JSON(next.accuracy),
  ]
}

typealias Pretrained = (model: PretrainingModel, run: TrainingRun)

/// A model that is pre-trained by hidden words alone, evaluated now and then.
func preTrained(
  _ name: String, on text: StoryPretraining, _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> Pretrained {
  var generator = Generator(seed: seed)
  let model = PretrainingModel(BERTConfiguration.stories(), predictsNextSentence: false, using: &generator)
  let run = try trainer.train(
    name, model, on: text.halves, StoryPretraining.plan(steps: chapter.steps(10_000, quick: 8), seed: seed)
  ) {
    Scalar(model.maskedScore(text.testHalves).accuracy)
  }
  return (model, run)
}

/// The model that is fine-tuned afterwards.
func preTrain(_ text: StoryPretraining, _ chapter: Chapter, _ trainer: Trainer) throws -> Pretrained {
  let (model, run) = try preTrained("BERT", on: text, chapter, trainer, seed: chapter.seed)
  var generator = chapter.generator
  let score = model.maskedScore(text.testHalves)
  let ceiling = MaskedCeiling.ofStories(chapter.isQuick ? 100 : 10_000, using: &generator)
  var curve = LinePlot("accuracy on hidden words", x: "step", y: "accuracy")
  curve.add("BERT", run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
  curve.addFloor("best possible", ceiling.accuracy)
  chapter.show("masked-accuracy", curve.text(), svg: curve.svg)
  var table = Table(["model", "parameters", "loss", "best possible", "accuracy", "best possible", "rows/s"])
  table.add([
    "BERT", "\(model.parameterCount)", number(score.loss), number(ceiling.loss), number(score.accuracy),
    number(ceiling.accuracy), number(run.speed.rounded()),
  ])
  say("\(table)")
  chapter.results["BERT"] = [
    "parameters": JSON(model.parameterCount), "loss": JSON(score.loss), "accuracy": JSON(score.accuracy),
    "bestLoss": JSON(ceiling.loss), "bestAccuracy": JSON(ceiling.accuracy), "rowsPerSecond": JSON(run.speed),
  ]
  return (model, run)
}

/// Two recurrent language models, one in each direction, whose bidirectional LSTM has as many parameters as BERT's body.
///
/// Their steps are a quarter of BERT's to a half: every token is a target, and the loss no longer falls.
func preTrainRecurrent(
  _ text: StoryPretraining, within budget: Int, _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> BidirectionalLanguageModel {
  let hiddenSize =
    largest(within: budget) { size in
      var generator = chapter.generator
      return BidirectionalLSTM(vocabularySize: StoryTokens.vocabulary.count, hiddenSize: size, using: &generator)
    }.width / 2
  var generator = Generator(seed: seed)
  let model = BidirectionalLanguageModel(
    vocabularySize: StoryTokens.vocabulary.count, hiddenSize: hiddenSize, using: &generator)
  let plan = StoryPretraining.plan(steps: chapter.steps(5000, quick: 8), isRecurrent: true, seed: seed)
  try trainer.train("LSTM, seed \(seed)", model, on: text.halves, plan)
  return model
}
