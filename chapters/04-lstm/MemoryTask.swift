import Course
import Datasets
import Foundation
import LSTM
import RNN

// MARK: 2

/// Adding two numbers and copying tokens, over longer and longer delays.
func compareOnDelays(_ chapter: Chapter, _ trainer: Trainer) throws {
  let delays = [50, 100, 200]
  for task in MemoryTask.all {
    var plot = LinePlot("\(task.name), loss over \(delays.last!) steps", x: "step", y: task.unit, logY: true)
    var table = Table(
      ["\(task.name): loss / chance"] + delays.map { "T = \($0)" } + ["parameters", "best possible"])
    var seeds = Table(["\(task.name), % of chance"] + delays.map { "T = \($0)" })
    for (name, kind) in Cells.all {
      var parameters = 0
      let losses = try delays.map { delay in
        try chapter.seeds.map { seed in
          let result = try task.train(name, kind, task.beginning(kind, delay), delay, seed, chapter, trainer)
          parameters = result.parameters
          if delay == delays.last, seed == chapter.seed { plot.add(name, result.curve) }
          return result.loss
        }
      }
      table.add([name] + losses.map { number($0[0]) } + ["\(parameters)", "0"])
      seeds.add([name] + losses.map(spreadInPercent))
      for (delay, losses) in zip(delays, losses) {
        chapter.results["\(task.name) \(delay), \(name)"] = JSON(losses)
      }
    }
    plot.addFloor("chance", task.chanceLoss(delays.last!))
    chapter.show("\(task.name)-loss", plot.text(), svg: plot.svg)
    say("\(table)")
    if chapter.hasSeveralSeeds { say("With \(chapter.seeds.count) seeds:\n\(seeds)") }
  }
}

/// A task whose targets depend on inputs many steps before.
struct MemoryTask {
  let name: String
  let unit: String
  let steps: Int
  let learningRate: Scalar
  /// The norm to which longer gradients are clipped.
  let clipping: Scalar
  /// The loss of the best model without memory.
  let chanceLoss: (_ delay: Int) -> Double
  /// How the nets begin in the comparison of the cells.
  let beginning: (any RecurrentCell.Type, _ delay: Int) -> Beginning
  /// A model of the given kind with its loss on a fresh batch.
  let make: (any RecurrentCell.Type, Beginning, _ delay: Int, _ seed: Int) -> Trainee

  struct Trainee {
    let model: any Module
    let loss: (inout Generator) -> Variable
  }

  /// Trains a model: its parameters, the mean loss of the last twentieth of the steps in parts of chance, and its curve.
  func train(
    _ name: String, _ kind: any RecurrentCell.Type, _ beginning: Beginning, _ delay: Int, _ seed: Int,
    _ chapter: Chapter, _ trainer: Trainer
  ) throws -> (parameters: Int, loss: Double, curve: [(x: Double, y: Double)]) {
    let trainee = make(kind, beginning, delay, seed)
    let steps = chapter.steps(steps, quick: 2)
    var plan = TrainingPlan(steps: steps, learningRate: learningRate, seed: seed + 1)
    plan.optimizer = { AdamW($0, beta2: 0.99) }
    plan.clipping = clipping
    let title = chapter.name("\(self.name) \(delay), \(name)", seed)
    let run = try trainer.train(title, trainee.model, plan) { _, randomness in trainee.loss(&randomness.generator) }
    return (
      trainee.model.parameterCount, run.meanLoss(last: steps / 20) / chanceLoss(delay),
      run.lossCurve(over: max(1, steps / 50))
    )
  }

  static var all: [MemoryTask] { [adding, copying] }

  static var adding: MemoryTask {
    MemoryTask(
      name: "adding", unit: "squared error", steps: 600, learningRate: 4e-2, clipping: 1,
      chanceLoss: { _ in AddingProblem.constantError },
      beginning: { kind, _ in kind == LSTMCell.self ? .wideBias5 : .bias1 },
      make: { kind, beginning, delay, seed in adding(kind, beginning, AddingProblem(length: delay), seed) })
  }

  static var copying: MemoryTask {
    MemoryTask(
      name: "copying", unit: "nats per step", steps: 4000, learningRate: 2e-2, clipping: 0.3,
      chanceLoss: { CopyMemory(messageLength: 2, kinds: 4, delay: $0).chanceLoss },
      beginning: { _, delay in .wideChrono(upTo: delay) },
      make: { kind, beginning, delay, seed in
        copying(kind, beginning, CopyMemory(messageLength: 2, kinds: 4, delay: delay), seed)
      })
  }

  /// The most parameters that a model may have, with any cell.
  private static let budget = 1450

  private static func adding<Cell: RecurrentCell>(
    _: Cell.Type, _ beginning: Beginning, _ problem: AddingProblem, _ seed: Int
  ) -> Trainee {
    let model = largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return SequenceRegressor<Cell>(inputSize: 2, hiddenSize: hiddenSize, outputSize: 1, using: &generator)
    }
    beginning.set(model.net)
    return Trainee(model: model) { generator in
      let (inputs, targets) = problem.batch(size: 32, using: &generator)
      return meanSquaredError(model(constant(inputs)), targets)
    }
  }

  private static func copying<Cell: RecurrentCell>(
    _: Cell.Type, _ beginning: Beginning, _ memory: CopyMemory, _ seed: Int
  ) -> Trainee {
    let model = largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return LanguageModel<Cell>(
        vocabularySize: memory.vocabularySize, width: 8, hiddenSize: hiddenSize, using: &generator)
    }
    beginning.set(model.net)
    return Trainee(model: model) { generator in
      let batch = memory.batch(size: 8, using: &generator)
      return crossEntropy(model(batch.inputs, batch: batch.size).logits, batch.targets)
    }
  }
}
