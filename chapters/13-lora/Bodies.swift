import BERT
import Course
import LSTM
import LoRA
import Training

/// What is fine-tuned: BERT of chapter 09, and two recurrent language models of about as many parameters.
struct Bodies {
  let bert: PretrainingModel
  let recurrent: BidirectionalLanguageModel
  /// Hidden words of other stories: how much of its pre-training a body still knows.
  let oldText: MaskedInput

  /// A BERT of its own for a task, with dropout. It has no pooler, which would be one more matrix to train: heads read
  /// states, or their mean.
  func copy(using generator: inout Generator) -> BERTModel {
    bert.body.copy(dropout: 0.1, hasPooler: false, using: &generator)
  }

  /// The loss on hidden words of old text, by a body that was fine-tuned since and the head of pre-training.
  func oldLoss(_ body: BERTModel) -> Double {
    PretrainingModel(body: body, maskedLanguage: bert.maskedLanguage).maskedScore(oldText).loss
  }
}

/// Pre-trains both bodies, or takes BERT from a checkpoint of chapter 09.
func preTrain(_ chapter: Chapter, _ trainer: Trainer, seed: Int) throws -> Bodies {
  var generator = Generator(seed: seed)
  let text = StoryPretraining(isQuick: chapter.isQuick, using: &generator)
  generator = Generator(seed: seed)
  let bert = PretrainingModel(.stories(), predictsNextSentence: false, using: &generator)
  if let path = chapter.file("load") {
    let run = "BERT.model."
    try bert.load(SafetensorsFile(path)) {
      TensorSource(run + $0)
    } ignoring: {
      !$0.hasPrefix(run)
    }
  } else {
    let plan = StoryPretraining.plan(steps: chapter.steps(6000, quick: 8), seed: seed)
    try trainer.train("BERT, seed \(seed)", bert, on: text.halves, plan)
  }
  return Bodies(
    bert: bert, recurrent: try preTrainRecurrent(bert.body.parameterCount, text, chapter, trainer, seed: seed),
    oldText: text.testHalves)
}

/// A language model for each direction, of as many parameters as BERT's body has, and with the recipe of chapter 09.
private func preTrainRecurrent(
  _ budget: Int, _ text: StoryPretraining, _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> BidirectionalLanguageModel {
  let V = StoryTokens.vocabulary.count
  let size = largest(within: budget) { size in
    var generator = Generator(seed: seed)
    return BidirectionalLanguageModel(vocabularySize: V, hiddenSize: size, using: &generator)
  }.embedding.weight.shape[1]
  var generator = Generator(seed: seed)
  let model = BidirectionalLanguageModel(vocabularySize: V, hiddenSize: size, using: &generator)
  let plan = StoryPretraining.plan(steps: chapter.steps(3000, quick: 8), isRecurrent: true, seed: seed)
  try trainer.train("LSTM, seed \(seed)", model, on: text.halves, plan)
  return model
}

/// The bodies, counted and evaluated.
func show(_ bodies: Bodies, _ chapter: Chapter) {
  let score = bodies.bert.maskedScore(bodies.oldText)
  let recurrent = Double(withoutGradients { bodies.recurrent.loss(bodies.oldText.restored) }.value.scalar)
  var table = Table(["pre-trained", "parameters", "loss on old text", "hidden words"])
  table.add(["BERT", "\(bodies.bert.body.parameterCount)", number(score.loss), number(score.accuracy)])
  table.add(["LSTM, both directions", "\(bodies.recurrent.parameterCount)", number(recurrent), "–"])
  say("\(table)")
  chapter.results["pre-trained"] = [
    "bertLoss": JSON(score.loss), "bertAccuracy": JSON(score.accuracy), "lstmLoss": JSON(recurrent),
  ]
}

extension MaskedInput {
  /// The same rows with the hidden tokens back in.
  fileprivate var restored: BERTInput {
    var restored = input
    for (position, token) in zip(positions, targets) { restored.tokens[position] = token }
    return restored
  }
}
