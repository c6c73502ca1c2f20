import Course
import Datasets
import Foundation
import RNN

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
  let models = RecurrentNet.all.map { ($0.name, $0.model(corpus, seed: chapter.seed)) }
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
  if chapter.hasSeveralSeeds {
    try compareDepth(chapter, trainer, corpus, first: losses.suffix(2).map { mean($0.values) })
  }
  printSamples(models[0].1, corpus, chapter)
  return (models, losses.suffix(3))
}

/// One layer against two with about as many parameters. Of the rates 5e-3, 1e-2 and 2e-2 both do best with 1e-2.
struct RecurrentNet {
  let name: String
  let hiddenSize: Int
  let layers: Int

  static let all = [
    RecurrentNet(name: "RNN", hiddenSize: 128, layers: 1), RecurrentNet(name: "deep RNN", hiddenSize: 80, layers: 2),
  ]

  func model(_ corpus: Corpus, seed: Int) -> LanguageModel<RNNCell> {
    var generator = Generator(seed: seed)
    return LanguageModel(
      vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: hiddenSize, layers: layers, using: &generator)
  }
}

/// The test losses of both nets over all seeds, of which the first was trained before.
private func compareDepth(_ chapter: Chapter, _ trainer: Trainer, _ corpus: Corpus, first: [Double]) throws {
  var table = Table(["model", "layers", "H", "parameters", "test loss", "above the floor"])
  let text = try TextBatches(corpus.training, batchSize: 16, contextLength: 32)
  for (net, first) in zip(RecurrentNet.all, first) {
    let losses = try chapter.seeds.map { seed in
      if seed == chapter.seed { return first }
      let model = net.model(corpus, seed: seed)
      let plan = languagePlan(steps: chapter.steps(3000, quick: 60), chapter, seed: seed)
      try trainer.train("\(net.name), seed \(seed)", model, on: text, test: corpus.test, plan)
      return mean(model.tokenLosses(of: corpus.test))
    }
    table.add([
      net.name, "\(net.layers)", "\(net.hiddenSize)", "\(net.model(corpus, seed: 0).parameterCount)", spread(losses),
      spread(losses.map { $0 - corpus.floor }),
    ])
    chapter.results["\(net.name), seeds"] = JSON(losses)
  }
  say("\(table)")
}

func printSamples(_ model: LanguageModel<RNNCell>, _ corpus: Corpus, _ chapter: Chapter) {
  var generator = chapter.generator
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
