import BERT
import Course
import Training

// D width · N chosen positions · V tokens

/// BERT and its relatives: each changes one thing.
enum Relative: String, CaseIterable {
  case bert = "BERT"
  case roberta = "RoBERTa"
  case albert = "ALBERT"
  case electra = "ELECTRA"
  case half = "half as deep"
  case distilled = "DistilBERT"

  /// Pre-trains it from new weights, or as a student of the model that is there already: RoBERTa, in the paper's words.
  func preTrained(
    _ teacher: Pretrained, _ text: StoryPretraining, _ chapter: Chapter, _ trainer: Trainer, seed: Int
  ) throws -> (body: BERTModel, run: TrainingRun, accuracy: Double?) {
    var generator = Generator(seed: seed)
    let title = "family, \(rawValue), seed \(seed)"
    let plan = StoryPretraining.plan(steps: chapter.steps(steps, quick: 8), seed: seed)
    let (model, run): Pretrained
    switch self {
    case .bert:
      model = PretrainingModel(BERTConfiguration.stories(), using: &generator)
      run = try trainer.train(title, model, on: text.pairs, plan)
    case .roberta: (model, run) = teacher
    case .albert:
      var shape = BERTConfiguration.stories()
      (shape.sharesBlocks, shape.embeddingWidth) = (true, 16)
      model = PretrainingModel(shape, predictsNextSentence: false, using: &generator)
      run = try trainer.train(title, model, on: text.halves, plan)
    case .electra:
      let (body, run) = try trainElectra(title, text, plan, trainer, using: &generator)
      return (body, run, nil)
    case .half, .distilled:
      model = teacher.model.student(keeping: [0])
      run = try trainStudent(title, model, self == .half ? nil : teacher.model, text, plan, trainer)
    }
    return (model.body, run, model.maskedScore(text.testHalves).accuracy)
  }

  /// A student goes on from its teacher's weights.
  var steps: Int { self == .half || self == .distilled ? 5000 : 10_000 }
}

/// A generator a quarter as wide fills in hidden words; the detector finds those that it got wrong.
private func trainElectra(
  _ title: String, _ text: StoryPretraining, _ plan: TrainingPlan, _ trainer: Trainer, using generator: inout Generator
) throws -> (BERTModel, TrainingRun) {
  struct Pair: Module {
    let generator: PretrainingModel
    let detector: ReplacedTokenDetector
  }
  let small = BERTConfiguration.stories(width: 16, heads: 1)
  let body = BERTModel(BERTConfiguration.stories(), hasPooler: false, using: &generator)
  let pair = Pair(
    generator: PretrainingModel(small, predictsNextSentence: false, using: &generator),
    detector: ReplacedTokenDetector(body, using: &generator))
  var task = text.halves
  task.masking = .allHidden
  let run = try trainer.train(title, pair, plan) { _, randomness in
    let masked = task.batch(size: plan.batchSize, using: &randomness.generator).masked
    return electraLoss(masked, generator: pair.generator, detector: pair.detector, randomness).total
  }
  return (body, run)
}

/// The masked language model, and with a teacher its distributions and its states in addition.
private func trainStudent(
  _ title: String, _ student: PretrainingModel, _ teacher: PretrainingModel?, _ text: StoryPretraining,
  _ plan: TrainingPlan, _ trainer: Trainer
) throws -> TrainingRun {
  try trainer.train(title, student, plan) { _, randomness in
    let masked = text.halves.batch(size: plan.batchSize, using: &randomness.generator).masked
    func outputs(_ model: PretrainingModel) -> (states: Variable, logits: Variable) {
      let states = model.body(masked.input, .training(randomness))
      return (
        states.reshaped(-1, states.shape[2]).rows(at: masked.positions), model.logits(states, at: masked.positions)
      )
    }
    let own = outputs(student)
    let loss = crossEntropy(own.logits, masked.targets)
    guard let teacher else { return loss }
    let theirs = withoutGradients { outputs(teacher) }
    return loss + distillationLoss(own.logits, theirs.logits.value) + cosineLoss(own.states, theirs.states.value)
  }
}

/// What each relative costs and reaches, over all seeds.
struct FamilyTable {
  private struct Entry {
    var (parameters, steps, rowsPerSecond) = (0, 0, 0.0)
    var accuracies: [Double] = []
    /// `scores[task]`, one for each seed.
    var scores: [[Double]] = tasks.map { _ in [] }
  }

  private var entries = Relative.allCases.map { _ in Entry() }

  mutating func add(
    _ teacher: Pretrained, _ bodies: Bodies, _ text: StoryPretraining, _ chapter: Chapter, _ trainer: Trainer, seed: Int
  ) throws {
    for (index, relative) in Relative.allCases.enumerated() {
      let (body, run, accuracy) = try relative.preTrained(teacher, text, chapter, trainer, seed: seed)
      entries[index].parameters = body.parameterCount
      (entries[index].steps, entries[index].rowsPerSecond) = (run.losses.count, run.speed)
      if let accuracy { entries[index].accuracies.append(accuracy) }
      // RoBERTa is the model of the curves: its scores are there already.
      let own = relative == .roberta ? bodies : Bodies(name: relative.rawValue, bert: body, recurrent: bodies.recurrent)
      for (t, task) in tasks.enumerated() {
        entries[index].scores[t].append(try task.score(.fineTuned, own, 64, chapter, trainer, seed))
      }
    }
  }

  func show(_ text: StoryPretraining, _ chapter: Chapter) {
    let tokensPerRow = mean(text.testHalves.input.lengths.map(Double.init))
    var costs = Table(["pre-trained", "parameters", "tokens seen", "seconds", "hidden words, %", "mean score, %"])
    var scores = Table(["64 labels, in %"] + tasks.map(\.heading))
    for (relative, entry) in zip(Relative.allCases, entries) {
      let rows = Double(entry.steps * StoryPretraining.plan(steps: 1, seed: 0).batchSize)
      let means = chapter.seeds.indices.map { seed in mean(entry.scores.map { $0[seed] }) }
      costs.add([
        relative.rawValue, "\(entry.parameters)", "\(number((rows * tokensPerRow / 1e6), digits: 2)) M",
        number((rows / entry.rowsPerSecond).rounded()),
        entry.accuracies.isEmpty ? "–" : spreadInPercent(entry.accuracies), spreadInPercent(means),
      ])
      scores.add([relative.rawValue] + entry.scores.map(spreadInPercent))
      chapter.results["family, \(relative.rawValue)"] = [
        "parameters": JSON(entry.parameters), "accuracy": JSON(entry.accuracies),
        "scores": JSON(entry.scores),
      ]
    }
    say("\(costs)")
    say("\(scores)")
  }
}
