import Course
import Datasets
import Foundation
import LSTM
import RNN

func learnFile(_ path: String, _ chapter: Chapter, _ trainer: Trainer) throws {
  let rate = chapter.number("learning-rate") ?? 5e-3
  let plan = TrainingPlan(
    steps: chapter.steps(3000, quick: 30), learningRate: Scalar(rate), finalLearningRate: Scalar(rate) / 50,
    seed: chapter.seed)
  let (batchSize, contextLength) = (chapter.integer("batch") ?? 16, chapter.integer("context") ?? 64)
  let (width, hiddenSize) = (chapter.integer("width") ?? 32, chapter.integer("hidden") ?? 128)
  let layers = chapter.integer("layers") ?? 1
  let file = try TextFile(contentsOf: path)
  let V = file.vocabulary.count
  typealias Model = LanguageModel<LSTMCell>
  let parameters = Model.parameterCount(vocabularySize: V, width: width, hiddenSize: hiddenSize, layers: layers)
  let activations = Model.activationCount(vocabularySize: V, width: width, hiddenSize: hiddenSize, layers: layers)
  try chapter.checkMemory(
    parameters: Double(parameters), activations: Double(batchSize * contextLength) * Double(activations))
  try file.require(characters: 10 * batchSize * contextLength / 9 + 2)
  let (training, test) = TextBatches.split(file.tokens, validation: min(0.1, 20_000 / Double(file.tokens.count)))
  var generator = chapter.generator
  let model = Model(
    vocabularySize: V, width: width, hiddenSize: hiddenSize, layers: layers, using: &generator)
  model.net.initializeGates(forgetBias: 1)
  say("\(model)")
  let text = try TextBatches(training, batchSize: batchSize, contextLength: contextLength)
  let run = try trainer.train("LSTM", model, on: text, test: test, plan)
  let loss = mean(model.tokenLosses(of: test))
  var curves = LinePlot("test loss", x: "step", y: "nats per token")
  curves.add("LSTM", run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
  chapter.show("test-loss", curves.text(), svg: curves.svg)
  var table = Table(["model", "parameters", "loss", "perplexity", "tokens/s"])
  table.add(["LSTM", "\(model.parameterCount)", number(loss), number(exp(loss)), number(run.speed.rounded())])
  say("\(table)")
  let sample = file.vocabulary.decode(
    model.generate([[test[0]]], limit: 600, sampler: Sampler(temperature: 0.8), using: &generator)[0])
  say(sample.printableLines)
  chapter.results["LSTM"] = [
    "loss": JSON(loss), "perplexity": JSON(exp(loss)), "parameters": JSON(model.parameterCount),
    "tokensPerSecond": JSON(run.speed),
  ]
  chapter.results["sample"] = .text(sample)
}
