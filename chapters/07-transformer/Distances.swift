import Course
import Datasets
import Transformer

// B batch · T positions

/// Accuracy over the distance of what is needed: a block of attention against a GRU and an LSTM of as many parameters,
/// in as many seconds.
func compareDistances(_ chapter: Chapter, _ trainer: Trainer) throws {
  try compare(
    "echo", "delay k", chapter.isQuick ? [3] : [3, 10, 30, 100], chapter, trainer, { .echo(delay: $0) })
  try compare(
    "recall", "pairs N", chapter.isQuick ? [4] : [4, 8, 16, 64], chapter, trainer, { .recall(pairs: $0) })
}

extension DistanceNet {
  /// For the recurrent nets the best of 0.01, 0.02, 0.04 and 0.08 with batches of 32, at a delay of 10 and at 8 pairs, one
  /// seed. For the block the best of 0.005, 0.01 and 0.02 at a delay of 100, with seeds 0 to 2.
  fileprivate var learningRate: Scalar {
    switch self {
    case .attention: 5e-3
    case .gru: 4e-2
    case .lstm: 2e-2
    }
  }

  /// How many steps of a recurrent net take as long as one of the block: measured once, on one thread. A fixed number,
  /// so that the run stays deterministic.
  fileprivate func stepsPerStepOfTheBlock(at T: Int) -> Double {
    switch self {
    case .attention: 1
    case .gru, .lstm: T < 96 ? 1.5 : 1.8
    }
  }
}

private func compare(
  _ name: String, _ distance: String, _ distances: [Int], _ chapter: Chapter, _ trainer: Trainer,
  _ task: (Int) -> DistanceTask
) throws {
  let B = 16
  var plot = LinePlot("\(name): accuracy", x: distance, y: "accuracy", logX: true)
  let rest = chapter.hasSeveralSeeds ? [] : ["chance", "best", "parameters"]
  var table = Table(["\(name) in %, \(distance)"] + distances.map { "\($0)" } + rest)
  for net in DistanceNet.allCases {
    for longer in net != .attention && chapter.isFull ? [1, 10] : [1] {
      var parameters = 0
      // Ten times as long at the two shortest distances only: at the others it would take many minutes.
      let accuracies = try (longer == 1 ? distances : Array(distances.prefix(2))).map { distance in
        let task = task(distance)
        return try chapter.seeds.map { seed in
          var generator = Generator(seed: seed)
          let model = DistanceModel(
            net, vocabularySize: task.vocabularySize, reach: task.reach, using: &generator)
          parameters = model.parameterCount
          let ratio = net.stepsPerStepOfTheBlock(at: task.length) * Double(longer)
          let steps = Int((Double(chapter.steps(300, quick: 3)) * ratio).rounded())
          var plan = TrainingPlan(steps: steps, learningRate: net.learningRate, seed: seed)
          plan.optimizer = { AdamW($0, beta2: 0.99) }
          plan = plan.countingTokens(B * task.length)
          try trainer.train("\(name) \(distance), \(net.rawValue) \(longer), seed \(seed)", model, plan) {
            _, randomness in
            let batch = task.batch(B, using: &randomness.generator)
            return crossEntropy(model(batch.streams, batch: B), batch.targets, ignoring: Echo.ignored)
          }
          let test = task.batch(200, using: &generator)
          let logits = withoutGradients { model(test.streams, batch: 200).value }
          return Double(accuracy(logits, test.targets, ignoring: Echo.ignored))
        }
      }
      let label = longer == 1 ? net.rawValue : "\(net.rawValue), \(longer) × as long"
      plot.add(label, zip(distances, accuracies).map { (x: Double($0), y: mean($1)) })
      let chance = number(100 / Double(DistanceTask.kinds))
      table.add(
        [label] + accuracies.map(spreadInPercent) + distances[accuracies.count...].map { _ in "–" }
          + (chapter.hasSeveralSeeds ? [] : [chance, "100", "\(parameters)"]))
      chapter.results["\(name), \(label)"] = JSON(accuracies)
    }
  }
  plot.addFloor("chance", 1 / Double(DistanceTask.kinds))
  chapter.show("\(name)-accuracy", plot.text(), svg: plot.svg)
  say("\(table)")
}
