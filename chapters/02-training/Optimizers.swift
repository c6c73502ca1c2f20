import Course
import Datasets

// MARK: 3

/// The four optimizers, each with its learning rate: that whose loss is lowest among those of `compareRates`.
private let candidates: [(name: String, rate: Double, make: @Sendable (NamedVariables) -> any Optimizer)] = [
  ("SGD", 2, { SGD($0) }),
  ("momentum", 0.4, { SGD($0, momentum: 0.9) }),
  ("Adam", 0.08, { Adam($0) }),
  ("AdamW", 0.02, { AdamW($0, decay: 0.1) }),
]

/// Points on a spiral, and a network that is to tell its arms apart.
private struct SpiralTask {
  let points: Tensor
  let labels: [Int]
  let model: MLP
  let batches: Batches
  let seed: Int

  /// The same seed gives the same points and the same initial parameters.
  init(seed: Int) {
    var generator = Generator(seed: seed)
    (points, labels) = Spiral(arms: 3, turns: 1.25).points(3_000, using: &generator)
    model = MLP(widths: [2, 48, 48, 3], using: &generator)
    batches = Batches(of: labels.count, size: 100, seed: seed)
    self.seed = seed
  }

  func train(
    _ name: String, _ optimizer: @escaping (NamedVariables) -> any Optimizer, rate: Double, steps: Int,
    _ trainer: Trainer
  ) throws -> TrainingRun {
    var plan = TrainingPlan(steps: steps, learningRate: Scalar(rate), seed: seed)
    plan.optimizer = optimizer
    (plan.itemsPerStep, plan.item) = (batches.size, "points")
    return try trainer.train(name, model, plan) { step, randomness in
      let batch = batches(step)
      return crossEntropy(model(constant(points.rows(at: batch)) * 2, .training(randomness)), batch.map { labels[$0] })
    }
  }

  /// On all training points.
  var result: (loss: Double, accuracy: Double) {
    let logits = withoutGradients { model(constant(points) * 2) }
    return (Double(crossEntropy(logits, labels).value.scalar), Double(accuracy(logits.value, labels)))
  }
}

func compareOptimizers(_ chapter: Chapter, _ trainer: Trainer) throws {
  var curves = LinePlot("training loss, averaged over 50 steps", x: "step", y: "nats", logY: true)
  var table = Table(["optimizer", "peak rate", "training loss", "floor", "accuracy", "best possible", "points/s"])
  var maps: [DecisionMap] = []
  for (name, rate, make) in candidates {
    let task = SpiralTask(seed: chapter.seed)
    let run = try task.train(name, make, rate: rate, steps: chapter.steps(1500, quick: 60), trainer)
    let (loss, accuracy) = task.result
    curves.add(name, run.lossCurve(over: 50))
    maps.append(DecisionMap(name, classOf: grid(over: -1...1) { task.model(constant($0) * 2) }))
    table.add([name, number(rate), number(loss), "0", number(accuracy), "1", number(run.speed)])
    chapter.results[name] = ["loss": JSON(loss), "accuracy": JSON(accuracy), "pointsPerSecond": JSON(run.speed)]
  }
  chapter.show("spiral-loss", curves.text(), svg: curves.svg)
  chapter.show("spiral-regions", sideBySide([maps[0], maps[3]].map { $0.text(width: 38) }), svg: maps[3].svg)
  say("\(table)")
}

/// Whether the rates are the best ones, and how much of a difference is chance: several rates, each with several seeds.
func compareRates(_ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["1000 · loss"] + candidates.map(\.name))
  for (title, factor) in [
    ("rate / 4", 0.25), ("rate / 2", 0.5), ("rate", 1), ("rate · 2", 2), ("rate · 4", 4),
  ] {
    let losses = try candidates.map { name, rate, make in
      try chapter.seeds.map { seed in
        let task = SpiralTask(seed: seed)
        let name = "\(name), \(title), seed \(seed)"
        _ = try task.train(name, make, rate: rate * factor, steps: chapter.steps(1500, quick: 60), trainer)
        return task.result.loss
      }
    }
    table.add([title] + losses.map { spread($0.map { $0 * 1000 }, digits: 2) })
    chapter.results["\(title), \(chapter.seeds.count) seeds"] = JSON(losses)
  }
  say("\(table)")
}
