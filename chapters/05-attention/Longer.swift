import Attention
import Course
import Datasets

// MARK: 9

/// Whether a decoder without attention only needs more training.
func trainLonger(_ chapter: Chapter, _ trainer: Trainer) throws {
  func models(_ method: Method, _ name: String, _ task: any PairTask, budget: Int, steps: Int) throws -> [Trained] {
    try chapter.seeds.map { seed in
      try method.train("\(name), seed \(seed)", on: task, budget: budget, steps: steps, seed: seed, trainer)
    }
  }
  let reversals = Reversals(chapter)
  var table = Table(["reversing", "steps", "test loss, length 20", "exact, %, 10", "exact, %, 20"])
  for usual in [Reversals.steps, 4 * Reversals.steps, 16 * Reversals.steps] {
    let steps = chapter.steps(usual, quick: 8)
    let models = try models(
      Method.repeated.at(1e-2), "reversing for long, \(usual) steps", reversals.task, budget: reversals.budget,
      steps: steps)
    let results = [10, 20].map { length in models.map { reversals.evaluation(length)($0.model) } }
    table.add(
      [Method.repeated.name, grouped(steps), spread(results[1].map(\.loss), digits: 2)]
        + results.map { spreadInPercent($0.map(\.exactMatch)) })
  }
  say("\(table)")
  let sentences = Evaluation(Translation(), count: 400)
  let steps = chapter.steps(4 * translationSteps, quick: 6)
  let results = try models(
    .plain, "translating for long", sentences.task, budget: 120_000, steps: steps
  ).map { sentences($0.model) }
  table = Table(["translating", "steps", "test loss", "exact match, %", "BLEU, %"])
  table.add([
    Method.plain.name, grouped(steps), spread(results.map(\.loss), digits: 2),
    spreadInPercent(results.map(\.exactMatch)), spreadInPercent(results.map(\.bleu)),
  ])
  say("\(table)")
}
