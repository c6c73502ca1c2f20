import Course
import Datasets
import Foundation
import LSTM
import RNN

let chapter = Chapter(
  "04-lstm", "LSTM and GRU: gated cells against the plain recurrent net, and the cell state inspected",
  options: [
    Option("text", .file(mustExist: true), "train on the characters of this text instead, and generate more of it"),
    Option("width", .size, "width of the character embedding (default 32)", with: "text"),
    Option("hidden", .size, "hidden size of each layer (default 128)", with: "text"),
    Option("layers", .size, "layers (default 1)", with: "text"),
    Option("context", .size, "characters that gradients flow through (default 64)", with: "text"),
    Option("batch", .size, "sequences in a batch (default 16)", with: "text"),
    Option(
      "learning-rate", .number(atLeast: 1e-9, atMost: 100), "highest learning rate (default 0.005)", with: "text"),
  ])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  if let path = chapter.file("text") { return try learnFile(path, chapter, trainer) }
  say("1. Gradients through time".bold())
  measureGradients(chapter)
  say("2. Long delays: adding and copying".bold())
  try compareOnDelays(chapter, trainer)
  say("3. A language model".bold())
  let (model, corpus) = try learnLanguage(chapter, trainer)
  say("4. Interpretable cells".bold())
  inspectCells(model, corpus, chapter)
  say("5. The bottleneck of one state".bold())
  try measureBottleneck(chapter, trainer)
}

enum Cells {
  static var all: [(name: String, kind: any RecurrentCell.Type)] {
    [("RNN", RNNCell.self), ("GRU", GRUCell.self), ("LSTM", LSTMCell.self)]
  }
}

// MARK: 1

/// The norm of the gradient of the last state with respect to earlier ones, in cells that are not trained.
func measureGradients(_ chapter: Chapter) {
  let steps = 100
  var plot = LinePlot("gradient of the last state with respect to earlier ones", x: "steps back", y: "norm", logY: true)
  var table = Table(["relative gradient norm", "10 steps back", "50 steps back", "100 steps back"])
  func measure<Cell: RecurrentCell>(_ name: String, _: Cell.Type, bias: Scalar? = nil) {
    var generator = chapter.generator
    let net = Recurrent<Cell>(inputSize: 8, hiddenSize: 64, using: &generator)
    if let bias { (net as? LSTM)?.initializeGates(forgetBias: bias) }
    let x = Tensor.normal([steps, 16, 8], using: &generator)
    let weights = Tensor.normal([16, 64], using: &generator)
    let gradients = net.layers[0].forward.stateGradients(along: x, from: .zeros(16, Cell.stateCount * 64)) {
      ($0.columns(0..<64) * constant(weights)).sum
    }
    let norms = gradients.reversed().map { Double($0.norm) }
    plot.add(name, norms.enumerated().map { (x: Double($0), y: $1) })
    table.add([name] + [10, 50, 100].map { number(norms[$0] / norms[0]) })
    chapter.results["gradient left after 100 steps, \(name)"] = JSON(norms[100] / norms[0])
  }
  for (name, kind) in Cells.all { measure(name, kind) }
  measure("LSTM, bias 5", LSTMCell.self, bias: 5)
  chapter.show("gradient-by-cell", plot.text(), svg: plot.svg)
  say("\(table)")
}

// MARK: 3

func learnLanguage(_ chapter: Chapter, _ trainer: Trainer) throws -> (LanguageModel<LSTMCell>, Corpus) {
  var plan = TrainingPlan(
    steps: chapter.steps(3200, quick: 40), learningRate: 1e-2, finalLearningRate: 1e-2 / 50, seed: chapter.seed)
  plan.clipping = 0.3
  plan.optimizer = { AdamW($0, beta2: 0.95) }
  let (batchSize, contextLength) = (16, 96)
  var generator = chapter.generator
  let corpus = Corpus(
    characters: batchSize * (contextLength * plan.steps + 1),
    testSentences: chapter.isQuick ? 60 : 1200,
    using: &generator)
  let text = try TextBatches(corpus.training, batchSize: batchSize, contextLength: contextLength)
  let start = generator
  var curves = LinePlot("test loss", x: "step", y: "nats per token")
  var table = Table(["model", "hidden size", "parameters", "loss", "floor", "perplexity", "exp(floor)", "tokens/s"])
  chapter.results["floor"] = JSON(corpus.floor)

  func train<Cell: RecurrentCell>(_ name: String, _: Cell.Type) throws -> any Module {
    let model = largest(within: 55_500) { hiddenSize in
      var generator = start
      return LanguageModel<Cell>(
        vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: hiddenSize, using: &generator)
    }
    let H = model.net.layers[0].forward.hiddenSize
    (model.net as? LSTM)?.initializeInputDriven()
    let run = try trainer.train(name, model, on: text, test: Array(corpus.test.prefix(5000)), plan)
    let loss = mean(model.tokenLosses(of: corpus.test))
    curves.add(name, run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
    table.add([
      name, "\(H)", "\(model.parameterCount)", number(loss), number(corpus.floor), number(exp(loss)),
      number(exp(corpus.floor)), number(run.speed.rounded()),
    ])
    chapter.results[name] = [
      "loss": JSON(loss), "perplexity": JSON(exp(loss)), "parameters": JSON(model.parameterCount),
      "tokensPerSecond": JSON(run.speed),
    ]
    return model
  }
  var models: [any Module] = []
  for (name, kind) in Cells.all { models.append(try train(name, kind)) }
  curves.addFloor("floor", corpus.floor)
  chapter.show("test-loss", curves.text(), svg: curves.svg)
  say("\(table)")
  let perfect = corpus.grammar.loss(on: corpus.decode(corpus.test))
  say("The grammar itself, the perfect model, has the loss \(number(perfect)) on this test text.")
  chapter.results["floor on the test"] = JSON(perfect)
  let model = models.last as! LanguageModel<LSTMCell>
  let sample = model.generate([[corpus.lineEnd!]], limit: 300, using: &generator)[0]
  say("The LSTM generates:".dim())
  say(corpus.decode(sample))
  say()
  return (model, corpus)
}

// MARK: 4

/// The cells that correlate most with quotation, brackets and the position in the line, on the test text.
func inspectCells(_ model: LanguageModel<LSTMCell>, _ corpus: Corpus, _ chapter: Chapter) {
  let text = corpus.decode(corpus.test)
  let cellStates = model.cellStates(of: corpus.test)
  let features = TextFeatures(of: text)
  let signals = [
    ("inside quotes", features.isQuoted.map { $0 ? 1.0 : 0 }, "\""),
    ("depth of brackets", features.depth.map { Double($0) }, "("),
    ("position in the line", features.column.map { Double($0) }, "."),
  ]
  var table = Table(["signal", "cell", "correlation", "best possible"])
  for (name, signal, sign) in signals {
    let cell = InterpretableCell(of: signal, among: cellStates)
    table.add([name, "\(cell.index)", number(cell.correlation), "1"])
    chapter.results["cell for \(name)"] = ["unit": JSON(cell.index), "correlation": JSON(cell.correlation)]
    let values = cellStates.columns(cell.index..<cell.index + 1).scalars.map { Double($0) }
    say("Cell \(cell.index): \(name)".dim())
    var start = 0
    var printed = 0
    for line in text.split(separator: "\n") where printed < 3 {
      let end = start + line.count
      if line.contains(sign) {
        say(heatText(Array(line), values: Array(values[start..<end])))
        printed += 1
      }
      start = end + 1
    }
  }
  say(heatLegend())
  say("\(table)")
}

// MARK: 5

/// Copying longer and longer messages with a state of one size.
func measureBottleneck(_ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["message length", "loss per token", "chance", "best possible"])
  let steps = chapter.steps(400, quick: 5)
  for length in [1, 2, 4, 8, 16] {
    let memory = CopyMemory(messageLength: length, kinds: 8, delay: 1)
    var generator = chapter.generator
    let model = LanguageModel<LSTMCell>(
      vocabularySize: memory.vocabularySize, width: 8, hiddenSize: 32, using: &generator)
    let plan = TrainingPlan(steps: steps, learningRate: 1e-2, seed: chapter.seed)
    let run = try trainer.train("copying \(length) tokens", model, plan) { _, randomness in
      let batch = memory.batch(size: 32, using: &randomness.generator)
      return crossEntropy(model(batch.inputs, batch: batch.size).logits, batch.targets)
    }
    let scale = Double(memory.length) / Double(length)
    let loss = scale * run.meanLoss(last: steps / 20)
    table.add(["\(length)", number(loss), number(log(8)), "0"])
    chapter.results["copying \(length) tokens"] = JSON(loss)
  }
  say("\(table)")
}
