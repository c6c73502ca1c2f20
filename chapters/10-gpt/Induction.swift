import Course
import Datasets
import Foundation
import GPT
import Tensors
import Training

// B batch · T positions · H heads

// MARK: 6

/// Random tokens that are repeated after 16 to 32 of them: nothing but the first time tells the second.
struct RepeatedTexts {
  let contextLength = 64
  let batchSize = 16
  let vocabularySize = MadeUpLanguage.vocabulary.count

  func batch(using generator: inout Generator) -> TokenBatch { batch(batchSize, period: 16...32, using: &generator) }

  /// Texts whose first half is repeated once.
  var test: TokenBatch {
    var generator = Generator(seed: 0x7E57)
    return batch(64, period: contextLength / 2...contextLength / 2, using: &generator)
  }

  private func batch(_ size: Int, period: ClosedRange<Int>, using generator: inout Generator) -> TokenBatch {
    RepeatedText.batch(
      size, contextLength: contextLength, period: period, vocabularySize: vocabularySize, using: &generator)
  }
}

/// A model in training with the induction scores of its heads so far. As a buffer, they are part of a checkpoint, too.
struct WatchedModel: Module {
  let model: GPTModel
  let history: Buffer  // [evaluations, heads]
  let test: TokenBatch

  init(_ model: GPTModel, evaluations: Int, test: TokenBatch) {
    self.model = model
    self.test = test
    history = Buffer(.zeros(evaluations, model.configuration.depth * model.configuration.block.heads))
  }

  /// Writes down the scores as one row of the history, and returns the loss on the repetition.
  func look(_ index: Int) -> Scalar {
    let scores = model.inductionScores(test.inputs, batch: test.size).joined()
    let row = Tensor(scores.map { Scalar($0) }).reshaped(1, -1)
    let count = history.value.shape[0]
    history.value = .concatenate([
      history.value.slice(axis: 0, 0..<index), row, history.value.slice(axis: 0, index + 1..<count),
    ])
    return repetitionLoss(model(test.inputs, batch: test.size).value, test)
  }

  /// Every head with its induction scores over the evaluations, and its attention to the token before now.
  var heads: [(name: String, induction: [Double], previous: Double)] {
    let previous = model.previousTokenScores(test.inputs, batch: test.size)
    let perBlock = model.configuration.block.heads
    return previous.enumerated().flatMap { block, scores in
      scores.enumerated().map { head, score in
        let column = (0..<history.value.shape[0]).map { Double(history.value[$0, block * perBlock + head]) }
        return ("block \(block + 1), head \(head + 1)", column, score)
      }
    }
  }
}

/// The mean token loss in the second half, but for its first token, which nothing announces.
func repetitionLoss(_ logits: Tensor, _ test: TokenBatch) -> Scalar {
  let T = test.length
  let late = (0..<test.size).flatMap { row in (T / 2..<T).map { row * T + $0 } }
  return crossEntropy(constant(logits.asRows.rows(at: late)), late.map { test.targets[$0] }).value.scalar
}

func inductionConfiguration(depth: Int = 2, isRotary: Bool = true) -> GPTConfiguration {
  var shape = GPTConfiguration(width: 64, heads: 2, depth: depth, dropout: 0)
  (shape.vocabularySize, shape.contextLimit) = (MadeUpLanguage.vocabulary.count, 96)
  shape.block.isRotary = isRotary
  shape.initialDeviation = 0.05
  return shape
}

/// A model that learns to copy, watched while it does.
func trainedToCopy(
  _ name: String, _ shape: GPTConfiguration, _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> (watched: WatchedModel, run: TrainingRun) {
  var generator = Generator(seed: seed)
  // The rate stays high: a head forms when it does, not when a schedule ends.
  var plan = TrainingPlan(
    steps: chapter.steps(800, quick: 4), learningRate: 3e-3, finalLearningRate: 1e-3, seed: seed)
  plan.evaluationInterval = max(1, plan.steps / 40)
  let evaluations = plan.steps / plan.evaluationInterval + (plan.steps % plan.evaluationInterval == 0 ? 0 : 1)
  let texts = RepeatedTexts()
  let watched = WatchedModel(GPTModel(shape, using: &generator), evaluations: evaluations, test: texts.test)
  plan = plan.countingTokens(texts.batchSize * texts.contextLength)
  var index = 0
  let run = try trainer.train(name, watched, plan) {
    defer { index += 1 }
    return watched.look(index)
  } loss: { _, randomness in
    watched.model.loss(texts.batch(using: &randomness.generator), .training(randomness))
  }
  return (watched, run)
}

/// The loss on repeated texts and the induction score of every head, over the training.
///
/// - Returns: The model that has learned to copy.
func learnInduction(_ chapter: Chapter, _ trainer: Trainer) throws -> GPTModel {
  let (watched, run) = try trainedToCopy(
    "repeated texts", inductionConfiguration(), chapter, trainer, seed: chapter.seed)
  let (heads, chance) = (watched.heads, log(Double(RepeatedTexts().vocabularySize)))
  let steps = run.evaluations.map { Double($0.step) }
  var losses = LinePlot("loss on the repetition", x: "step", y: "nats per token")
  losses.add("GPT", run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
  losses.addFloor("by chance", chance)
  var scores = LinePlot("attention to the token after the last time", x: "step", y: "induction score")
  var table = Table(["head", "induction score", "attention to the token before"])
  for head in heads {
    scores.add(head.name, zip(steps, head.induction).map { (x: $0, y: $1) })
    table.add([head.name, number(head.induction.last!), number(head.previous)])
  }
  chapter.show("induction-loss", losses.text(height: 8), svg: losses.svg)
  chapter.show("induction-heads", scores.text(height: 8), svg: scores.svg)
  say("\(table)")
  let half = run.evaluations.first { Double($0.value) < chance / 2 }?.step
  let best = heads.max { $0.induction.last! < $1.induction.last! }!
  let turn = zip(steps, best.induction).first { $1 > best.induction.last! / 2 }?.0
  say(
    "The loss is below half of chance from step \(half.map { "\($0)" } ?? "–") on; the score of \(best.name) is above "
      + "half of its last from step \(turn.map { "\(Int($0))" } ?? "–") on.")
  say()
  chapter.results["induction"] = [
    "loss": JSON(Double(run.evaluations.last!.value)), "chance": JSON(chance),
    "scores": .list(heads.map { JSON($0.induction.last!) }),
  ]
  return watched.model
}
