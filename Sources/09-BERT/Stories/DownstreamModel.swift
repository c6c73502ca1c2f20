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

/// A model of one vector for the whole input.
public protocol PooledModel: DownstreamModel {
  init(_ body: any TextEncoder, pooling: Pooling, using generator: inout Generator)
}

extension PooledModel {
  public init(_ body: any TextEncoder, using generator: inout Generator) {
    self.init(body, pooling: .classification, using: &generator)
  }
}

/// Sentence classification: praise or complaint?
public struct OpinionModel: PooledModel {
  public let classifier: TextClassifier

  public static let (task, metric) = ("opinion", "accuracy")

  public init(_ body: any TextEncoder, pooling: Pooling, using generator: inout Generator) {
    classifier = TextClassifier(body, classes: 2, pooling: pooling, using: &generator)
  }

  private func input(_ opinions: [Opinion]) -> BERTInput {
    StoryTokens.input(opinions.map { TextPair(StoryTokens.ids($0.words)) })
  }

  public func loss(_ opinions: [Opinion], _ mode: Mode) -> Variable {
    crossEntropy(classifier(input(opinions), mode), opinions.map { $0.isPraise ? 1 : 0 })
  }

  public func score(_ opinions: [Opinion]) -> Double {
    Double(accuracy(classifier(input(opinions)).value, opinions.map { $0.isPraise ? 1 : 0 }))
  }
}

/// Sentence pairs: does the premise entail the hypothesis, contradict it, or neither?
public struct EntailmentModel: PooledModel {
  public let classifier: TextClassifier

  public static let (task, metric) = ("entailment", "accuracy")

  public init(_ body: any TextEncoder, pooling: Pooling, using generator: inout Generator) {
    classifier = TextClassifier(body, classes: 3, pooling: pooling, using: &generator)
  }

  private func input(_ pairs: [Entailment]) -> BERTInput {
    StoryTokens.input(pairs.map { TextPair(StoryTokens.ids($0.premise), StoryTokens.ids($0.hypothesis)) })
  }

  public func loss(_ pairs: [Entailment], _ mode: Mode) -> Variable {
    crossEntropy(classifier(input(pairs), mode), pairs.map(\.label.rawValue))
  }

  public func score(_ pairs: [Entailment]) -> Double {
    Double(accuracy(classifier(input(pairs)).value, pairs.map(\.label.rawValue)))
  }
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
