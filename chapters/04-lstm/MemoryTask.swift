import Course
import Datasets
import Foundation
import LSTM
import RNN

/// Adding two numbers and copying tokens, over longer and longer delays.
func compareOnDelays(_ chapter: Chapter, _ trainer: Trainer) throws {
  let delays = [50, 100, 200]
  for task in MemoryTask.all {
    var plot = LinePlot("\(task.name), loss over \(delays.last!) steps", x: "step", y: task.unit)
    var table = Table(
      ["\(task.name): loss / chance"] + delays.map { "T = \($0)" } + ["parameters", "best possible"])
    for (name, kind) in Cells.all {
      var cells = [name]
      var parameters = 0
      for delay in delays {
        let trainee = task.make(kind, delay, chapter.seed)
        let steps = chapter.steps(task.steps, quick: 2)
        var plan = TrainingPlan(steps: steps, learningRate: task.learningRate, seed: 1)
        plan.optimizer = { AdamW($0, beta2: 0.99) }
        plan.clipping = task.clipping
        let run = try trainer.train("\(task.name) \(delay), \(name)", trainee.model, plan) { _, randomness in
          trainee.loss(&randomness.generator)
        }
        let last = run.meanLoss(last: steps / 20)
        parameters = trainee.model.parameterCount
        cells.append(number(last / task.chanceLoss(delay)))
        if delay == delays.last { plot.add(name, run.lossCurve(over: max(1, steps / 50))) }
        chapter.results["\(task.name) \(delay), \(name)"] = JSON(last)
      }
      table.add(cells + ["\(parameters)", "0"])
    }
    plot.addFloor("chance", task.chanceLoss(delays.last!))
    chapter.show("\(task.name)-loss", plot.text(), svg: plot.svg)
    say("\(table)")
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
  /// A model of the given kind with its loss on a fresh batch.
  let make: (any RecurrentCell.Type, _ delay: Int, _ seed: Int) -> Trainee

  struct Trainee {
    let model: any Module
    let loss: (inout Generator) -> Variable
  }

  static var all: [MemoryTask] {
    [
      MemoryTask(
        name: "adding", unit: "squared error", steps: 600, learningRate: 2e-2, clipping: 1,
        chanceLoss: { _ in AddingProblem.constantError },
        make: { kind, delay, seed in adding(kind, AddingProblem(length: delay), seed) }),
      MemoryTask(
        name: "copying", unit: "nats per step", steps: 1500, learningRate: 2e-2, clipping: 0.3,
        chanceLoss: { CopyMemory(messageLength: 2, kinds: 4, delay: $0).chanceLoss },
        make: { kind, delay, seed in copying(kind, CopyMemory(messageLength: 2, kinds: 4, delay: delay), seed) }),
    ]
  }

  /// The most parameters that a model may have, with any cell.
  private static let budget = 1450

  private static func adding<Cell: RecurrentCell>(_: Cell.Type, _ problem: AddingProblem, _ seed: Int) -> Trainee {
    let model = largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return SequenceRegressor<Cell>(inputSize: 2, hiddenSize: hiddenSize, outputSize: 1, using: &generator)
    }
    (model.net as? LSTM)?.initializeGates(forgetBias: 5)  // σ(5) = 0.993 of c is kept at each step
    return Trainee(model: model) { generator in
      let (inputs, targets) = problem.batch(size: 32, using: &generator)
      return meanSquaredError(model(constant(inputs)), targets)
    }
  }

  private static func copying<Cell: RecurrentCell>(_: Cell.Type, _ memory: CopyMemory, _ seed: Int) -> Trainee {
    let model = largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return LanguageModel<Cell>(
        vocabularySize: memory.vocabularySize, width: 8, hiddenSize: hiddenSize, using: &generator)
    }
    (model.net as? LSTM)?.initializeChrono(upTo: memory.delay)
    (model.net as? GRU)?.initializeChrono(upTo: memory.delay)
    return Trainee(model: model) { generator in
      let batch = memory.batch(size: 8, using: &generator)
      return crossEntropy(model(batch.inputs, batch: batch.size).logits, batch.targets)
    }
  }
}
