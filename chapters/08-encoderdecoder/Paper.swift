import Attention
import Course
import Datasets
import EncoderDecoder
import LSTM
import Training

// MARK: 2

/// The Transformer of the paper and chapter 05's recurrent translator, equal in parameters.
struct Paper {
  let evaluation: Evaluation
  let chapter: Chapter
  let trainer: Trainer

  static let smoothing = 0.1

  var steps: Int { chapter.steps(1300, quick: 6) }

  /// The recurrent translator makes twice as many steps in the same time: 309,029 tokens a second against 156,360.
  private let speedRatio = 2

  /// The best of the peaks that were tried.
  private let peak = 6e-3
  private let recurrentPeak = 1.2e-2

  var floor: SmoothedFloor {
    SmoothedFloor(vocabularySize: evaluation.task.target.count, smoothing: Paper.smoothing)
  }

  /// The paper's blocks in a small width; without dropout where pairs are drawn without limit.
  static func shape(_ chapter: Chapter, dropout: Double = 0) -> TransformerConfiguration {
    TransformerConfiguration(
      width: chapter.integer("width") ?? 56, heads: 4, depth: chapter.integer("layers") ?? 2, dropout: Scalar(dropout))
  }

  func transformer(seed: Int, dropout: Double = 0) -> TransformerTranslator {
    var generator = Generator(seed: seed)
    return TransformerTranslator(
      Paper.shape(chapter, dropout: dropout), sourceVocabularySize: evaluation.task.source.count,
      targetVocabularySize: evaluation.task.target.count, using: &generator)
  }

  private func recurrent(within budget: Int, seed: Int) -> Translator<GRUCell> {
    largest(within: budget) { hiddenSize in
      var generator = Generator(seed: seed)
      return Translator<GRUCell>(
        sourceVocabularySize: evaluation.task.source.count, targetVocabularySize: evaluation.task.target.count,
        width: 32, hiddenSize: hiddenSize, score: ScaledDotScore.self, using: &generator)
    }
  }

  /// Trains by the paper's recipe, and evaluates the test loss on the way.
  func train(
    _ name: String, _ model: some PairModel, from source: PairSource, steps: Int, peak: Double = 6e-3, seed: Int
  ) throws -> TrainingRun {
    var plan = Paper.plan(steps: steps, peak: peak, seed: seed)
    (plan.itemsPerStep, plan.item) = (plan.batchSize, "pairs")
    let test = PairBatch(evaluation.pairs)
    return try trainer.train(name, model, plan, evaluation: { model.loss(test).value.scalar }) { _, randomness in
      let batch = PairBatch(source.batch(plan.batchSize, using: &randomness.generator))
      return model.loss(batch, smoothing: Scalar(Paper.smoothing), .training(randomness))
    }
  }

  /// The paper's recipe: Adam and the inverse-square-root schedule.
  static func plan(steps: Int, peak: Double, seed: Int) -> TrainingPlan {
    var plan = TrainingPlan(steps: steps, seed: seed)
    plan.schedule = .inverseSquareRoot(peak: Scalar(peak), warmup: plan.steps / 32)
    plan.optimizer = { Adam($0, beta2: 0.98, epsilon: 1e-9) }
    return plan
  }

  /// A model of the comparison, trained.
  private func measure(
    _ name: String, _ model: some PairModel, steps: Int, peak: Double, seed: Int
  ) throws -> (run: TrainingRun, measured: Measured) {
    let run = try train(
      chapter.name(name, seed), model, from: .unlimited(evaluation.task), steps: steps,
      peak: peak, seed: seed)
    return (run, Measured(evaluation, model, run))
  }

  /// One seed: both models, the recurrent one after equal steps and after equal seconds.
  ///
  /// - Returns: The Transformer and its run.
  func compare() throws -> (TransformerTranslator, TrainingRun) {
    let model = transformer(seed: chapter.seed)
    var table = Table(["model", "steps"] + Measured.headings)
    var floors = Table(["loss on the test sentences", "with smoothing", "floor", "without", "at p = q"])
    let test = PairBatch(evaluation.pairs)
    func add(_ name: String, _ model: some PairModel, _ result: (run: TrainingRun, measured: Measured), _ steps: Int) {
      table.add([name, "\(steps)"] + result.measured.cells)
      let smoothed = withoutGradients { model.loss(test, smoothing: Scalar(Paper.smoothing)) }.value.scalar
      floors.add(
        ["\(name), \(steps) steps", number(Double(smoothed)), number(floor.smoothedLoss)]
          + [number(result.measured.result.loss), number(floor.loss)])
      chapter.results["\(name), \(steps) steps"] = result.measured.json
    }
    for steps in [steps, speedRatio * steps] {
      let recurrent = recurrent(within: model.parameterCount, seed: chapter.seed)
      let result = try measure(
        "GRU + attention, \(steps) steps", recurrent, steps: steps, peak: recurrentPeak, seed: chapter.seed)
      add("GRU + attention", recurrent, result, steps)
    }
    let result = try measure("Transformer", model, steps: steps, peak: peak, seed: chapter.seed)
    add("Transformer", model, result, steps)
    say("\(table)")
    say("\(floors)")
    chapter.results["floor of the smoothed loss"] = JSON(floor.smoothedLoss)
    return (model, result.run)
  }

  /// Several seeds: the mean and the range of each.
  func repeatOnSeeds() throws {
    var table = Table(["model, several seeds", "steps", "test loss", "exact match, %", "BLEU, %"])
    func add(_ name: String, _ steps: Int, _ measure: (_ seed: Int) throws -> Measured) throws {
      let all = try chapter.seeds.map(measure)
      table.add([name, "\(steps)"] + all.spreads)
      chapter.results["\(name), \(steps) steps, seeds"] = .list(all.map(\.json))
    }
    for steps in [steps, speedRatio * steps] {
      try add("GRU + attention", steps) { seed in
        let model = recurrent(within: transformer(seed: seed).parameterCount, seed: seed)
        return try measure("GRU + attention, \(steps) steps", model, steps: steps, peak: recurrentPeak, seed: seed)
          .measured
      }
    }
    try add("Transformer", steps) { seed in
      try measure("Transformer", transformer(seed: seed), steps: steps, peak: peak, seed: seed).measured
    }
    say("\(table)")
  }
}
