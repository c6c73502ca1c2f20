import Course
import Datasets
import Foundation
import LSTM
import RNN

// MARK: 3

/// The text, the batches and the training plan of this chapter's language models, for one seed.
struct LanguageTask {
  let corpus: Corpus
  let text: TextBatches
  let plan: TrainingPlan
  private let start: Generator
  let seed: Int

  static let (batchSize, contextLength) = (16, 96)

  init(_ chapter: Chapter, seed: Int) throws {
    let steps = chapter.steps(3200, quick: 30)
    let (B, T) = (LanguageTask.batchSize, LanguageTask.contextLength)
    var plan = TrainingPlan(steps: steps, learningRate: 1e-2, finalLearningRate: 1e-2 / 50, seed: seed)
    plan.clipping = 0.3
    plan.optimizer = { AdamW($0, beta2: 0.95) }
    var generator = Generator(seed: seed)
    corpus = Corpus(
      characters: B * (T * steps + 1), testSentences: chapter.isQuick ? 60 : 1200, using: &generator)
    text = try TextBatches(corpus.training, batchSize: B, contextLength: T)
    (start, self.plan, self.seed) = (generator, plan, seed)
  }

  /// The loss of the grammar itself on the test text.
  var perfectLoss: Double { corpus.grammar.loss(on: corpus.decode(corpus.test)) }

  /// The largest model within the budget of parameters, not trained.
  func model<Cell: RecurrentCell>(_: Cell.Type, _ beginning: Beginning) -> LanguageModel<Cell> {
    let model = largest(within: 55_500) { hiddenSize in
      var generator = start
      return LanguageModel<Cell>(
        vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: hiddenSize, using: &generator)
    }
    beginning.set(model.net)
    return model
  }

  /// A trained model of the given kind, its run, and its loss on the test text.
  func train<Cell: RecurrentCell>(
    _ name: String, _ kind: Cell.Type, _ beginning: Beginning, _ trainer: Trainer
  ) throws -> (model: LanguageModel<Cell>, run: TrainingRun, loss: Double) {
    let model = model(kind, beginning)
    var plan = plan
    // The best of four rates for a plain net; for a gated cell 0.005 and 0.02 end higher.
    if Cell.self == RNNCell.self { plan.learningRate = 2.5e-3 }
    plan.finalLearningRate = plan.learningRate / 50
    let run = try trainer.train(name, model, on: text, test: Array(corpus.test.prefix(5000)), plan)
    return (model, run, mean(model.tokenLosses(of: corpus.test)))
  }
}

/// Trains an RNN, a GRU and an LSTM on the same text, and shows their losses.
func learnLanguage(_ chapter: Chapter, _ trainer: Trainer) throws -> (task: LanguageTask, models: LanguageModels) {
  let task = try LanguageTask(chapter, seed: chapter.seed)
  let corpus = task.corpus
  var curves = LinePlot("test loss", x: "step", y: "nats per token")
  var table = Table(["model", "hidden size", "parameters", "loss", "floor", "perplexity", "exp(floor)", "tokens/s"])
  chapter.results["floor"] = JSON(corpus.floor)

  func train<Cell: RecurrentCell>(_ name: String, _ kind: Cell.Type) throws -> LanguageModel<Cell> {
    let (model, run, loss) = try task.train(name, kind, kind == RNNCell.self ? .bias1 : .inputDriven, trainer)
    curves.add(name, run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
    table.add([
      name, "\(model.net.layers[0].forward.hiddenSize)", "\(model.parameterCount)", number(loss),
      number(corpus.floor), number(exp(loss)), number(exp(corpus.floor)), number(run.speed.rounded()),
    ])
    chapter.results[name] = [
      "loss": JSON(loss), "perplexity": JSON(exp(loss)), "parameters": JSON(model.parameterCount),
      "tokensPerSecond": JSON(run.speed),
    ]
    return model
  }
  let models = LanguageModels(
    rnn: try train("RNN", RNNCell.self), gru: try train("GRU", GRUCell.self), lstm: try train("LSTM", LSTMCell.self))
  curves.addFloor("floor", corpus.floor)
  chapter.show("test-loss", curves.text(), svg: curves.svg)
  say("\(table)")
  let perfect = task.perfectLoss
  say("The grammar itself, the perfect model, has the loss \(number(perfect)) on this test text.")
  chapter.results["floor on the test"] = JSON(perfect)
  var generator = chapter.generator
  let sample = models.lstm.generate([[corpus.lineEnd!]], limit: 300, using: &generator)[0]
  say("The LSTM generates:".dim())
  say(corpus.decode(sample))
  say()
  return (task, models)
}

/// The trained language models of the default run.
struct LanguageModels {
  let rnn: LanguageModel<RNNCell>
  let gru: LanguageModel<GRUCell>
  let lstm: LanguageModel<LSTMCell>
}
