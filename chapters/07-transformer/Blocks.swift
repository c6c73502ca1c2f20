import Course
import Datasets
import Foundation
import Transformer

/// The norm of the gradients of those parameters whose path `isChosen` picks.
func gradientNorm(_ model: any Module, where isChosen: (String) -> Bool) -> Double {
  let gradients = model.parameters.filter { isChosen($0.path) }.compactMap(\.variable.gradient)
  return gradients.reduce(0) { $0 + Double($1.squaredNorm) }.squareRoot()
}

// MARK: 3

/// Post-norm and pre-norm in stacks of more and more blocks, with and without a warm-up of the learning rate.
func comparePlacements(_ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws {
  var plan = TrainingPlan(steps: chapter.steps(150, quick: 2), seed: chapter.seed)
  plan.batchSize = 4
  let contextLength = 32
  let rate: Scalar = 1e-2
  let warmup = max(1, plan.steps * 2 / 5)
  let schedules = [
    ("no", Schedule.constant(rate)),
    ("yes", Schedule { rate * min(1, Scalar($0 + 1) / Scalar(warmup)) }),
  ]
  var generator = chapter.generator
  let probe = try TextBatches.random(corpus.training, size: 32, contextLength: contextLength, using: &generator)
  /// The norm of the gradient of all parameters of the lowest block.
  func lowestGradient(_ model: CausalLanguageModel) -> Double {
    model.loss(probe).backward()
    defer { for (_, variable) in model.parameters { variable.gradient = nil } }
    return gradientNorm(model) { $0.hasPrefix("stack.blocks.0.") }
  }
  var table = Table(["norm", "blocks", "parameters", "warm-up", "gradient before", "after", "training loss"])
  for placement in NormPlacement.allCases {
    for depth in [2, 6, 12] {
      var shape = BlockConfiguration(width: 32, heads: 4)
      shape.placement = placement
      let models = [0, 1, 2].map { _ in
        var generator = chapter.generator
        return CausalLanguageModel(vocabularySize: corpus.vocabularySize, shape, depth: depth, using: &generator)
      }
      var losses: [Double] = []
      for (model, (name, schedule)) in zip(models[1...], schedules) {
        plan.schedule = schedule
        let run = try trainer.train(
          "\(placement)-norm, \(depth) blocks, \(name == "yes" ? "" : "no ")warm-up", model, on: corpus.training,
          contextLength: contextLength, plan
        ) { batch, _ in model.loss(batch) }
        losses.append(run.meanLoss(last: 25))
      }
      let gradients = models.map(lowestGradient)
      let parameters = models[0].parameterCount
      for (index, (name, _)) in schedules.enumerated() {
        let numbers = [gradients[0], gradients[index + 1], losses[index]].map { number($0) }
        table.add(["\(placement)-norm", "\(depth)", "\(parameters)", name] + numbers)
      }
      chapter.results["\(placement)-norm, \(depth) blocks"] = [
        "loss": JSON(losses[0]), "lossWithWarmup": JSON(losses[1]), "parameters": JSON(parameters),
        "lowestGradient": JSON(gradients[0]), "lowestGradientAfterTraining": JSON(gradients[1]),
        "lowestGradientAfterWarmup": JSON(gradients[2]), "floor": JSON(corpus.floor),
      ]
    }
  }
  say("\(table)")
}

// MARK: 4

/// The four wirings of the same parts, on the same text.
func compareWirings(_ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws {
  var plan = TrainingPlan(steps: chapter.steps(400, quick: 3), finalLearningRate: 5e-3 / 50, seed: chapter.seed)
  plan.batchSize = 8
  let contextLength = 32
  var curves = LinePlot("four wirings of a block", x: "step", y: "nats per token")
  var table = Table(["wiring", "parameters", "loss", "gradient before", "after", "tokens/s", "floor"])
  var losses: [(wiring: Wiring, loss: Double)] = []
  for wiring in Wiring.allCases {
    var generator = chapter.generator
    let shape = BlockConfiguration(width: 32, heads: 4)
    let model = CausalLanguageModel(vocabularySize: corpus.vocabularySize, shape, depth: 3, using: &generator)
    func logits(_ x: Variable) -> Variable { model.output(model.stack(x, .causal, wiring: wiring, .evaluation)) }
    func loss(_ batch: TokenBatch) -> Variable {
      crossEntropy(logits(model.input(batch.inputs, batch: batch.size)), batch.targets)
    }
    let probe = try TextBatches.random(corpus.training, size: 32, contextLength: 32, using: &generator)
    func gradientAtInput() -> Double {
      let x = Variable(model.input(probe.inputs, batch: probe.size).value)
      crossEntropy(logits(x), probe.targets).backward()
      for (_, variable) in model.parameters { variable.gradient = nil }
      return Double(x.gradient!.norm)
    }
    let name = "wiring \(wiring.rawValue)"
    let before = gradientAtInput()
    let run = try trainer.train(
      name, model, on: corpus.training, contextLength: contextLength, plan
    ) { batch, _ in loss(batch) }
    let test = mean(
      slidingTokenLosses(of: corpus.test, contextLength: contextLength) { logits(model.input($0, batch: 1)) })
    losses.append((wiring, test))
    curves.add(String(wiring.rawValue.dropFirst(2)), run.lossCurve(over: max(1, plan.steps / 25)))
    table.add([
      wiring.rawValue, "\(model.parameterCount)", number(test), number(before), number(gradientAtInput()),
      number(run.speed.rounded()), number(corpus.floor),
    ])
    chapter.results[name] = [
      "loss": JSON(test), "parameters": JSON(model.parameterCount), "gradientAtInput": JSON(before),
      "tokensPerSecond": JSON(run.speed), "floor": JSON(corpus.floor),
    ]
  }
  curves.addFloor("floor", corpus.floor)
  chapter.show("wiring-loss", curves.text(), svg: curves.svg)
  say("\(table)")
  let order = losses.sorted { $0.loss < $1.loss }.map(\.wiring)
  let names = order.map { String($0.rawValue.prefix(1)) }.joined(separator: ", ")
  say(
    "From the lowest loss to the highest: \(names). B is \(order.last == .singleResidual ? "" : "not ")last."
  )
  say()
  chapter.results["B is the worst"] = .truth(order.last == .singleResidual)
}
