import Course
import Datasets
import Foundation
import LSTM
import RNN

// MARK: 6

/// Copying longer and longer messages with a state of one size, then with a larger state.
func measureBottleneck(_ chapter: Chapter, _ trainer: Trainer) throws {
  let steps = chapter.steps(4000, quick: 20)
  var table = Table(
    ["message length"] + [steps / 10, steps / 2, steps].map { "after \(grouped($0))" } + ["chance", "best possible"])
  var plot = LinePlot("copying a message with H = 32", x: "step", y: "nats per token", logY: true)
  for length in [1, 2, 4, 8, 16] {
    let copier = try Copier(length: length, hiddenSize: 32, steps: steps, seed: chapter.seed, chapter, trainer)
    table.add(["\(length)"] + [steps / 10, steps / 2, steps].map { number(copier.loss(at: $0)) } + chance)
    plot.add("\(length)", copier.curve)
    chapter.results["copying \(length) tokens"] = JSON(copier.loss(at: steps))
  }
  plot.addFloor("chance", log(8))
  chapter.show("message-length", plot.text(), svg: plot.svg)
  say("\(table)")
  try compareStateSizes(chapter, trainer)
  if chapter.isFull { try trainLonger(chapter, trainer) }
}

private let chance = [number(log(8)), "0"]

/// Messages of 8 tokens with 32 and with 128 hidden units, for the same number of steps.
private func compareStateSizes(_ chapter: Chapter, _ trainer: Trainer) throws {
  let steps = chapter.steps(2000, quick: 10)
  let heads = [steps / 2, steps].map { "after \(grouped($0))" }
  var table = Table(["8 tokens", "parameters"] + heads + ["chance", "best possible"])
  var seeds = Table(["8 tokens"] + heads)
  for hiddenSize in [32, 128] {
    let copiers = try chapter.seeds.map {
      try Copier(length: 8, hiddenSize: hiddenSize, steps: steps, seed: $0, chapter, trainer)
    }
    let losses = [steps / 2, steps].map { step in copiers.map { $0.loss(at: step) } }
    table.add(["H = \(hiddenSize)", "\(copiers[0].parameterCount)"] + losses.map { number($0[0]) } + chance)
    seeds.add(["H = \(hiddenSize)"] + losses.map { spread($0) })
    chapter.results["copying 8 tokens, H = \(hiddenSize)"] = JSON(losses[1])
  }
  say("\(table)")
  if chapter.hasSeveralSeeds { say("With \(chapter.seeds.count) seeds:\n\(seeds)") }
}

/// Longer training: ten times as many steps for the small state, and five times for the large one, which are slower.
private func trainLonger(_ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["message", "hidden size", "steps", "after a tenth", "after half", "after all", "chance"])
  var plot = LinePlot("longer training", x: "step", y: "nats per token", logY: true)
  for length in [8, 16] {
    for (hiddenSize, usual) in [(32, 40_000), (128, 10_000)] {
      let steps = chapter.steps(usual, quick: 10)
      let copier = try Copier(
        length: length, hiddenSize: hiddenSize, steps: steps, seed: chapter.seed, chapter, trainer)
      table.add(
        ["\(length) tokens", "\(hiddenSize)", grouped(steps)]
          + [steps / 10, steps / 2, steps].map { number(copier.loss(at: $0)) } + [number(log(8))])
      plot.add("\(length), H = \(hiddenSize)", copier.curve)
    }
  }
  say(plot.text())
  say("\(table)")
}

/// An LSTM that was trained to output a message again, after it has read all of it.
private struct Copier {
  let parameterCount: Int
  private let run: TrainingRun
  /// The loss of a step is a mean over the blanks as well, which cost next to nothing.
  private let scale: Double

  /// Trained as in the copying task. Of the learning rates 0.01, 0.02 and 0.04 this one ends lowest with H = 32, and next
  /// to lowest with H = 128.
  init(length: Int, hiddenSize: Int, steps: Int, seed: Int, _ chapter: Chapter, _ trainer: Trainer) throws {
    let memory = CopyMemory(messageLength: length, kinds: 8, delay: 1)
    var generator = Generator(seed: seed)
    let model = LanguageModel<LSTMCell>(
      vocabularySize: memory.vocabularySize, width: 8, hiddenSize: hiddenSize, using: &generator)
    model.net.initializeChrono(upTo: memory.length)
    var plan = TrainingPlan(steps: steps, learningRate: 2e-2, seed: seed)
    plan.optimizer = { AdamW($0, beta2: 0.99) }
    plan.clipping = 0.3
    let name = "message of \(length), H = \(hiddenSize), \(steps) steps, seed \(seed)"
    run = try trainer.train(name, model, plan) { _, randomness in
      let batch = memory.batch(size: 32, using: &randomness.generator)
      return crossEntropy(model(batch.inputs, batch: batch.size).logits, batch.targets)
    }
    parameterCount = model.parameterCount
    scale = Double(memory.length) / Double(length)
  }

  /// The mean loss of the last twentieth of the first so many steps, in nats per token of the message.
  func loss(at step: Int) -> Double {
    let width = max(1, run.losses.count / 20)
    return scale * mean(run.losses[max(0, step - width)..<step].map { Double($0) })
  }

  var curve: [(x: Double, y: Double)] {
    run.lossCurve(over: max(1, run.losses.count / 40)).map { (x: $0.x, y: scale * $0.y) }
  }
}
