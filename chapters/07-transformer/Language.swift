import Course
import Datasets
import Foundation
import LSTM
import RNN
import Transformer

// B batch · T positions · D width

// MARK: 7

/// A Transformer, the LSTM of chapter 04 on as many tokens, and the LSTM in as many seconds.
private enum Reader: String, CaseIterable {
  case transformer = "Transformer"
  case equalTokens = "LSTM, equal tokens"
  case equalSeconds = "LSTM, equal seconds"

  /// Tokens for each token of the Transformer. The LSTM reads 2.2 tokens in the time in which the Transformer reads one:
  /// measured once, on one thread. A fixed number, so that the run stays deterministic.
  var tokensPerToken: Double { self == .equalSeconds ? 2.2 : 1 }

  static let batchSize = 8

  /// T, the better of 64 and 96 for each with one seed.
  var contextLength: Int { self == .transformer ? 96 : 64 }

  /// The rate is the best of 0.005, 0.01 and 0.02 for both, at T = 64 and with one seed; the LSTM's recipe is chapter 04's
  /// but for the batches.
  func plan(_ steps: Int, _ seed: Int) -> TrainingPlan {
    var plan = TrainingPlan(steps: steps, learningRate: 1e-2, finalLearningRate: 1e-2 / 50, seed: seed)
    plan.batchSize = Reader.batchSize
    plan.evaluationInterval = max(1, (steps + 4) / 5)  // each takes as long as many steps
    plan.optimizer = { AdamW($0, beta2: 0.95) }
    if self != .transformer { plan.clipping = 0.3 }
    return plan
  }
}

/// What one training left: the losses of the test text from token `start` on.
private struct Outcome {
  let run: TrainingRun
  let losses: [Double]
  let start: Int
}

private func newTransformer(_ corpus: Corpus, seed: Int) -> CausalLanguageModel {
  var generator = Generator(seed: seed)
  var shape = BlockConfiguration(width: 48, heads: 3)
  shape.isRotary = true
  return CausalLanguageModel(vocabularySize: corpus.vocabularySize, shape, depth: 2, using: &generator)
}

extension Reader {
  fileprivate func train(
    _ name: String, on corpus: Corpus, tokens: Int, _ seed: Int, _ chapter: Chapter, _ trainer: Trainer
  ) throws -> Outcome {
    let transformer = newTransformer(corpus, seed: seed)
    let T = contextLength
    let steps = tokens / (Reader.batchSize * T)
    let plan = plan(chapter.steps(steps, quick: steps), seed)
    if self == .transformer {
      let evaluation = { Scalar(mean(transformer.tokenLosses(of: corpus.test, contextLength: T))) }
      let run = try trainer.train(
        name, transformer, on: corpus.training, contextLength: T, plan, evaluation: evaluation
      ) { batch, _ in transformer.loss(batch) }
      return Outcome(
        run: run, losses: transformer.tokenLosses(of: corpus.test, contextLength: T), start: T / 2 + 1)
    }
    let model = largest(within: transformer.parameterCount) { hiddenSize in
      var generator = Generator(seed: seed)
      return LanguageModel<LSTMCell>(
        vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: hiddenSize, using: &generator)
    }
    model.net.initializeInputDriven()
    let text = try TextBatches(
      Array(corpus.training.prefix(tokens + Reader.batchSize)), batchSize: Reader.batchSize, contextLength: T)
    let run = try trainer.train(
      name, model, on: text, test: corpus.test, plan)
    return Outcome(run: run, losses: model.tokenLosses(of: corpus.test), start: 1)
  }
}

/// - Returns: The Transformer of the first seed, trained on the fewest tokens.
func learnLanguage(_ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws -> CausalLanguageModel {
  var curves = LinePlot("loss above the floor", x: "million tokens", y: "nats per token", logY: true)
  var table = Comparison(
    ["model", "tokens"], ["loss", "above floor", "name loss"], ranges: [1, 2], rest: ["parameters", "tokens/s"], chapter
  )
  var first: CausalLanguageModel?
  for tokens in chapter.isQuick ? [30_000] : chapter.isFull ? [1_600_000, 3_200_000] : [1_600_000] {
    for reader in Reader.allCases {
      let count = Int(Double(tokens) * reader.tokensPerToken)
      let millions = "\(number(Double(count) / 1e6, digits: 2)) M"
      var (parameters, speed) = (0, 0.0)
      let row = try chapter.row([reader.rawValue, millions]) { seed in
        let name = chapter.name("\(reader.rawValue), \(count) tokens", seed)
        let outcome = try reader.train(name, on: corpus, tokens: count, seed, chapter, trainer)
        (parameters, speed) = (outcome.run.model.parameterCount, outcome.run.speed)
        if first == nil, let model = outcome.run.model as? CausalLanguageModel { first = model }
        if seed == chapter.seed {
          let perStep = Double(outcome.run.losses.count) / Double(count) * 1e6
          curves.add(
            "\(reader.rawValue), \(millions)",
            outcome.run.evaluations.map { (x: Double($0.step) / perStep, y: Double($0.value) - corpus.floor) })
        }
        let names = zip(outcome.losses, corpus.dependencies[outcome.start...]).filter { $1 == .copy }.map(\.0)
        let loss = mean(outcome.losses)
        return [loss, loss - corpus.floor, mean(names)]
      }
      table.add(row, ["\(parameters)", number(speed.rounded())])
      chapter.results["\(reader.rawValue), \(count) tokens"] = [
        "loss": JSON(row.numbers[0]), "perplexity": JSON(exp(mean(row.numbers[0]))),
        "parameters": JSON(parameters), "lossOnRepeatingNames": JSON(row.numbers[2]),
        "tokensPerSecond": JSON(speed), "floor": JSON(corpus.floor),
      ]
    }
  }
  chapter.show("test-loss", curves.text(), svg: curves.svg)
  say("\(table.table)")
  chapter.showDigests([("Transformer", first!)])
  let perfect = corpus.grammar.loss(on: corpus.decode(corpus.test))
  say(
    "The floor is \(number(corpus.floor)). The grammar itself has the loss \(number(perfect)) on this test text."
  )
  chapter.results["floor on the test"] = JSON(perfect)
  return first!
}
