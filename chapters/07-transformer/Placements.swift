import Course
import Datasets
import Foundation
import Transformer

// MARK: 3

/// Post-norm and pre-norm in stacks of more and more blocks, with and without a warm-up of the learning rate.
func comparePlacements(_ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws {
  var plan = TrainingPlan(steps: chapter.steps(150, quick: 2))
  plan.batchSize = 4
  let contextLength = 32
  let rate: Scalar = 1e-2
  let warmup = max(1, plan.steps * 2 / 5)
  let schedules = [
    ("no", Schedule.constant(rate)),
    ("yes", Schedule { rate * min(1, Scalar($0 + 1) / Scalar(warmup)) }),
  ]
  var table = Comparison(
    ["norm", "blocks", "warm-up"], ["gradient before", "after", "training loss"], ranges: [1, 2],
    rest: ["parameters"], chapter)
  var curves = LinePlot("12 blocks: training loss", x: "step", y: "nats per token")
  for placement in NormPlacement.allCases {
    for depth in [2, 6, 12] {
      for (name, schedule) in schedules {
        let title = "\(placement)-norm, \(depth) blocks, \(name == "yes" ? "" : "no ")warm-up"
        var parameters = 0
        let row = try chapter.row(["\(placement)-norm", "\(depth)", name]) { seed in
          var generator = Generator(seed: seed)
          let probe = try TextBatches.random(corpus.training, size: 32, contextLength: 32, using: &generator)
          var shape = BlockConfiguration(width: 32, heads: 4)
          shape.placement = placement
          let model = CausalLanguageModel(
            vocabularySize: corpus.vocabularySize, shape, depth: depth, using: &generator)
          parameters = model.parameterCount
          let before = lowestGradient(model, probe)
          (plan.schedule, plan.seed) = (schedule, seed)
          let run = try trainer.train(
            chapter.name(title, seed), model, on: corpus.training, contextLength: contextLength, plan
          ) { batch, _ in model.loss(batch) }
          if depth == 12, seed == chapter.seed {
            curves.add(title.replacing(", 12 blocks", with: ""), run.lossCurve(over: max(1, plan.steps / 30)))
          }
          return [before, lowestGradient(model, probe), run.meanLoss(last: 25)]
        }
        table.add(row, ["\(parameters)"])
        chapter.results[title] = [
          "lowestGradient": JSON(mean(row.numbers[0])), "lowestGradientAfterTraining": JSON(mean(row.numbers[1])),
          "loss": JSON(row.numbers[2]), "parameters": JSON(parameters), "floor": JSON(corpus.floor),
        ]
      }
    }
  }
  chapter.show("norm-placement", curves.text(), svg: curves.svg)
  say("\(table.table)")
}

/// The norm of the gradient of all parameters of the lowest block.
private func lowestGradient(_ model: CausalLanguageModel, _ batch: TokenBatch) -> Double {
  model.loss(batch).backward()
  defer { for (_, variable) in model.parameters { variable.gradient = nil } }
  let gradients = model.stack.blocks[0].parameters.compactMap(\.variable.gradient)
  return gradients.reduce(0) { $0 + Double($1.squaredNorm) }.squareRoot()
}

/// Stacks of six pre-norm blocks with and without norms of queries and keys, at higher and higher learning rates.
func compareHeadNorms(_ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws {
  var plan = TrainingPlan(steps: chapter.steps(150, quick: 2))
  plan.batchSize = 4
  let contextLength = 32
  var table = Comparison(
    ["norm", "rate"], ["training loss", "largest score", "entropy"], rest: ["uniform"], chapter)
  for rate in [1e-2, 3e-2, 1e-1] as [Scalar] {
    for isNormalized in [false, true] {
      let name = isNormalized ? "normalized" : "plain"
      let row = try chapter.row([isNormalized ? "yes" : "no", number(Double(rate))]) { seed in
        var generator = Generator(seed: seed)
        let probe = try TextBatches.random(corpus.training, size: 32, contextLength: 32, using: &generator)
        var shape = BlockConfiguration(width: 32, heads: 4)
        shape.normalizesQueriesAndKeys = isNormalized
        let model = CausalLanguageModel(vocabularySize: corpus.vocabularySize, shape, depth: 6, using: &generator)
        (plan.schedule, plan.seed) = (.constant(rate), seed)
        let run = try trainer.train(
          chapter.name("\(name), rate \(Int(rate * 1000)) of 1000", seed), model, on: corpus.training,
          contextLength: contextLength, plan
        ) { batch, _ in model.loss(batch) }
        let sharpness = model.stack.sharpness(model.input(probe.inputs, batch: probe.size))
        return [run.meanLoss(last: 25), sharpness.largestScore, sharpness.entropy]
      }
      let uniform = mean((1...contextLength).map { log(Double($0)) })
      table.add(row, [number(uniform)])
      chapter.results["\(name) queries and keys, rate \(rate)"] = JSON(row.numbers)
    }
  }
  say("\(table.table)")
}
