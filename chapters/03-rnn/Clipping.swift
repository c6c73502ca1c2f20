import Course
import Datasets
import RNN

/// An optimizer that keeps the norm of each step's gradient and clips it then.
final class NormRecorder: Optimizer {
  private let base: any Optimizer
  private let limit: Scalar?
  /// Before clipping.
  private(set) var norms: [Double] = []

  init(_ base: any Optimizer, clippingTo limit: Scalar? = nil) { (self.base, self.limit) = (base, limit) }

  var parameters: NamedVariables { base.parameters }
  var state: [String: [Tensor?]] {
    get { base.state }
    set { base.state = newValue }
  }
  var steps: Int {
    get { base.steps }
    set { base.steps = newValue }
  }

  func beginState(at index: Int) { base.beginState(at: index) }

  func step(rate: Scalar) {
    norms.append(Double(limit.map { clipGradients(toNorm: $0) } ?? gradientNorm()))
    base.step(rate: rate)
  }
}

/// The norms of the gradients in training, and SGD with different limits and learning rates.
func compareClipping(_ chapter: Chapter, _ trainer: Trainer, _ corpus: Corpus) throws {
  let steps = chapter.steps(800, quick: 10)
  let test = Array(corpus.test.prefix(6_000))
  let text = try TextBatches(Array(corpus.training.prefix(40_000)), batchSize: 16, contextLength: 32)
  func train<Cell: RecurrentCell>(
    _ name: String, _: Cell.Type, rate: Scalar, limit: Scalar?, seed: Int
  ) throws -> (loss: Double, norms: [Double]) {
    var generator = Generator(seed: seed)
    let model = LanguageModel<Cell>(
      vocabularySize: corpus.vocabularySize, width: 32, hiddenSize: 128, using: &generator)
    var plan = languagePlan(steps: steps, chapter, seed: seed)
    (plan.learningRate, plan.finalLearningRate, plan.clipping) = (rate, rate / 50, nil)
    var recorder: NormRecorder?
    plan.optimizer = { parameters in
      recorder = NormRecorder(SGD(parameters), clippingTo: limit)
      return recorder!
    }
    do {
      let run = try trainer.train("\(name), seed \(seed)", model, on: text, test: test, plan)
      return (Double(run.evaluations.last!.value), recorder!.norms)
    } catch is TrainingDiverged {
      return (.infinity, recorder!.norms)
    }
  }
  let rates: [Scalar] = [0.5, 1, 2, 4, 8]
  var losses = Table(["clipping at"] + rates.map { "rate \($0)" })
  var norms = Table(["run", "mean", "median", "90 %", "99 %", "highest", "share clipped"])
  let limits: [(String, Scalar?)] = [("0.05", 0.05), ("0.2", 0.2), ("0.5", 0.5), ("1", 1), ("2.5", 2.5), ("no clipping", nil)]
  for (name, limit) in limits {
    let results = try rates.map { rate in
      try chapter.seeds.map { seed in
        try train("SGD at \(Int(rate * 10)), \(name.replacing(".", with: "_"))", RNNCell.self, rate: rate, limit: limit, seed: seed)
      }
    }
    losses.add([name] + results.map { spread($0.map(\.loss)) })
    for (rate, result) in zip(rates, results) {
      let sorted = result[0].norms.sorted()
      func quantile(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] }
      norms.add([
        "\(name), \(rate)", number(mean(sorted)), number(quantile(0.5)), number(quantile(0.9)), number(quantile(0.99)),
        number(sorted.last!), number(Double(sorted.count { $0 > Double(limit ?? .infinity) }) / Double(sorted.count)),
      ])
    }
  }
  let layerNorm = try rates.map { rate in
    try chapter.seeds.map { seed in
      try train("SGD at \(Int(rate * 10)), layer norm", LayerNormRNNCell.self, rate: rate, limit: nil, seed: seed)
    }
  }
  losses.add(["layer norm"] + layerNorm.map { spread($0.map(\.loss)) })
  say("\(losses)")
  say("\(norms)")
}
