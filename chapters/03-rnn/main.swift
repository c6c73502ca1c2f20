import Course
import Datasets
import Foundation
import RNN

let chapter = Chapter("03-rnn", "recurrent nets: against n-grams, in five input and output shapes, and where they fail", options: [.seeds])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  var generator = chapter.generator
  let corpus = Corpus(
    characters: chapter.isQuick ? 40_000 : 200_000, testSentences: chapter.isQuick ? 60 : 400, using: &generator)
  switch ProcessInfo.processInfo.environment["ONLY"] {
  case "s": return try compareSchedules(chapter, trainer, corpus)
  case "c": return try compareClipping(chapter, trainer, corpus)
  default: break
  }
  say("1. n-gram models against recurrent nets".bold())
  let (models, losses) = try compareWithNGrams(chapter, trainer, corpus)
  say("2. Five shapes of input and output".bold())
  try showShapes(chapter, trainer, corpus)
  say("3. Training methods compared".bold())
  try compareMethods(chapter, trainer, corpus)
  say("4. Gradients through time".bold())
  drawVanishing(chapter, models[0].1, corpus)
  drawExploding(chapter)
  say("5. Tokens that depend on distant context".bold())
  showDistantContext(losses, corpus)
  chapter.showDigests(models.map { ($0, $1) })
}

// MARK: 1

/// A model's loss on every token of the test text.
typealias Losses = (name: String, values: [Double])

/// n-gram models and recurrent nets, trained on the same text and tested on the same other text.
func compareWithNGrams(
  _ chapter: Chapter, _ trainer: Trainer, _ corpus: Corpus
) throws -> ([(String, LanguageModel<RNNCell>)], [Losses]) {
  var table = Table(["model", "parameters", "loss", "floor", "perplexity", "exp(floor)", "tokens/s"])
  var losses: [Losses] = []
  func add(_ name: String, _ parameters: Int, _ values: [Double], speed: Double) {
    let loss = mean(values)
    losses.append((name, values))
    table.add([
      name, "\(parameters)", number(loss), number(corpus.floor), number(exp(loss)), number(exp(corpus.floor)),
      number(speed.rounded()),
    ])
    chapter.results[name] = [
      "loss": JSON(loss), "perplexity": JSON(exp(loss)), "parameters": JSON(parameters),
      "tokensPerSecond": JSON(speed),
    ]
  }
  chapter.results["floor"] = JSON(corpus.floor)

  for order in 1...5 {
    let start = ContinuousClock.now
    let counts = NGram(order: order, vocabularySize: corpus.vocabularySize, text: corpus.training)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    add(
      "\(order)-gram", counts.parameterCount, counts.tokenLosses(of: corpus.test),
      speed: Double(corpus.training.count) / seconds)
  }
  var generator = chapter.generator
  let models = [
    (
      "RNN",
      LanguageModel<RNNCell>(vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 128, using: &generator)
    ),
    (
      "deep RNN",
      LanguageModel<RNNCell>(
        vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 96, layers: 2, using: &generator)
    ),
  ]
  say("\(models[0].1)")
  say()
  var curves = LinePlot("test loss", x: "step", y: "nats per token")
  let plan = languagePlan(steps: chapter.steps(3000, quick: 60), chapter)
  let text = try TextBatches(corpus.training, batchSize: 16, contextLength: 32)
  for (name, model) in models {
    let run = try trainer.train(name, model, on: text, test: corpus.test, plan)
    add(name, model.parameterCount, model.tokenLosses(of: corpus.test), speed: run.speed)
    curves.add(name, run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
  }
  curves.addFloor("floor", corpus.floor)
  curves.addFloor("5-gram", mean(losses[4].values))
  chapter.show("test-loss", curves.text(), svg: curves.svg)
  say("\(table)")
  printSamples(models[0].1, corpus, &generator)
  return (models, losses.suffix(3))
}

func printSamples(_ model: LanguageModel<RNNCell>, _ corpus: Corpus, _ generator: inout Generator) {
  let samplers = [
    ("temperature 1", Sampler()), ("temperature 0.5", Sampler(temperature: 0.5)), ("top-k, k = 2", Sampler(topK: 2)),
    ("top-p, p = 0.9", Sampler(topP: 0.9)), ("greedy", .greedy),
  ]
  for (name, sampler) in samplers {
    let line = model.generate(
      [corpus.prompt()], limit: 100, end: corpus.lineEnd, sampler: sampler, using: &generator)[0]
    say("  \(name): ".dim() + corpus.decode(line))
  }
  say()
}

/// The training plan of this chapter's language models.
func languagePlan(steps: Int, _ chapter: Chapter, seed: Int? = nil) -> TrainingPlan {
  TrainingPlan(steps: steps, learningRate: 1e-2, finalLearningRate: 1e-2 / 50, seed: seed ?? chapter.seed)
}

// MARK: 4

/// The norm of the gradient of a loss with respect to the hidden states before it.
func drawVanishing(_ chapter: Chapter, _ trained: LanguageModel<RNNCell>, _ corpus: Corpus) {
  var generator = chapter.generator
  let fresh = LanguageModel<RNNCell>(
    vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 128, using: &generator)
  var plot = LinePlot("gradient with respect to earlier hidden states", x: "steps back", y: "norm", logY: true)
  var table = Table(["relative gradient norm", "10 steps back", "30 steps back", "50 steps back"])
  for (name, model) in [("before training", fresh), ("after training", trained)] {
    let norms = model.gradientNorms(on: corpus.test, steps: 60)
    plot.add(name, norms.enumerated().map { (x: Double($0), y: $1) })
    table.add([name] + [10, 30, 50].map { number(norms[$0] / norms[0]) })
    chapter.results["gradient left after 50 steps, \(name)"] = JSON(norms[50] / norms[0])
  }
  chapter.show("vanishing-gradient", plot.text(), svg: plot.svg)
  say("\(table)")
}

/// The error of one hidden unit after fifty steps, and the trails of plain and of clipped gradient descent on it.
func drawExploding(_ chapter: Chapter) {
  let unit = SingleUnit()
  let (w, b) = (4.0...6.5, -3.5 ... -0.5)
  var map = HeatMap(
    "error of one unit after 50 steps: w 4 to 6.5 (right), b -3.5 to -0.5 (up)",
    unit.surface(w: w, b: b, rows: 30, columns: 76))
  var table = Table(["gradient descent", "longest step", "final error"])
  for (name, mark, limit) in [("plain", "x", nil), ("clipped", "o", 0.5)] as [(String, Character, Double?)] {
    let path = unit.descent(from: SingleUnit.Point(w: 5, b: -1.5), rate: 0.2, steps: 300, clippingTo: limit)
    map.addTrail(name, mark: mark, path.map { (x: ($0.w - w.lowerBound) / 2.5, y: (b.upperBound - $0.b) / 3) })
    let longest = zip(path, path.dropFirst()).map { hypot($1.w - $0.w, $1.b - $0.b) }.max()!
    table.add([name, number(longest), number(unit.error(path.last!))])
    chapter.results["\(name) descent"] = ["error": JSON(unit.error(path.last!)), "longestStep": JSON(longest)]
  }
  chapter.show("exploding-gradient", map.text, svg: map.svg)
  say("\(table)")
}

// MARK: 5

/// The loss on tokens that the text before them determines.
func showDistantContext(_ losses: [Losses], _ corpus: Corpus) {
  var table = Table(["loss on determined tokens"] + losses.map(\.name) + ["best possible"])
  for dependency in Dependency.allCases {
    let positions = corpus.test.indices.dropFirst().filter { corpus.dependencies[$0] == dependency }
    table.add(
      ["\(dependency)"] + losses.map { losses in number(mean(positions.map { losses.values[$0 - 1] })) } + ["0"])
  }
  say("\(table)")
}
