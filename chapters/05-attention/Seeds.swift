import Attention
import Course
import Datasets

// MARK: 8

/// The comparisons of sections 1, 4 and 5 at equal steps with several seeds: the mean with the lowest and the highest.
func compareOnSeeds(_ chapter: Chapter, _ trainer: Trainer) throws {
  func runs(_ method: Method, _ name: String, _ task: any PairTask, budget: Int, steps: Int) throws -> [Trained] {
    try chapter.seeds.map { seed in
      try method.train(
        "\(name), seed \(seed)", on: task, budget: budget, steps: steps, seed: seed, trainer)
    }
  }
  let reversals = Reversals(chapter)
  var table = Table(["exact match in %", "steps"] + [4, 10, 20].map { "length \($0)" })
  for (method, usual) in Reversals.methods where usual == Reversals.steps {
    let steps = chapter.steps(usual, quick: 8)
    let models = try runs(
      method, "reversing, \(method.name), \(usual) steps", reversals.task, budget: reversals.budget, steps: steps)
    let cells = [4, 10, 20].map { length in
      let evaluation = reversals.evaluation(length)
      return spreadInPercent(models.map { evaluation($0.model).exactMatch })
    }
    table.add([method.name, grouped(steps)] + cells)
  }
  say("\(table)")
  let sentences = Evaluation(Translation(), count: chapter.isQuick ? 20 : 400)
  table = Table(["translating", "test loss", "exact match, %", "BLEU, %", "alignment, %"])
  for method in Method.translating {
    let steps = chapter.steps(translationSteps, quick: 6)
    let models = try runs(
      method, "translating, \(method.name)", sentences.task, budget: 120_000, steps: steps)
    let results = models.map { sentences($0.model) }
    let aligned = models.compactMap { $0.attending?.alignmentAccuracy(sentences.pairs) }
    table.add([
      method.name, spread(results.map(\.loss), digits: 2), spreadInPercent(results.map(\.exactMatch)),
      spreadInPercent(results.map(\.bleu)), aligned.isEmpty ? "–" : spreadInPercent(aligned),
    ])
  }
  say("\(table)")
  let dates = Evaluation(Dates(), count: chapter.isQuick ? 20 : 500, limit: 15)
  table = Table(["dates", "steps", "exact match, %", "alignment, %"])
  for (method, usual) in dateMethods {
    let steps = chapter.steps(usual, quick: 6)
    let models = try runs(method, "dates, \(method.name), \(usual) steps", dates.task, budget: 80_000, steps: steps)
    let aligned = models.compactMap { $0.attending?.alignmentAccuracy(dates.pairs) }
    table.add([
      method.name, grouped(steps), spreadInPercent(models.map { dates($0.model).exactMatch }),
      aligned.isEmpty ? "–" : spreadInPercent(aligned),
    ])
  }
  say("\(table)")
}
