import Attention
import Course
import Datasets

/// A net, trained on a task: what was measured, for one seed.
struct Outcome {
  let model: any PairModel
  let run: TrainingRun
  let result: Evaluation.Result

  var json: JSON {
    [
      "exactMatch": JSON(result.exactMatch), "loss": JSON(result.loss), "parameters": JSON(model.parameterCount),
      "steps": JSON(run.losses.count), "pairsPerSecond": JSON(run.speed),
    ]
  }
}

/// What all nets had as much of.
private enum Equal: String, CaseIterable {
  case steps = "equal steps"
  case seconds = "equal seconds"
}

/// The four nets on the tasks: equal parameters, equal batches, equal steps or equal seconds.
struct Comparison {
  let chapter: Chapter
  let trainer: Trainer
  /// The exact match of all tasks so far, after equal steps and after equal seconds.
  private var summaries: [Equal: Table] = [:]

  init(_ chapter: Chapter) throws {
    (self.chapter, trainer) = (chapter, try chapter.trainer())
  }

  /// One task: the losses, the exact match by length, and a table.
  mutating func run(_ experiment: Experiment) throws {
    let outcomes = try Net.allCases.map { try train($0, on: experiment, .steps) }
    draw(outcomes, experiment)
    show(outcomes, experiment, .steps)
    if chapter.isFull {
      let longer = try zip(Net.allCases, outcomes).map { net, outcomes in
        net.speed == 1 ? outcomes : try train(net, on: experiment, .seconds)
      }
      show(longer, experiment, .seconds)
    }
    chapter.showDigests(zip(Net.allCases, outcomes).map { ($0.rawValue, $1[0].model) })
  }

  /// A net, trained once for each seed.
  private func train(_ net: Net, on experiment: Experiment, _ equal: Equal) throws -> [Outcome] {
    let steps = equal == .steps ? experiment.steps : net.speed * experiment.steps
    let rate = (equal == .steps ? experiment.rates : experiment.longerRates)[net]!
    return try chapter.seeds.map { seed in
      let model = net.model(
        for: experiment.task, within: experiment.budget, layers: experiment.layers, seed: seed)
      let plan = TrainingPlan(steps: steps, learningRate: rate, seed: seed)
      let name = chapter.name("\(experiment.name), \(net.rawValue), \(steps) steps", seed)
      let run = try trainer.train(name, model, on: experiment.task, plan)
      return Outcome(model: model, run: run, result: experiment.evaluation(model))
    }
  }
}

// MARK: What is shown

extension Comparison {
  /// The training losses, and the exact match by the length of the source.
  private func draw(_ outcomes: [[Outcome]], _ experiment: Experiment) {
    var losses = LinePlot("training loss, \(experiment.name)", x: "step", y: "nats per token", logY: true)
    var lengths = LinePlot("exact match, \(experiment.name)", x: "length of the source", y: "exact match")
    let evaluations = experiment.lengths.map { (length: Double($0), evaluation: experiment.evaluation(at: $0)) }
    for (net, all) in zip(Net.allCases, outcomes) {
      let (model, run) = (all[0].model, all[0].run)
      losses.add(net.rawValue, run.lossCurve(over: max(1, run.losses.count / 25)))
      lengths.add(net.rawValue, evaluations.map { (x: $0.length, y: $0.evaluation(model).exactMatch) })
    }
    chapter.show("\(experiment.name)-loss", losses.text(), svg: losses.svg)
    if !experiment.lengths.isEmpty { chapter.show("\(experiment.name)-by-length", lengths.text(), svg: lengths.svg) }
  }

  /// A row for each net.
  private mutating func show(_ outcomes: [[Outcome]], _ experiment: Experiment, _ equal: Equal) {
    let speed = chapter.hasSeveralSeeds ? [] : ["pairs/s"]  // several seeds need the room for their ranges
    var table = Table([equal.rawValue, "steps", "parameters", "test loss", "exact match, %"] + speed)
    for (net, all) in zip(Net.allCases, outcomes) {
      table.add(
        [
          net.rawValue, grouped(all[0].run.losses.count), grouped(all[0].model.parameterCount),
          spread(all.map(\.result.loss), digits: 2), all.exactMatch,
        ] + speed.map { _ in number(all[0].run.speed.rounded()) })
      chapter.results["\(experiment.name), \(net.rawValue), \(equal.rawValue)"] = .list(all.map(\.json))
    }
    table.add(["best possible", "", "", "0", "100"] + speed.map { _ in "" })
    say("\(table)")
    summaries[equal, default: Table(["\(equal.rawValue), %"] + Net.allCases.map(\.rawValue))]
      .add([experiment.name] + outcomes.map(\.exactMatch))
  }

  /// The exact match of all tasks.
  func summarize() {
    for equal in Equal.allCases { if let table = summaries[equal] { say("\(table)") } }
  }
}

extension [Outcome] {
  /// Of all seeds, in percent.
  fileprivate var exactMatch: String { spreadInPercent(map(\.result.exactMatch)) }
}
