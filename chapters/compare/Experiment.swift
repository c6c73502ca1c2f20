import Attention
import Course
import Datasets

/// A task, how the nets are trained on it, and how they are tested.
struct Experiment {
  let name: String
  let task: any PairTask
  let steps: Int
  /// The highest learning rate of each net.
  let rates: [Net: Scalar]
  /// The same for equal seconds.
  let longerRates: [Net: Scalar]
  /// The lengths of sources at which exact match is measured; none where the length says little.
  let lengths: [Int]
  let evaluation: Evaluation
  /// How many parameters each net has at the most.
  let budget: Int
  /// How many blocks the Transformer's encoder has, and how many its decoder.
  let layers: Int

  /// - Parameter longerRates: Where another rate is better for equal seconds.
  init(
    _ name: String, _ task: any PairTask, steps: Int, rates: [Net: Scalar], longerRates: [Net: Scalar] = [:],
    lengths: [Int] = [], _ chapter: Chapter
  ) throws {
    (self.name, self.task, self.lengths) = (name, task, lengths)
    self.steps = chapter.steps(steps, quick: 4)
    let rate = chapter.number("rate").map { Scalar($0) }
    self.rates = rates.mapValues { rate ?? $0 }
    self.longerRates = rates.merging(longerRates) { $1 }.mapValues { rate ?? $0 }
    let count = chapter.isQuick ? 20 : 400
    let longest = task.test(count).map(\.target.count).max() ?? 0
    evaluation = Evaluation(task, count: count, limit: longest + 1)  // and the end token
    layers = chapter.integer("layers") ?? 2
    let smallest = Net.smallestBudget(for: task, layers: layers)
    budget = chapter.integer("parameters") ?? max(100_000, 2 * smallest)
    if budget < smallest {
      throw UsageError("--parameters: \(budget) are too few: the smallest nets of this vocabulary have \(smallest)")
    }
    try chapter.checkMemory(parameters: Double(budget), activations: 0)
  }

  /// A test pair, as a reader would write it.
  var example: String {
    let pair = evaluation.pairs[0]
    return "\(task.source.decode(pair.source)) → \(task.target.decode(pair.target))"
  }

  /// Test pairs whose sources have one length.
  func evaluation(at length: Int) -> Evaluation {
    Evaluation(task, count: evaluation.pairs.count, lengths: length...length, limit: evaluation.limit)
  }
}

extension Experiment {
  /// The five tasks of the course, or one of them, or the reader's own pairs.
  static func chosen(_ chapter: Chapter) throws -> [Experiment] {
    if let path = chapter.file("tsv") {
      let rates: [Net: Scalar] = [.rnn: 5e-3, .lstm: 5e-3, .attention: 1e-2, .transformer: 5e-3]
      return [try Experiment("pairs", try PairFile(contentsOf: path), steps: 3000, rates: rates, chapter)]
    }
    let all = try all(chapter)
    guard let name = chapter.text("task") else { return all }
    guard let chosen = all.first(where: { $0.name == name }) else {
      throw UsageError("--task: \(name) is none of \(all.map(\.name).joined(separator: ", "))")
    }
    return [chosen]
  }

  /// Each rate has the highest exact match, and among equals the lowest loss, as the mean of the seeds 100 and 101; those
  /// next to it, half and twice as high, were tried as well. Dates were tuned with 800 steps, swaps written out with 2,000.
  /// For equal seconds the same rate, its half and its quarter were tried.
  private static func all(_ chapter: Chapter) throws -> [Experiment] {
    [
      try Experiment(
        "swaps", Swaps(), steps: 3000,
        rates: [.rnn: 2.5e-3, .lstm: 2.5e-3, .attention: 2.5e-3, .transformer: 6.25e-4],
        longerRates: [.lstm: 1.25e-3], lengths: Array(2...8), chapter),
      try Experiment(
        "swaps-written-out", Swaps(writesSteps: true), steps: 1500,
        rates: [.rnn: 5e-3, .lstm: 5e-3, .attention: 2e-2, .transformer: 1e-2],
        longerRates: [.rnn: 2.5e-3, .lstm: 2.5e-3], lengths: Array(2...8), chapter),
      try Experiment(
        "reversal", Reversal(lengths: 1...20), steps: 1500,
        rates: [.rnn: 2.5e-3, .lstm: 5e-3, .attention: 5e-3, .transformer: 5e-3],
        lengths: Array(stride(from: 2, through: 20, by: 2)), chapter),
      try Experiment(
        "dates", Dates(), steps: 1200,
        rates: [.rnn: 5e-3, .lstm: 5e-3, .attention: 2e-2, .transformer: 5e-3],
        longerRates: [.rnn: 1.25e-3], chapter),
      try Experiment(
        "translation", Translation(), steps: 1500,
        rates: [.rnn: 5e-3, .lstm: 1e-2, .attention: 2e-2, .transformer: 5e-3],
        longerRates: [.rnn: 2.5e-3, .attention: 5e-3], chapter),
    ]
  }
}
