import Course
import Datasets
import LSTM

/// A task that cannot be done without remembering over many steps.
struct MemoryTask {
  let name: String
  let unit: String
  let steps: Int
  let rate: Scalar
  /// Gradients longer than this are shortened to it.
  let clipping: Scalar
  /// The loss of whoever remembers nothing, over so many steps.
  let blind: (_ delay: Int) -> Double
  /// A model of the given kind with its loss on a fresh batch.
  let make: (any RecurrentCell.Type, _ delay: Int, _ seed: Int) -> Lesson

  struct Lesson {
    let model: any Module
    let loss: (inout Generator) -> Variable
  }

  func prepare(_ kind: any RecurrentCell.Type, delay: Int, seed: Int) -> Lesson { make(kind, delay, seed) }

  static var all: [MemoryTask] {
    [
      MemoryTask(
        name: "adding", unit: "squared error", steps: 600, rate: 2e-2, clipping: 1,
        blind: { _ in AddingProblem.blindError },
        make: { kind, delay, seed in adding(kind, AddingProblem(length: delay), seed) }),
      MemoryTask(
        name: "copying", unit: "nats per step", steps: 1500, rate: 2e-2, clipping: 0.3,
        blind: { CopyMemory(symbols: 2, kinds: 4, delay: $0).blindLoss },
        make: { kind, delay, seed in copying(kind, CopyMemory(symbols: 2, kinds: 4, delay: delay), seed) }),
    ]
  }

  /// All kinds of cells get as many parameters.
  private static let budget = 1450

  private static func adding<Cell: RecurrentCell>(_: Cell.Type, _ problem: AddingProblem, _ seed: Int) -> Lesson {
    func build(_ units: Int) -> SequenceRegressor<Cell> {
      var generator = Generator(seed: seed)
      return SequenceRegressor(inputs: 2, units: units, outputs: 1, using: &generator)
    }
    let model = build(units(within: budget, build))
    (model.net as? LSTM)?.rememberLong(bias: 5)  // keeps 99 % at each step
    return Lesson(model: model) { generator in
      let (inputs, targets) = problem.batch(size: 32, using: &generator)
      return meanSquaredError(model(constant(inputs)), targets)
    }
  }

  private static func copying<Cell: RecurrentCell>(_: Cell.Type, _ memory: CopyMemory, _ seed: Int) -> Lesson {
    func build(_ units: Int) -> LanguageModel<Cell> {
      var generator = Generator(seed: seed)
      return LanguageModel(symbols: memory.vocabulary, width: 8, units: units, using: &generator)
    }
    let model = build(units(within: budget, build))
    (model.net as? LSTM)?.rememberLong(upTo: memory.delay)
    (model.net as? GRU)?.rememberLong(upTo: memory.delay)
    return Lesson(model: model) { generator in
      let batch = memory.batch(size: 8, using: &generator)
      return crossEntropy(model(batch.inputs, batch: batch.size).scores, batch.targets)
    }
  }
}
