import Course
import Datasets
import Foundation
import GPT
import LSTM
import RNN
import Training

// MARK: 9

/// The language models on equal tokens, in equal seconds, and for three and nine times as long; and what induction needs.
func compareOnSeeds(_ texts: LanguageTexts, _ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["model", "steps", "loss above the best possible"])
  func add(_ name: String, _ steps: Int, train: (_ run: String, _ steps: Int, _ seed: Int) throws -> LanguageScore)
    throws
  {
    let losses = try chapter.seeds.map { seed in
      try train("\(name), \(steps) steps, seed \(seed)", chapter.steps(steps, quick: 2), seed).above
    }
    table.add([name, "\(steps)", spread(losses, digits: 2)])
    chapter.results["\(name), \(steps) steps"] = JSON(losses)
  }
  let shape = configuration(texts)
  for (name, shape, steps) in [
    ("GPT, learned positions", configuration(texts, isRotary: false), 1000), ("GPT", shape, 1000), ("GPT", shape, 3000),
    ("GPT", shape, 9000),
  ] {
    try add(name, steps) { run, steps, seed in
      texts.score(try trainedGPT(run, texts, shape, steps: steps, trainer, seed: seed).model)
    }
  }
  for steps in [1000, EqualSeconds.lstm(1000)] {
    try add("LSTM", steps) { run, steps, seed in
      texts.score(
        try trainedRecurrent(
          run, LSTMCell.self, within: shape.parameterCount, texts, steps: steps, trainer, seed: seed
        ) { $0.initializeGates(forgetBias: 1) }.model)
    }
  }
  for steps in [1000, EqualSeconds.gru(1000), EqualSeconds.gru(3000), EqualSeconds.gru(9000)] {
    try add("GRU", steps) { run, steps, seed in
      texts.score(
        try trainedRecurrent(
          run, GRUCell.self, within: shape.parameterCount, texts, steps: steps, trainer, seed: seed
        ).model)
    }
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
    chapter.results["repeated texts, \(name)"] = JSON(losses)
  }
  say("\(table)")
}
