import Attention
import Course
import Datasets

// MARK: 1

/// Strings to reverse, and test strings of a few lengths.
struct Reversals {
  let task = Reversal(lengths: 1...20)
  let budget = 90_000
  let count: Int

  init(_ chapter: Chapter) { count = chapter.isQuick ? 20 : 300 }

  func evaluation(_ length: Int) -> Evaluation { Evaluation(task, count: count, lengths: length...length, limit: 25) }
}

/// Exact match by length: without attention the whole string has to fit into one state.
func reverse(_ chapter: Chapter, _ trainer: Trainer) throws {
  let reversals = Reversals(chapter)
  let lengths = chapter.isQuick ? [5, 20] : Array(stride(from: 2, through: 20, by: 2))
  var plot = LinePlot("exact match of reversed strings", x: "length", y: "exact match")
  var table = Table(
    ["decoder", "steps"] + [4, 10, 20].map { "length \($0)" } + ["parameters", "pairs/s", "best possible"])
  for (method, usual) in Reversals.methods {
    let steps = chapter.steps(usual, quick: 8)
    let name = "reversing, \(method.name), \(usual) steps"
    let one = try method.train(
      name, on: reversals.task, budget: reversals.budget, steps: steps, seed: chapter.seed, trainer)
    func exact(_ length: Int) -> Double { reversals.evaluation(length)(one.model).exactMatch }
    plot.add("\(method.name), \(grouped(usual)) steps", lengths.map { (x: Double($0), y: exact($0)) })
    let exactMatches = [4, 10, 20].map(exact)
    table.add(
      [method.name, grouped(steps)] + exactMatches.map { number($0) } + [
        "\(one.model.parameterCount)", number(one.run.speed.rounded()), "1",
      ])
    chapter.results[name] = [
      "exactAt20": JSON(exactMatches[2]), "parameters": JSON(one.model.parameterCount),
      "pairsPerSecond": JSON(one.run.speed),
    ]
  }
  chapter.show("reversal-by-length", plot.text(), svg: plot.svg)
  say("\(table)")
}

extension Reversals {
  static let steps = 1500

  /// Of 5e-3, 1e-2 and 2e-2, 1e-2 has the lowest test loss on 20 letters, for each of the three with the seed 100.
  /// A step with attention takes twice as long as one without: equal seconds are 3,000 steps without.
  static var methods: [(Method, steps: Int)] {
    let all: [(Method, Int)] = [(.plain, steps), (.repeated, steps), (.repeated, 4 * steps), (.additive, steps)]
    return all.map { ($0.at(1e-2), $1) }
  }
}
