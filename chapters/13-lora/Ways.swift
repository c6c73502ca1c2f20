import BERT
import Course
import Datasets
import LoRA
import Training

/// The ways to fine-tune that are compared.
enum Way: String, CaseIterable, Sendable {
  case full = "full"
  case lora = "LoRA"
  case biases = "BitFit"
  case prefix = "prefix"
  case head = "new head only"

  /// About as many numbers each, where there is a choice.
  func fineTuning(_ architecture: Architecture) -> FineTuning {
    switch self {
    case .full: .full
    case .lora: .lora(LoRAConfiguration(rank: architecture == .bert ? 4 : 1))
    case .biases: .biases
    case .prefix: .prefix(8)
    case .head: .head
    }
  }

  /// By the mean score on the three tasks with 256 labels, 300 steps and the seeds 100 and 101, on a BERT of 10,000 steps: the
  /// best of 1e-3, 2e-3, 4e-3 and 2e-2 for full; of 2e-3, 5e-3, 1e-2, 2e-2 and 4e-2 for LoRA; for the others up to 16e-2.
  fileprivate var bertRate: Scalar {
    switch self {
    case .full: 2e-3
    case .lora: 2e-2
    case .biases, .prefix, .head: 8e-2
    }
  }

  /// The same of the LSTM: the best of 5e-3, 1e-2 and 2e-2 for full, of 1e-2 to 8e-2 for LoRA, and of up to 64e-2, 32e-2 and
  /// 16e-2 for biases, prefix and head.
  fileprivate var recurrentRate: Scalar {
    switch self {
    case .full: 1e-2
    case .lora: 2e-2
    case .biases, .prefix: 32e-2
    case .head: 16e-2
    }
  }
}

/// What is fine-tuned.
enum Architecture: String, CaseIterable, Sendable {
  case bert = "BERT"
  case recurrent = "LSTM"
}

/// How a model is trained for a task, beside the way itself.
struct Recipe {
  static let labels = 256
  var steps: Int
  var rate: Scalar
  /// What the rate of B is multiplied by: 16 in LoRA+, where B learns faster than A.
  var factorOfB: Scalar = 1
  var seed: Int

  func plan(_ chapter: Chapter) -> TrainingPlan {
    var plan = TrainingPlan(steps: chapter.steps(steps, quick: 2), learningRate: rate, seed: seed)
    let factor = factorOfB
    if factor != 1 { plan.optimizer = { AdamW($0) { $0.hasSuffix("adapter.b") ? factor : 1 } } }
    return plan
  }
}

extension Way {
  func recipe(_ task: Task, _ architecture: Architecture, seed: Int) -> Recipe {
    Recipe(steps: task.steps, rate: architecture == .bert ? bertRate : recurrentRate, seed: seed)
  }

  /// A body of its own, prepared for this way.
  func body(
    _ architecture: Architecture, _ bodies: Bodies, using generator: inout Generator
  ) -> (body: any TextEncoder, adapter: LoRAAdapter?) {
    switch architecture {
    case .bert:
      let body = bodies.copy(using: &generator)
      return (body, fineTuning(.bert).prepare(body, using: &generator))
    case .recurrent: return (RecurrentEncoder(bodies.recurrent, fineTuning(.recurrent), using: &generator), nil)
    }
  }
}

/// A model after fine-tuning.
struct Tuned {
  let model: any DownstreamModel
  let body: any TextEncoder
  let score: Double
  /// What LoRA added to BERT.
  var adapter: LoRAAdapter?
}

/// A task to fine-tune for.
struct Task: Sendable {
  let name: String
  let metric: String
  /// After which the loss of full fine-tuning hardly falls.
  let steps: Int
  private let train: @Sendable (any TextEncoder, String, Recipe, inout Generator, Chapter, Trainer) throws -> Tuned

  static let opinion = Task(OpinionModel.self, steps: 200)
  static let slots = Task(SlotModel.self, steps: 600)
  static let questions = Task(AnswerModel.self, steps: 600)
  static let all = [opinion, slots, questions]

  private init<Model: DownstreamModel>(_: Model.Type, steps: Int) {
    (name, metric, self.steps) = (Model.task, Model.metric, steps)
    train = { body, title, recipe, generator, chapter, trainer in
      // All ways get the same labels.
      var labels = Generator(seed: recipe.seed)
      let examples = Model.Example.training(Recipe.labels, using: &labels)
      let model = build(Model.self, body, using: &generator)
      try trainer.train(title, model, on: examples, recipe.plan(chapter))
      let score = withoutGradients { model.score(Model.Example.test(chapter.isQuick ? 20 : 1000)) }
      return Tuned(model: model, body: body, score: score)
    }
  }

  /// A head on a body that is prepared for a way, trained and evaluated.
  func tuned(
    _ body: any TextEncoder, _ title: String, _ recipe: Recipe, using generator: inout Generator, _ chapter: Chapter,
    _ trainer: Trainer
  ) throws -> Tuned {
    try train(body, "\(name), \(title), seed \(recipe.seed)", recipe, &generator, chapter, trainer)
  }

  /// The same for one of the ways.
  func tuned(
    _ way: Way, _ architecture: Architecture, _ bodies: Bodies, _ chapter: Chapter, _ trainer: Trainer, seed: Int
  ) throws -> Tuned {
    var generator = Generator(seed: seed)
    let (body, adapter) = way.body(architecture, bodies, using: &generator)
    var result = try tuned(
      body, "\(architecture.rawValue), \(way.rawValue)", way.recipe(self, architecture, seed: seed), using: &generator,
      chapter, trainer)
    result.adapter = adapter
    return result
  }
}

/// The vector of a whole text is the mean of its states.
private func build<Model: DownstreamModel>(
  _: Model.Type, _ body: any TextEncoder, using generator: inout Generator
) -> Model {
  if let pooled = Model.self as? any PooledModel.Type {
    return pooled.init(body, pooling: .mean, using: &generator) as! Model
  }
  return Model(body, using: &generator)
}
