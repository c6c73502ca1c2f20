import Course
import Datasets
import Foundation
import RNN

/// Each method against the same model without it: the same initial weights, text and number of steps.
func compareMethods(_ chapter: Chapter, _ trainer: Trainer, _ corpus: Corpus) throws {
  let steps = chapter.steps(800, quick: 10)
  let (medium, small) = (40_000, 5_000)
  let test = Array(corpus.test.prefix(6_000))
  var table = Table(["method", "training loss", "test loss", "lowest", "valid run", "tokens/s"])
  func measure<Cell: RecurrentCell>(
    _ name: String, _: Cell.Type, on size: Int, dropout: RecurrentDropout = .none,
    sampling: SamplingSchedule? = nil, change: (inout TrainingPlan) -> Void = { _ in }
  ) throws {
    var generator = chapter.generator
    let model = LanguageModel<Cell>(
      vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 128, dropout: dropout, using: &generator)
    var plan = languagePlan(steps: steps, chapter)
    change(&plan)
    let text = try TextBatches(Array(corpus.training.prefix(size)), batchSize: 16, contextLength: 32)
    let run = try trainer.train(name, model, on: text, test: test, plan, sampling: sampling)
    let trainingLoss = run.meanLoss(last: 50)
    let (last, best) = (Double(run.evaluations.last!.value), Double(run.evaluations.map(\.value).min()!))
    let validRun = corpus.legalLength(of: model, seed: chapter.seed)
    let numbers = [trainingLoss, last, best, validRun].map { number($0) } + [number(run.speed.rounded())]
    table.add([name] + numbers)
    chapter.results[name] = [
      "trainingLoss": JSON(trainingLoss), "loss": JSON(last), "bestLoss": JSON(best), "validRun": JSON(validRun),
      "parameters": JSON(model.parameterCount), "tokensPerSecond": JSON(run.speed),
    ]
  }

  try measure("Adam", RNNCell.self, on: medium)
  try measure("Adam, layer norm", LayerNormRNNCell.self, on: medium)
  let schedules: [(String, SamplingSchedule)] = [
    ("sampling, linear", .linear(slope: 0.05 / Double(steps))),
    ("sampling, exponential", .exponential(base: pow(0.95, 1 / Double(steps)))),
    ("sampling, inverse sigmoid", .inverseSigmoid(k: 0.37 * Double(steps))),
  ]
  for (name, schedule) in schedules { try measure(name, RNNCell.self, on: medium, sampling: schedule) }
  try measure("no dropout", RNNCell.self, on: small)
  try measure(
    "ordinary dropout", RNNCell.self, on: small, dropout: RecurrentDropout(states: 0.25, isVariational: false))
  try measure("variational dropout", RNNCell.self, on: small, dropout: RecurrentDropout(states: 0.25))

  /// Plain gradient descent at so high a learning rate that it can diverge.
  func highRate(_ plan: inout TrainingPlan, clipping: Scalar? = nil) {
    (plan.optimizer, plan.clipping) = ({ SGD($0) }, clipping)
    (plan.learningRate, plan.finalLearningRate) = (4, 4 / 50)
  }
  try measure("SGD, clipping", RNNCell.self, on: medium) { highRate(&$0, clipping: 1) }
  try measure("SGD, layer norm", LayerNormRNNCell.self, on: medium) { highRate(&$0) }
  try measure("SGD, no clipping", RNNCell.self, on: medium) { highRate(&$0) }
  say("Trained on \(number(Double(medium))) tokens, the dropout rows on \(number(Double(small))).")
  say("Lowest: the lowest test loss during training.")
  say("Valid run: tokens generated before the first that the grammar does not allow.")
  say("\(table)")
}

extension Corpus {
  /// How many tokens a model generates, on average, before the first that the grammar does not allow.
  func legalLength(of model: LanguageModel<some RecurrentCell>, seed: Int) -> Double {
    var generator = Generator(seed: seed)
    let prompts = [[Int]](repeating: prompt(), count: 300)
    return mean(model.generate(prompts, limit: 80, using: &generator).map { Double(legalLength(of: $0)) })
  }
}
