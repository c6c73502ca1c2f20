import Datasets
import Gradients
import Training

// B batch · T positions · D width

/// A model for a task with labels on top of a pre-trained body: a **downstream task**.
public protocol DownstreamModel: Module, SendableMetatype {
  associatedtype Example: LabeledExample

  static var task: String { get }
  /// What `score` is.
  static var metric: String { get }

  init(_ body: any TextEncoder, using generator: inout Generator)

  func loss(_ examples: [Example], _ mode: Mode) -> Variable

  /// 1 if all is right.
  func score(_ examples: [Example]) -> Double
}

extension Trainer {
  /// Fine-tunes a model on examples, of which each step draws some.
  public func train<Model: DownstreamModel>(
    _ name: String, _ model: Model, on examples: [Model.Example], _ plan: TrainingPlan
  ) throws {
    var plan = plan
    (plan.itemsPerStep, plan.item) = (plan.batchSize, "examples")
    try train(name, model, plan) { _, randomness in
      let batch = (0..<plan.batchSize).map { _ in examples.randomElement(using: &randomness.generator)! }
      return model.loss(batch, .training(randomness))
    }
  }
}

/// A model that classifies by one vector for the whole input.
public protocol PooledModel: DownstreamModel {
  static var classCount: Int { get }

  var classifier: TextClassifier { get }

  init(_ classifier: TextClassifier)

  static func text(_ example: Example) -> TextPair

  static func label(_ example: Example) -> Int
}

extension PooledModel {
  public static var metric: String { "accuracy" }

  public init(_ body: any TextEncoder, pooling: Pooling, using generator: inout Generator) {
    self.init(TextClassifier(body, classes: Self.classCount, pooling: pooling, using: &generator))
  }

  public init(_ body: any TextEncoder, using generator: inout Generator) {
    self.init(body, pooling: .classification, using: &generator)
  }

  private func logits(_ examples: [Example], _ mode: Mode) -> Variable {
    classifier(StoryTokens.input(examples.map(Self.text)), mode)
  }

  public func loss(_ examples: [Example], _ mode: Mode) -> Variable {
    crossEntropy(logits(examples, mode), examples.map(Self.label))
  }

  public func score(_ examples: [Example]) -> Double {
    Double(accuracy(logits(examples, .evaluation).value, examples.map(Self.label)))
  }
}

/// Sentence classification: praise or complaint?
public struct OpinionModel: PooledModel {
  public typealias Example = Opinion

  public let classifier: TextClassifier

  public static let (task, classCount) = ("opinion", 2)

  public init(_ classifier: TextClassifier) { self.classifier = classifier }

  public static func text(_ opinion: Opinion) -> TextPair { TextPair(StoryTokens.ids(opinion.words)) }

  public static func label(_ opinion: Opinion) -> Int { opinion.isPraise ? 1 : 0 }
}

/// Sentence pairs: does the premise entail the hypothesis, contradict it, or neither?
public struct EntailmentModel: PooledModel {
  public typealias Example = Entailment

  public let classifier: TextClassifier

  public static let (task, classCount) = ("entailment", 3)

  public init(_ classifier: TextClassifier) { self.classifier = classifier }

  public static func text(_ pair: Entailment) -> TextPair {
    TextPair(StoryTokens.ids(pair.premise), StoryTokens.ids(pair.hypothesis))
  }

  public static func label(_ pair: Entailment) -> Int { pair.label.rawValue }
}

/// Token labeling: which words of a flight request fill which slot?
public struct SlotModel: DownstreamModel {
  public let tagger: TokenTagger

  public static let (task, metric) = ("slots", "F1")
  public static let tags = BIO<FlightRequest.Slot>.all

  public init(_ body: any TextEncoder, using generator: inout Generator) {
    tagger = TokenTagger(body, tags: SlotModel.tags.count, using: &generator)
  }

  private func input(_ requests: [FlightRequest]) -> BERTInput {
    StoryTokens.input(requests.map { TextPair(StoryTokens.ids($0.words)) })
  }

  public func loss(_ requests: [FlightRequest], _ mode: Mode) -> Variable {
    let input = input(requests)
    let labels = requests.map { $0.labels.map { SlotModel.tags.firstIndex(of: $0)! } }
    return crossEntropy(tagger(input, mode), input.aligned(labels), ignoring: -1)
  }

  public func score(_ requests: [FlightRequest]) -> Double {
    SpanScore.of(predicted: predictions(requests), actual: requests.map(\.labels)).all.f1
  }

  public func predictions(_ requests: [FlightRequest]) -> [[BIO<FlightRequest.Slot>]] {
    let input = input(requests)
    let best = tagger(input).value.argmax()
    return requests.indices.map { row in
      input.firstTextRange(row).map { SlotModel.tags[best[row * input.width + $0]] }
    }
  }
}

/// Question answering: where in the paragraph is the answer?
public struct AnswerModel: DownstreamModel {
  public let reader: SpanReader

  public static let (task, metric) = ("questions", "exact match")

  public init(_ body: any TextEncoder, using generator: inout Generator) {
    reader = SpanReader(body, using: &generator)
  }

  /// The question comes first, so that its length decides where the paragraph begins.
  private func input(_ questions: [Question]) -> BERTInput {
    StoryTokens.input(questions.map { TextPair(StoryTokens.ids($0.question), StoryTokens.ids($0.paragraph)) })
  }

  public func loss(_ questions: [Question], _ mode: Mode) -> Variable {
    let input = input(questions)
    let spans = questions.enumerated().map { row, question in
      let start = input.secondTextRange(row).lowerBound
      return start + question.answer.lowerBound...start + question.answer.upperBound - 1
    }
    return reader.loss(input, spans, mode)
  }

  public func score(_ questions: [Question]) -> Double {
    AnswerScore(predicted: answers(questions), actual: questions.map(\.answer)).exactMatch
  }

  public func answers(_ questions: [Question]) -> [Range<Int>] {
    let input = input(questions)
    return reader.answers(input, maximumLength: 4).enumerated().map { row, span in
      let start = input.secondTextRange(row).lowerBound
      return span.map { $0.lowerBound - start..<$0.upperBound - start + 1 } ?? 0..<0
    }
  }
}
