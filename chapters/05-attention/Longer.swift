import Attention
import Course
import Datasets

// MARK: 9

/// Whether a decoder without attention only needs more training, or a wider state.
func trainLonger(_ chapter: Chapter, _ trainer: Trainer) throws {
  let reversals = Reversals(chapter)
  var table = Table(
    ["reversing, state repeated", "H", "steps", "test loss, length 20"] + [10, 20].map { "exact, \($0)" })
  for (factor, steps) in [(1, 1500), (1, 6000), (1, 24_000), (4, 6000), (4, 24_000)] {
    let models = try chapter.seeds.map { seed in
      try Method.repeated.train(
        "reversing, \(factor) times, \(steps) steps, longer, seed \(seed)", on: reversals.task,
        budget: factor * reversals.budget, steps: chapter.steps(steps, quick: 8), seed: seed, trainer)
    }
    let results = [10, 20].map { length in models.map { reversals.evaluation(length)($0.model) } }
    table.add(
      [
        "\(models[0].model.parameterCount) parameters", "\(models[0].hiddenSize)", grouped(steps),
        spread(results[1].map(\.loss), digits: 2),
      ]
        + results.map { spreadInPercent($0.map(\.exactMatch)) })
  }
  say("\(table)")
}
