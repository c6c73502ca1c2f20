import Course
import Datasets
import Foundation
import Transformer

// MARK: 4

/// The four wirings of the same parts, on the same text.
func compareWirings(_ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws {
  var plan = TrainingPlan(steps: chapter.steps(400, quick: 3), finalLearningRate: 5e-3 / 50)
  plan.batchSize = 8
  let contextLength = 32
  var table = Comparison(
    ["wiring"], ["loss", "gradient before", "after"], ranges: [0, 2], rest: ["floor", "parameters"], chapter)
  var changes: [ResidualChange] = []  // of the three blocks before training, then after
  for wiring in Wiring.allCases {
    var parameters = 0
    let row = try chapter.row([wiring.rawValue]) { seed in
      var generator = Generator(seed: seed)
      let shape = BlockConfiguration(width: 32, heads: 4)
      let model = CausalLanguageModel(vocabularySize: corpus.vocabularySize, shape, depth: 3, using: &generator)
      parameters = model.parameterCount
      func logits(_ x: Variable) -> Variable { model.output(model.stack(x, .causal, wiring: wiring, .evaluation)) }
      func loss(_ batch: TokenBatch) -> Variable {
        crossEntropy(logits(model.input(batch.inputs, batch: batch.size)), batch.targets)
      }
      let probe = try TextBatches.random(
        corpus.training, size: 32, contextLength: contextLength, using: &generator)
      func gradientAtInput() -> Double {
        let x = Variable(model.input(probe.inputs, batch: probe.size).value)
        if wiring == .standard, seed == chapter.seed { changes += model.stack.residualChanges(x, .causal) }
        crossEntropy(logits(x), probe.targets).backward()
        for (_, variable) in model.parameters { variable.gradient = nil }
        return Double(x.gradient!.norm)
      }
      let before = gradientAtInput()
      plan.seed = seed
      try trainer.train(
        chapter.name("wiring \(wiring.rawValue)", seed), model, on: corpus.training, contextLength: contextLength,
        plan
      ) { batch, _ in loss(batch) }
      let losses = slidingTokenLosses(of: corpus.test, contextLength: contextLength) {
        logits(model.input($0, batch: 1))
      }
      return [mean(losses), before, gradientAtInput()]
    }
    table.add(row, [number(corpus.floor), "\(parameters)"])
    chapter.results["wiring \(wiring.rawValue)"] = [
      "loss": JSON(row.numbers[0]), "parameters": JSON(parameters),
      "gradientAtInput": JSON(mean(row.numbers[1])), "floor": JSON(corpus.floor),
    ]
  }
  say("\(table.table)")
  show(changes, chapter)
}

/// What wiring D leaves out: how much a(x) changes the residual stream, and how much that changes the feed-forward.
private func show(_ changes: [ResidualChange], _ chapter: Chapter) {
  let depth = changes.count / 2
  var table = Table(["wiring A, block", "|a(x)| / |x| before", "after", "cosine of f before", "after"])
  for block in 0..<depth {
    let (before, after) = (changes[block], changes[depth + block])
    table.add(["\(block + 1)"] + [before.size, after.size, before.cosine, after.cosine].map { number($0) })
  }
  say("\(table)")
  chapter.results["cosine of the feed-forward with and without a(x)"] = .list(changes.map { JSON($0.cosine) })
}
