import Course
import Datasets
import Foundation
import GPT
import LSTM
import RNN
import Training

// MARK: 9

/// The language models on equal tokens, in equal seconds, and on three times the tokens; and what induction needs.
func compareOnSeeds(_ texts: LanguageTexts, _ chapter: Chapter, _ trainer: Trainer) throws {
  var scores: [(name: String, steps: Int, losses: [Double])] = []
  func add(_ name: String, _ steps: Int, _ above: Double) {
    if let index = scores.firstIndex(where: { $0.name == name && $0.steps == steps }) {
      scores[index].losses.append(above)
    } else {
      scores.append((name, steps, [above]))
    }
  }
  for seed in chapter.seeds {
    var budget = 0
    for (name, isRotary, steps) in [
      ("GPT", true, 1000), ("GPT, learned positions", false, 1000), ("GPT", true, 3000),
    ] {
      let trained = try trainedGPT(
        "\(name), \(steps) steps, seed \(seed)", texts, steps: chapter.steps(steps, quick: 2), trainer, seed: seed,
        configuration(texts, isRotary: isRotary))
      if isRotary { budget = trained.model.parameterCount }
      add(name, steps, trained.score.above)
    }
    for steps in [EqualSeconds.lstm(1000), 1000] {
      let trained = try trainedRecurrent(
        "LSTM, \(steps) steps, seed \(seed)", LSTMCell.self, within: budget, texts,
        steps: chapter.steps(steps, quick: 2), trainer, seed: seed
      ) { $0.initializeGates(forgetBias: 1) }
      add("LSTM", steps, trained.score.above)
    }
    for steps in [EqualSeconds.gru(1000), 1000, 3000] {
      let trained = try trainedRecurrent(
        "GRU, \(steps) steps, seed \(seed)", GRUCell.self, within: budget, texts,
        steps: chapter.steps(steps, quick: 2), trainer, seed: seed)
      add("GRU", steps, trained.score.above)
    }
  }
  var table = Table(["model", "steps", "loss above the best possible"])
  for (name, steps, losses) in scores {
    table.add([name, "\(steps)", spread(losses, digits: 2)])
    chapter.results["\(name), \(steps) steps"] = .list(losses.map { JSON($0) })
  }
  say("\(table)")
  try compareInduction(chapter, trainer)
}

/// What induction needs: a block before, and positions by which a head finds the token before.
private func compareInduction(_ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["repeated texts", "loss on the repetition", "best induction score"])
  for (name, shape) in [
    ("2 blocks, rotary", inductionConfiguration()), ("1 block, rotary", inductionConfiguration(depth: 1)),
    ("2 blocks, learned positions", inductionConfiguration(isRotary: false)),
  ] {
    let runs = try chapter.seeds.map { seed in
      try trainedToCopy("repeated texts, \(name), seed \(seed)", shape, chapter, trainer, seed: seed)
    }
    let losses = runs.map { Double($0.run.evaluations.last!.value) }
    let best = runs.map { $0.watched.heads.map { $0.induction.last! }.max()! }
    table.add([name, spread(losses, digits: 2), spread(best, digits: 2)])
    chapter.results["repeated texts, \(name)"] = .list(losses.map { JSON($0) })
  }
  say("\(table)")
}
