import Course
import Datasets
import Foundation
import GPT
import LSTM
import RNN
import Training

// B batch · T positions · D width · V tokens

/// Text of the grammar whose entropy is known, as the models of this chapter read it.
struct LanguageTexts {
  let corpus: Corpus
  let contextLength = 128
  /// −ln p of every token of the test text by the grammar itself: the losses of the best possible model.
  private let exact: [Double]

  init(_ chapter: Chapter) {
    var generator = chapter.generator
    corpus = Corpus(
      characters: chapter.isQuick ? 50_000 : 1_000_000, testSentences: chapter.isQuick ? 20 : 250, using: &generator)
    exact = corpus.grammar.tokenLosses(of: corpus.decode(corpus.test))
  }

  /// The loss of a model on the test text, and how far it is above that of the grammar on the very same tokens.
  ///
  /// - Parameter start: The index of the first token whose loss is given.
  func score(_ tokenLosses: [Double], from start: Int) -> LanguageScore {
    let loss = mean(tokenLosses)
    return (loss, loss - mean(Array(exact[start..<start + tokenLosses.count])))
  }

  func score(_ model: GPTModel) -> LanguageScore {
    score(model.tokenLosses(of: corpus.test), from: model.configuration.contextLimit / 2 + 1)
  }

  func score<Cell>(_ model: LanguageModel<Cell>) -> LanguageScore {
    score(model.tokenLosses(of: corpus.test), from: 1)
  }
}

// MARK: 1

/// A line as the model gets it: at every position another text to continue.
func showTargets(_ texts: LanguageTexts, _ chapter: Chapter) throws {
  let line = "tom says \"no\""
  let tokens = try texts.corpus.grammar.vocabulary.encode(line)
  var table = Table(["position", "sees", "token", "predicts", "exact p"])
  let losses = texts.corpus.grammar.tokenLosses(of: line)
  for position in 0..<6 {
    let characters = Array(line)
    table.add([
      "\(position)", String(characters[...position]).debugDescription, "\(tokens[position])",
      String(characters[position + 1]).debugDescription, number(exp(-losses[position + 1])),
    ])
  }
  say("\(table)")
}

// MARK: 2

/// The GPT of this chapter: GPT-2's blocks without dropout, for it reads the text hardly twice, and with rotary positions in
/// place of a table, which learn faster.
func configuration(
  _ texts: LanguageTexts, width: Int = 64, heads: Int = 4, depth: Int = 3, isRotary: Bool = true
) -> GPTConfiguration {
  var shape = GPTConfiguration(width: width, heads: heads, depth: depth, dropout: 0)
  (shape.vocabularySize, shape.contextLimit) = (texts.corpus.vocabularySize, texts.contextLength)
  shape.block.isRotary = isRotary
  // Of so narrow a model, weights of 0.02 would take many steps to grow.
  shape.initialDeviation = 0.05
  return shape
}

/// What a model reached on the test text, in nats per token, and how much of it the best possible model would not have there.
typealias LanguageScore = (loss: Double, above: Double)

/// The recipe of all language models: 1,024 tokens a step. With seed 100 the learning rates are the best of 2e-3, 5e-3, 1e-2
/// and 2e-2, and β₂ = 0.99 is better for GPT than 0.999 and no worse for the others.
private func plan(_ steps: Int, rate: Scalar, seed: Int) -> TrainingPlan {
  var plan = TrainingPlan(steps: steps, learningRate: rate, finalLearningRate: rate / 50, seed: seed)
  plan.optimizer = { AdamW($0, beta2: 0.99) }
  return plan
}

/// A GPT that is trained on the text, evaluated now and then by how far it is above the best possible.
func trainedGPT(
  _ name: String, _ texts: LanguageTexts, _ shape: GPTConfiguration, steps: Int, _ trainer: Trainer, seed: Int
) throws -> (model: GPTModel, run: TrainingRun) {
  var generator = Generator(seed: seed)
  let model = GPTModel(shape, using: &generator)
  var plan = plan(steps, rate: 5e-3, seed: seed)
  plan.batchSize = 8
  let run = try trainer.train(
    name, model, on: texts.corpus.training, contextLength: texts.contextLength, plan,
    evaluation: { Scalar(texts.score(model).above) }
  ) { batch, randomness in model.loss(batch, .training(randomness)) }
  return (model, run)
}

/// A recurrent model with as many parameters, which reads the text from its beginning to its end and carries its state.
func trainedRecurrent<Cell: RecurrentCell>(
  _ name: String, _: Cell.Type, within budget: Int, _ texts: LanguageTexts, steps: Int, _ trainer: Trainer, seed: Int,
  initialize: (Recurrent<Cell>) -> Void = { _ in }
) throws -> (model: LanguageModel<Cell>, run: TrainingRun) {
  let model = largest(within: budget) { hiddenSize in
    var generator = Generator(seed: seed)
    return LanguageModel<Cell>(
      vocabularySize: texts.corpus.vocabularySize, width: 32, hiddenSize: hiddenSize, using: &generator)
  }
  initialize(model.net)
  let batches = try TextBatches(texts.corpus.training, batchSize: 16, contextLength: 64)
  let run = try trainer.train(name, model, on: batches, plan(steps, rate: 1e-2, seed: seed)) {
    Scalar(texts.score(model).above)
  }
  return (model, run)
}

/// The steps of a recurrent model that take as long as so many of a GPT of the same size: measured once on two quiet cores,
/// and written down here, so that the run is the same everywhere.
enum EqualSeconds {
  static func lstm(_ steps: Int) -> Int { steps * 150 / 100 }
  static func gru(_ steps: Int) -> Int { steps * 165 / 100 }
}

/// A GPT, an LSTM and a GRU with equal parameters and in equal seconds, and an n-gram that counts the whole text.
func compareModels(
  _ texts: LanguageTexts, _ chapter: Chapter, _ trainer: Trainer
) throws -> (gpt: GPTModel, gru: LanguageModel<GRUCell>) {
  let (corpus, seed) = (texts.corpus, chapter.seed)
  let steps = chapter.steps(1200, quick: 10)
  let gpt = try trainedGPT("GPT", texts, configuration(texts), steps: steps, trainer, seed: seed)
  let budget = gpt.model.parameterCount
  let lstm = try trainedRecurrent(
    "LSTM", LSTMCell.self, within: budget, texts, steps: EqualSeconds.lstm(steps), trainer, seed: seed
  ) { $0.initializeGates(forgetBias: 1) }
  let gru = try trainedRecurrent(
    "GRU", GRUCell.self, within: budget, texts, steps: EqualSeconds.gru(steps), trainer, seed: seed)
  let gram = NGram(order: 5, vocabularySize: corpus.vocabularySize, text: corpus.training)

  var curves = LinePlot("loss above the best possible, on the test text", x: "step", y: "nats per token", logY: true)
  var table = Table(["model", "parameters", "loss", "above the best", "bits per byte", "floor", "tokens/s"])
  chapter.results["floor"] = JSON(corpus.floor)
  func add(_ name: String, parameters: Int, _ score: LanguageScore, _ run: TrainingRun? = nil) {
    let bits = score.loss / log(2)  // every character is one byte
    table.add([
      name, "\(parameters)", number(score.loss), number(score.above), number(bits), number(corpus.floor / log(2)),
      run.map { number($0.speed.rounded()) } ?? "–",
    ])
    chapter.results[name] = [
      "loss": JSON(score.loss), "above": JSON(score.above), "bitsPerByte": JSON(bits), "parameters": JSON(parameters),
      "tokensPerSecond": JSON(run?.speed ?? .nan), "floor": JSON(corpus.floor),
    ]
    if let run { curves.add(name, run.evaluations.map { (x: Double($0.step), y: Double($0.value)) }) }
  }
  add("GPT", parameters: budget, texts.score(gpt.model), gpt.run)
  add("LSTM", parameters: lstm.model.parameterCount, texts.score(lstm.model), lstm.run)
  add("GRU", parameters: gru.model.parameterCount, texts.score(gru.model), gru.run)
  add("5-gram", parameters: gram.parameterCount, texts.score(gram.tokenLosses(of: corpus.test), from: 1))
  chapter.show("test-loss", curves.text(), svg: curves.svg)
  say("\(table)")
  return (gpt.model, gru.model)
}
