import Course
import Datasets
import LSTM
import RNN

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

  func prepare(_ kind: any RecurrentCell.Type, delay: Int, seed: Int) -> Trainee { make(kind, delay, seed) }

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
