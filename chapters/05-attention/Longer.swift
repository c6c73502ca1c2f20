import Attention
import Course
import Datasets

// MARK: 9

/// Whether a decoder without attention only needs more training, or a wider state.
func trainLonger(_ chapter: Chapter, _ trainer: Trainer) throws {
  let reversals = Reversals(chapter)
  var table = Table(["reversing without attention", "H", "steps", "test loss, 20", "exact, 10", "exact, 20"])
  for (factor, usual) in [(1, 1500), (1, 6000), (1, 24_000), (4, 6000)] {
    let steps = chapter.steps(usual, quick: 8)
    let models = try chapter.seeds.map { seed in
      try Method.repeated.at(1e-2).train(
        "reversing for long, \(factor) times the budget, \(usual) steps, seed \(seed)", on: reversals.task,
        budget: factor * reversals.budget, steps: steps, seed: seed, trainer)
    }
    let results = [10, 20].map { length in models.map { reversals.evaluation(length)($0.model) } }
    table.add(
      ["\(models[0].model.parameterCount) parameters", "\(models[0].hiddenSize)", grouped(steps)]
        + [spread(results[1].map(\.loss), digits: 2)] + results.map { spreadInPercent($0.map(\.exactMatch)) })
  }
  say("\(table)")
  let sentences = Evaluation(Translation(), count: 400)
  table = Table(["translating without attention", "steps", "test loss", "exact match, %", "BLEU, %"])
  for usual in [translationSteps, 4 * translationSteps] {
    let steps = chapter.steps(usual, quick: 6)
    let results = try chapter.seeds.map { seed in
      sentences(
        try Method.plain.train(
          "translating for long, \(usual) steps, seed \(seed)", on: sentences.task, budget: 120_000, steps: steps,
          seed: seed, trainer
        ).model)
    }
    table.add([
      Method.plain.name, grouped(steps), spread(results.map(\.loss), digits: 2),
      spreadInPercent(results.map(\.exactMatch)), spreadInPercent(results.map(\.bleu)),
    ])
  }
  say("\(table)")
}
