import BERT
import Course
import LoRA
import Training

// MARK: 3

/// Groups of matrices to update.
private let targets: [(name: String, patterns: [String])] = [
  ("query", ["*.query"]), ("value", ["*.value"]), ("query, value", ["*.query", "*.value"]),
  ("all", ["*.query", "*.key", "*.value", "*.output", "*.up", "*.down"]),
]

/// The score on slots by the rank and by the matrices that are updated.
func compareRanks(_ all: [(seed: Int, bodies: Bodies)], _ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Task.slots
  // A few short runs show the order; the rest needs more steps, and several seeds.
  let (ranks, steps) = chapter.isFull ? ([1, 4, 16, 64], task.steps) : ([1, 4, 16], 200)
  let shown = chapter.isFull ? targets : targets.filter { ["value", "all"].contains($0.name) }
  var table = Table(["\(task.name), \(steps) steps, \(task.metric) in %, by rank"] + ranks.map { "\($0)" })
  var plot = LinePlot("\(task.name) by the rank of the updates", x: "rank", y: task.metric, logX: true)
  for (name, patterns) in shown {
    let scores = try ranks.map { rank in
      try all.map { seed, bodies in
        let configuration = LoRAConfiguration(rank: rank, alpha: 8, targets: patterns)
        return try tuned(
          task, configuration, "rank \(rank), \(name)", { $0.steps = steps }, bodies, chapter, trainer, seed: seed)
      }
    }
    table.add([name] + scores.map(spreadInPercent))
    plot.add(name, zip(ranks, scores).map { (x: Double($0), y: mean($1)) })
    chapter.results["ranks, \(name)"] = JSON(scores)
  }
  chapter.show("ranks", plot.text(), svg: plot.svg)
  say("\(table)")
}

/// The score of BERT on a task with an adapter of a configuration.
private func tuned(
  _ task: Task, _ configuration: LoRAConfiguration, _ title: String, _ change: (inout Recipe) -> Void, _ bodies: Bodies,
  _ chapter: Chapter, _ trainer: Trainer, seed: Int
) throws -> Double {
  var generator = Generator(seed: seed)
  let body = bodies.copy(using: &generator)
  FineTuning.lora(configuration).prepare(body, using: &generator)
  var recipe = Way.lora.recipe(task, .bert, seed: seed)
  change(&recipe)
  return try task.tuned(body, title, recipe, using: &generator, chapter, trainer).score
}

/// What the update is multiplied by, and how the rate of B differs from that of A.
///
/// The rates are the best of those tried by the mean score on the three tasks with the seeds 100 and 101: of 5e-3, 1e-2 and
/// 2e-2, and for LoRA+ of 1e-3, 2e-3, 5e-3 and 1e-2.
private let variants: [(rank: Int, name: String, scaling: LoRAConfiguration.Scaling, factorOfB: Scalar, rate: Scalar)] =
  [
    (4, "α/r", .standard, 1, 2e-2), (4, "α/√r", .rankStabilized, 1, 2e-2), (4, "α/r, LoRA+", .standard, 16, 5e-3),
    (64, "α/r", .standard, 1, 2e-2), (64, "α/√r", .rankStabilized, 1, 1e-2), (64, "α/r, LoRA+", .standard, 16, 5e-3),
  ]

/// The variants of LoRA on all tasks.
func compareVariants(_ all: [(seed: Int, bodies: Bodies)], _ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["LoRA, α = 8, in %", "rate"] + Task.all.map { "\($0.name), \($0.metric)" })
  for (rank, name, scaling, factorOfB, rate) in variants {
    var configuration = LoRAConfiguration(rank: rank, alpha: 8)
    configuration.scaling = scaling
    let scores = try Task.all.map { task in
      try all.map { seed, bodies in
        let change = { (recipe: inout Recipe) in (recipe.factorOfB, recipe.rate) = (factorOfB, rate) }
        return try tuned(
          task, configuration, "rank \(rank), \(name)", change, bodies, chapter, trainer, seed: seed)
      }
    }
    table.add(["r = \(rank), \(name)", "\(rate)"] + scores.map(spreadInPercent))
    chapter.results["variants, \(rank), \(name)"] = JSON(scores)
  }
  say("\(table)")
}
