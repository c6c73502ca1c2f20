import Attention
import Course
import Datasets
import LSTM
import RNN
import T5
import Tokens
import Training

// MARK: 4

/// The T5 of this chapter: version 1.0, narrow, and without dropout, for no text is read twice in pre-training.
func configuration(_ texts: Texts) -> T5Configuration {
  var shape = T5Configuration(width: 64, heads: 4, depth: 2, dropout: 0)
  shape.vocabularySize = texts.tokenizer.count
  // A head that looks at one distance needs a bias of 5 or so, and AdamW moves no number by more than the rate in a step.
  // With deviations 1/√D, 2, 3, 5 and 8 the loss of the spans after 1,000 steps is 1.64, 1.50, 1.43, 1.30 and 1.24.
  shape.biasDeviation = 8
  return shape
}

func newModel(_ texts: Texts, seed: Int) -> T5Model {
  var generator = Generator(seed: seed)
  return T5Model(configuration(texts), using: &generator)
}

extension Trainer {
  /// Trains a model on pairs, 32 a step.
  @discardableResult
  func train(
    _ name: String, _ model: some PairModel, steps: Int, rate: Scalar, seed: Int,
    drawing pairs: (_ count: Int, inout Generator) -> [Pair]
  ) throws -> TrainingRun {
    var plan = TrainingPlan(steps: steps, learningRate: rate, finalLearningRate: rate / 50, seed: seed)
    plan.batchSize = 32
    plan.optimizer = { AdamW($0, beta2: 0.99) }
    return try train(name, model, plan, drawing: pairs)
  }
}

func spanSteps(_ chapter: Chapter) -> Int { chapter.steps(1800, quick: 3) }

/// A T5 that restores spans: no label is needed.
func preTrain(_ texts: Texts, _ chapter: Chapter, _ trainer: Trainer, seed: Int) throws -> T5Model {
  let model = newModel(texts, seed: seed)
  try trainer.train(
    "spans, seed \(seed)", model, steps: spanSteps(chapter), rate: 3e-3, seed: seed
  ) { texts.corrupted($0, using: &$1) }
  return model
}

/// What the pre-trained model puts into the gaps of texts that it never saw.
func showFilling(_ model: T5Model, _ texts: Texts, _ chapter: Chapter) {
  var generator = Generator(seed: 0x7E57)
  let test = texts.corrupted(chapter.isQuick ? 10 : 300, using: &generator)
  let loss = withoutGradients { model.loss(PairBatch(test, model.decodingTokens)) }.value.scalar
  let written = model.translate(test, limit: 30)
  let exact = Double(zip(written, test).count { $0 == $1.target }) / Double(test.count)
  say("Loss per token of the spans \(number(Double(loss))); all spans of a text exact: \(number(exact)).")
  chapter.results["spans"] = ["loss": JSON(Double(loss)), "exactMatch": JSON(exact)]
  for (pair, target) in zip(test, written).prefix(3) {
    say("  source  \(texts.shown(pair.source))")
    say("  written \(texts.shown(target))")
    say("  true    \(texts.shown(pair.target))")
    say()
  }
}

// MARK: 5

/// The share of test examples whose target is written without a mistake, task by task.
func exactMatches(
  _ model: some PairModel, _ texts: Texts, of tasks: [TextToTextTask] = TextToTextTask.allCases
) -> [Double] {
  tasks.map { task in
    let (pairs, targets) = texts.tests[task]!
    let written = model.translate(pairs, limit: 30)
    return Double(zip(written, targets).count { texts.tokenizer.decode($0) == $1 }) / Double(targets.count)
  }
}

/// A model that was trained on all tasks at once, and its exact matches.
struct TaskResult {
  let name: String
  let model: any PairModel
  let scores: [Double]
}

/// One model for all tasks: pre-trained, from scratch, and the LSTM encoder–decoder with attention of chapter 05, of the
/// same size.
func compareOnTasks(
  _ pretrained: T5Model, _ texts: Texts, _ chapter: Chapter, _ trainer: Trainer
) throws -> (tuned: T5Model, results: [TaskResult]) {
  let tuned = newModel(texts, seed: chapter.seed)
  let results = try trained(
    tuned, from: pretrained, steps: taskSteps(chapter), texts, trainer, seed: chapter.seed)
  var table = Table(["exact match"] + TextToTextTask.allCases.map(\.rawValue))
  for result in results {
    table.add([result.name] + result.scores.map { number($0) })
    chapter.results[result.name] = .object(
      [(key: "parameters", value: JSON(result.model.parameterCount))]
        + zip(TextToTextTask.allCases, result.scores).map { (key: $0.rawValue, value: JSON($1)) })
  }
  say("\(table)")
  say("T5 has \(tuned.parameterCount) parameters, the LSTM \(results[2].model.parameterCount).\n")
  return (tuned, results)
}

/// Trains a T5 from the weights of another one, a T5 from its own first ones, and an LSTM.
func trained(
  _ tuned: T5Model, from pretrained: T5Model, steps: Int, _ texts: Texts, _ trainer: Trainer, seed: Int
) throws -> [TaskResult] {
  func result(_ name: String, _ model: some PairModel, steps: Int, rate: Scalar) throws -> TaskResult {
    try trainer.train("\(name), \(steps) steps, seed \(seed)", model, steps: steps, rate: rate, seed: seed) {
      texts.examples($0, using: &$1)
    }
    return TaskResult(name: name, model: model, scores: exactMatches(model, texts))
  }
  tuned.setParameters(from: pretrained)
  let scratch = newModel(texts, seed: seed)
  return [
    try result("T5, pre-trained", tuned, steps: steps, rate: 4e-3),
    try result("T5, from scratch", scratch, steps: steps, rate: 4e-3),
    // Its step takes half the time: measured once on two quiet cores, and written down here, so that the run is the same
    // everywhere.
    try result(
      "LSTM with attention", newTranslator(within: tuned.parameterCount, texts, seed: seed), steps: 2 * steps,
      rate: 5e-3),
  ]
}

/// An LSTM encoder–decoder of at most so many parameters.
func newTranslator(within budget: Int, _ texts: Texts, seed: Int) -> Translator<LSTMCell> {
  let V = texts.tokenizer.count
  return largest(within: budget) { size in
    var generator = Generator(seed: seed)
    return Translator<LSTMCell>(
      sourceVocabularySize: V, targetVocabularySize: V, width: 32, hiddenSize: size, score: ScaledDotScore.self,
      using: &generator)
  }
}
