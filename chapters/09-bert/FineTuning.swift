import BERT
import Course
import Datasets
import LSTM
import Training

/// What is pre-trained, and what it is compared with.
struct Bodies {
  /// Tells runs apart that are alike but for what was pre-trained.
  var name = ""
  let bert: BERTModel
  let recurrent: BidirectionalLanguageModel

  /// The hidden size of the LSTMs.
  var hiddenSize: Int { recurrent.embedding.weight.shape[1] }
}

/// The ways to get a model for a task.
enum Method: String, CaseIterable {
  case fineTuned = "BERT, fine-tuned"
  case frozen = "BERT, frozen"
  case scratch = "BERT, from scratch"
  case recurrent = "LSTM, from scratch"
  case recurrentPretrained = "LSTM, pre-trained"

  /// The dropout of every body whose weights learn from few labels.
  private static let dropout: Scalar = 0.1

  /// A body of its own, which the task may change.
  func body(_ bodies: Bodies, using generator: inout Generator) -> any TextEncoder {
    switch self {
    case .fineTuned:
      return bodies.bert.copy(dropout: Method.dropout, using: &generator)
    case .frozen:
      let body = bodies.bert.copy(using: &generator)
      body.setTrainable(false) { !$0.hasPrefix("pooler") }  // the pooler is as new as the head
      return body
    case .scratch:
      var shape = BERTConfiguration.stories()
      (shape.block.dropout, shape.block.attentionDropout) = (Method.dropout, Method.dropout)
      return BERTModel(shape, using: &generator)
    case .recurrent, .recurrentPretrained:
      return BidirectionalLSTM(
        vocabularySize: StoryTokens.vocabulary.count, hiddenSize: bodies.hiddenSize, dropout: Method.dropout,
        pretrained: self == .recurrent ? nil : bodies.recurrent, using: &generator)
    }
  }

  /// The best of 1e-3, 2e-3, 5e-3 and 1e-2, by the mean score on the four tasks with 64 labels and the seeds 100 and 101;
  /// for the pre-trained LSTM, 1e-2 is as good.
  var learningRate: Scalar {
    switch self {
    case .fineTuned, .scratch: 2e-3
    case .frozen: 1e-2
    case .recurrent, .recurrentPretrained: 5e-3
    }
  }
}

extension DownstreamModel {
  /// A model of a method, trained on so many labels. All methods get the same ones.
  static func trained(
    _ method: Method, _ bodies: Bodies, labels: Int, _ chapter: Chapter, _ trainer: Trainer, seed: Int,
    name: String = "", _ build: (any TextEncoder, inout Generator) -> Self = { Self($0, using: &$1) }
  ) throws -> Self {
    var generator = Generator(seed: seed)
    let examples = Example.training(labels, using: &generator)
    let model = build(method.body(bodies, using: &generator), &generator)
    let plan = TrainingPlan(steps: chapter.steps(300, quick: 3), learningRate: method.learningRate, seed: seed)
    let parts = [task, "\(labels) labels", method.rawValue, bodies.name, name, "seed \(seed)"].filter { !$0.isEmpty }
    try trainer.train(parts.joined(separator: ", "), model, on: examples, plan)
    return model
  }

  /// Its score on a thousand other examples.
  func score(_ chapter: Chapter) -> Double { withoutGradients { score(Self.test(chapter)) } }

  static func test(_ chapter: Chapter) -> [Example] { Example.test(chapter.isQuick ? 20 : 1000) }
}

/// The four tasks: the name of each, what its score is, and how a method does on it.
let tasks = [Task(OpinionModel.self), Task(EntailmentModel.self), Task(SlotModel.self), Task(AnswerModel.self)]

struct Task: Sendable {
  let name: String
  let metric: String
  let score: @Sendable (Method, Bodies, _ labels: Int, Chapter, Trainer, _ seed: Int) throws -> Double

  init<Model: DownstreamModel>(_: Model.Type) {
    (name, metric) = (Model.task, Model.metric)
    score = { try Model.trained($0, $1, labels: $2, $3, $4, seed: $5).score($3) }
  }

  var heading: String { "\(name), \(metric)" }
}

// MARK: 4

/// Every method on every task.
func compareMethods(_ bodies: Bodies, _ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["method"] + tasks.map(\.heading))
  for method in Method.allCases {
    let scores = try tasks.map { try $0.score(method, bodies, 64, chapter, trainer, chapter.seed) }
    table.add([method.rawValue] + scores.map { number($0) })
    chapter.results[method.rawValue] = .object(zip(tasks, scores).map { (key: $0.name, value: JSON($1)) })
  }
  table.add(["best possible"] + tasks.map { _ in "1" })
  say("\(table)")
}

// MARK: 5

/// One vector for a whole text: the pooler's, made from the state at `[CLS]`, or the mean of all states.
func comparePoolings(_ bodies: Bodies, _ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["64 labels", "opinion, [CLS]", "opinion, mean", "entailment, [CLS]", "entailment, mean"])
  for method in [Method.fineTuned, .frozen] {
    func scores<Model: PooledModel>(_: Model.Type) throws -> [Double] {
      try Pooling.allCases.map { pooling in
        // The vector of [CLS] is that of section 4: its run is not repeated.
        let name = pooling == .classification ? "" : "mean"
        return try Model.trained(method, bodies, labels: 64, chapter, trainer, seed: chapter.seed, name: name) {
          Model($0, pooling: pooling, using: &$1)
        }.score(chapter)
      }
    }
    let all = try scores(OpinionModel.self) + scores(EntailmentModel.self)
    table.add([method.rawValue] + all.map { number($0) })
    chapter.results["poolings, \(method.rawValue)"] = JSON(all)
  }
  say("\(table)")
}
