import Course
import Datasets
import RNN

// The trainings of sections 3 and 4 are short: 800 steps on 40,000 tokens, from the same initial weights for each seed.

/// SGD without momentum at several learning rates: the norms of its gradients, and the test loss by where they are clipped.
///
/// - Returns: The test losses without clipping, for each rate by seed.
@discardableResult
func compareClipping(_ chapter: Chapter, _ trainer: Trainer, _ text: ShortText) throws -> [[Double]] {
  var table = Table(["limit"] + sgdRates.map { "rate \($0)" })
  var unclipped: [[Double]] = []
  for limit in [0.25, 0.5, 1, 2.5, 5, nil] as [Scalar?] {
    let runs = try sgdRates.map { rate in
      try chapter.seeds.map { try text.train(RNNCell.self, .sgd(rate, limit: limit), chapter, trainer, seed: $0) }
    }
    table.add([limit.map { "\($0)" } ?? "none"] + runs.map { spread($0.map(\.loss), digits: 2) })
    let name = limit.map { "clipping at \($0)" } ?? "no clipping"
    chapter.results["SGD, \(name)"] = .list(runs.map { .list($0.map { JSON($0.loss) }) })
    if limit == nil {
      unclipped = runs.map { $0.map(\.loss) }
      showNorms(runs.map { $0[0].norms }, chapter)
    }
  }
  say("Test loss of SGD by the limit of the gradient norm and the learning rate")
  say("\(table)")
  return unclipped
}

/// What the norms of a run's gradients were, and the limits that the rule of thumb gives.
private func showNorms(_ norms: [[Double]], _ chapter: Chapter) {
  var table = Table(["gradient norms", "mean", "median", "99 %", "highest"])
  var plot = LinePlot("gradient norm without clipping, the highest of 8 steps", x: "step", y: "norm", logY: true)
  for (rate, norms) in zip(sgdRates, norms) where !norms.isEmpty {
    let sorted = norms.sorted()
    func quantile(_ share: Double) -> Double { sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] }
    table.add(["rate \(rate)"] + [mean(norms), quantile(0.5), quantile(0.99), sorted.last!].map { number($0) })
    chapter.results["gradient norms, rate \(rate)"] = ["mean": JSON(mean(norms)), "highest": JSON(sorted.last!)]
    guard [2, 4].contains(rate) else { continue }
    plot.add(
      "rate \(rate)",
      stride(from: 0, to: norms.count, by: 8).map { start in
        (x: Double(start), y: norms[start..<min(start + 8, norms.count)].max()!)
      })
  }
  chapter.show("gradient-norms", plot.text(), svg: plot.svg)
  say("\(table)")
}

/// The rates of `compareClipping` and of the layer norm beside it; without clipping 2 is the best of them.
let sgdRates: [Scalar] = [1, 2, 4, 8]

/// How one of the short trainings goes.
struct Recipe {
  let name: String
  let rate: Scalar
  let limit: Scalar?
  let optimizer: (NamedVariables) -> any Optimizer

  static func sgd(_ rate: Scalar, limit: Scalar? = nil) -> Recipe {
    Recipe(name: "SGD", rate: rate, limit: limit) { SGD($0) }
  }

  static func adam(_ rate: Scalar) -> Recipe { Recipe(name: "AdamW", rate: rate, limit: 1) { AdamW($0) } }

  /// A run's name has no dot.
  var title: String {
    "\(name) at \(rate), \(limit.map { "limit \($0)" } ?? "no limit")".replacing(".", with: "_")
  }
}

/// The text of the short trainings.
struct ShortText {
  let vocabularySize: Int
  let training: [Int]
  let test: [Int]
  let steps: Int

  init(_ corpus: Corpus, tokens: Int, _ chapter: Chapter) {
    vocabularySize = corpus.vocabularySize
    training = Array(corpus.training.prefix(tokens))
    test = Array(corpus.test.prefix(6_000))
    steps = chapter.steps(800, quick: 10)
  }

  struct Result {
    /// The test loss at the end; infinite where a gradient was no longer a number.
    var loss = Double.infinity
    /// The lowest test loss of ten evaluations.
    var lowest = Double.infinity
    var trainingLoss = Double.infinity
    /// The norm of each step's gradient before clipping.
    var norms: [Double] = []
    var speed = 0.0
  }

  func train<Cell: RecurrentCell>(
    _: Cell.Type, _ recipe: Recipe, dropout: RecurrentDropout = .none, name: String = "", _ chapter: Chapter,
    _ trainer: Trainer, seed: Int
  ) throws -> Result {
    var generator = Generator(seed: seed)
    let model = LanguageModel<Cell>(
      vocabularySize: vocabularySize, width: 32, hiddenSize: 128, dropout: dropout, using: &generator)
    var plan = languagePlan(steps: steps, chapter, seed: seed)
    (plan.learningRate, plan.finalLearningRate, plan.clipping) = (recipe.rate, recipe.rate / 50, nil)
    var recorder: NormRecorder?
    plan.optimizer = { parameters in
      recorder = NormRecorder(recipe.optimizer(parameters), clippingTo: recipe.limit)
      return recorder!
    }
    let batches = try TextBatches(training, batchSize: 16, contextLength: 32)
    let title = [recipe.title, name, "\(Cell.self), seed \(seed)"].filter { !$0.isEmpty }.joined(separator: ", ")
    do {
      let run = try trainer.train(title, model, on: batches, test: test, plan)
      let values = run.evaluations.map { Double($0.value) }
      return Result(
        loss: values.last!, lowest: values.min()!, trainingLoss: run.meanLoss(last: 50), norms: recorder!.norms,
        speed: run.speed)
    } catch is TrainingDiverged {
      return Result(norms: recorder!.norms)
    }
  }
}

/// An optimizer that keeps the norm of every gradient, and then clips it.
final class NormRecorder: Optimizer {
  private let base: any Optimizer
  private let limit: Scalar?
  /// Before clipping, of the steps since the start or the resumption.
  private(set) var norms: [Double] = []

  init(_ base: any Optimizer, clippingTo limit: Scalar?) { (self.base, self.limit) = (base, limit) }

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
