import Course
import Datasets
import Tokens

// MARK: 5

/// The models of the echo task that have a bill and a digest.
struct EchoModels {
  let rotary: EchoModel
  let recurrent: EchoModel
}

/// Self-attention with every encoding of positions and a GRU on the echo task, at the training length and beyond.
func compareEchoes(_ chapter: Chapter, _ trainer: Trainer) throws -> EchoModels {
  func models(_ seed: Int) -> [EchoModel] {
    SimplePositions.allCases.map { .attention(adding: $0, seed: seed) }
      + SelfAttentionModel.Positions.allCases.map { .attention($0, seed: seed) } + [.recurrent(seed: seed)]
  }
  let first = models(chapter.seed)
  let results = try chapter.seeds.map { seed in
    try (seed == chapter.seed ? first : models(seed)).map { try $0.trained(chapter, trainer, seed: seed) }
  }
  let echoes = first.enumerated().map { index, model in Echoes(model: model, results: results.map { $0[index] }) }
  let (simple, others) = (
    echoes.prefix(SimplePositions.allCases.count), echoes.dropFirst(SimplePositions.allCases.count)
  )
  say("\(accuracyTable("simple encoding, %", Array(simple)))")
  say("\(accuracyTable("positions, %", Array(others)))")
  say("\(weightTable(echoes.filter { $0.model.weights != nil }))")

  var losses = LinePlot("training loss of the echo task", x: "step", y: "nats per token")
  var beyond = LinePlot("accuracy beyond the training length of \(echoLength)", x: "T", y: "accuracy")
  for echo in others {
    losses.add(echo.model.name, echo.results[0].run.lossCurve(over: max(1, echo.results[0].run.losses.count / 60)))
    beyond.add(echo.model.name, zip(echoLengths, echo.results[0].accuracies).map { (x: Double($0), y: $1) })
  }
  beyond.addFloor("chance", echoTask.chanceAccuracy)
  chapter.show("echo-loss", losses.text(), svg: losses.svg)
  chapter.show("length-extrapolation", beyond.text(), svg: beyond.svg)
  showLosses(others.map { ($0.model.name, $0.results[0].run, nil) }, at: [1, 100, 300, 600], chapter)
  for echo in echoes {
    chapter.results["echo, \(echo.model.name)"] = [
      "parameters": JSON(echo.model.model.parameterCount), "tokensPerSecond": JSON(echo.results[0].run.speed),
      "accuracy": .list(echo.results.map { JSON($0.accuracies) }),
      "weight": .list(echo.results.map { JSON($0.weights) }),
    ]
  }
  return EchoModels(rotary: others.first { $0.model.name == "rotary" }!.model, recurrent: first.last!)
}

/// A model with its results, one for each seed.
private struct Echoes {
  let model: EchoModel
  let results: [EchoResult]

  /// Shares of every seed at some lengths, in percent.
  func percents(_ lengths: [Int], _ shares: (EchoResult) -> [Double]) -> [String] {
    lengths.map { length in
      let index = echoLengths.firstIndex(of: length)!
      return spread(results.map { shares($0)[index] * 100 })
    }
  }
}

private func accuracyTable(_ title: String, _ echoes: [Echoes]) -> Table {
  let lengths = [24, 48, 96]
  var table = Table([title] + lengths.map { "T = \($0)" })
  for echo in echoes { table.add([echo.model.name] + echo.percents(lengths, \.accuracies)) }
  table.add(["chance"] + lengths.map { _ in number(echoTask.chanceAccuracy * 100) })
  return table
}

private func weightTable(_ echoes: [Echoes]) -> Table {
  let lengths = [24, 48, 96]
  var table = Table(["target weight, %"] + lengths.map { "T = \($0)" })
  for echo in echoes { table.add([echo.model.name] + echo.percents(lengths, \.weights)) }
  table.add(["equal weights"] + lengths.map { number(100 / Double($0)) })
  return table
}

/// Training losses at some steps, each the mean of the last twenty up to there, and the lowest expected loss: 0 unless said
/// otherwise.
func showLosses(_ runs: [(name: String, run: TrainingRun, floor: Double?)], at steps: [Int], _ chapter: Chapter) {
  var table = Table(["loss at step"] + steps.map { grouped($0) } + ["end", "lowest"])
  for (name, run, floor) in runs {
    let losses = run.losses
    let cells = (steps + [losses.count]).map { step in
      step <= losses.count ? number(mean(losses[max(0, step - 20)..<step].map { Double($0) })) : "–"
    }
    table.add([name] + cells + [number(floor ?? 0)])
  }
  say("\(table)")
}
