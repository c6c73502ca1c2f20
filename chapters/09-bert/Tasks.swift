import BERT
import Datasets
import Training

// B batch · T positions · D width

/// A model for a task with labels: a body and a head.
protocol TaskModel: Module, SendableMetatype {
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
protocol PooledModel: TaskModel {
  init(_ body: any TextEncoder, pooling: Pooling, using generator: inout Generator)
}

extension PooledModel {
  init(_ body: any TextEncoder, using generator: inout Generator) {
    self.init(body, pooling: .classification, using: &generator)
  }
}

/// Sentence classification: praise or complaint?
struct OpinionModel: PooledModel {
  let classifier: TextClassifier

  static let (task, metric) = ("opinion", "accuracy")

  init(_ body: any TextEncoder, pooling: Pooling, using generator: inout Generator) {
    classifier = TextClassifier(body, classes: 2, pooling: pooling, using: &generator)
  }

  private func input(_ opinions: [Opinion]) -> BERTInput { rows(opinions.map { TextPair(ids($0.words)) }) }

  func loss(_ opinions: [Opinion], _ mode: Mode) -> Variable {
    crossEntropy(classifier(input(opinions), mode), opinions.map { $0.isPraise ? 1 : 0 })
  }

  func score(_ opinions: [Opinion]) -> Double {
    Double(accuracy(classifier(input(opinions)).value, opinions.map { $0.isPraise ? 1 : 0 }))
  }
}

/// Sentence pairs: does the premise entail the hypothesis, contradict it, or neither?
struct EntailmentModel: PooledModel {
  let classifier: TextClassifier

  static let (task, metric) = ("entailment", "accuracy")

  init(_ body: any TextEncoder, pooling: Pooling, using generator: inout Generator) {
    classifier = TextClassifier(body, classes: 3, pooling: pooling, using: &generator)
  }

  private func input(_ pairs: [Entailment]) -> BERTInput {
    rows(pairs.map { TextPair(ids($0.premise), ids($0.hypothesis)) })
  }

  func loss(_ pairs: [Entailment], _ mode: Mode) -> Variable {
    crossEntropy(classifier(input(pairs), mode), pairs.map(\.label.rawValue))
  }

  func score(_ pairs: [Entailment]) -> Double {
    Double(accuracy(classifier(input(pairs)).value, pairs.map(\.label.rawValue)))
  }
}

/// Token labeling: which words of a flight request fill which slot?
struct SlotModel: TaskModel {
  let tagger: TokenTagger

  static let (task, metric) = ("slots", "F1")
  static let tags = BIO<FlightRequest.Slot>.all

  init(_ body: any TextEncoder, using generator: inout Generator) {
    tagger = TokenTagger(body, tags: SlotModel.tags.count, using: &generator)
  }

  private func input(_ requests: [FlightRequest]) -> BERTInput { rows(requests.map { TextPair(ids($0.words)) }) }

  func loss(_ requests: [FlightRequest], _ mode: Mode) -> Variable {
    let input = input(requests)
    let labels = requests.map { $0.labels.map { SlotModel.tags.firstIndex(of: $0)! } }
    return crossEntropy(tagger(input, mode), input.aligned(labels), ignoring: -1)
  }

  func score(_ requests: [FlightRequest]) -> Double {
    SpanScore.of(predicted: predictions(requests), actual: requests.map(\.labels)).all.f1
  }

  func predictions(_ requests: [FlightRequest]) -> [[BIO<FlightRequest.Slot>]] {
    let input = input(requests)
    let best = tagger(input).value.argmax()
    return requests.indices.map { row in
      input.firstTextRange(row).map { SlotModel.tags[best[row * input.width + $0]] }
    }
  }
}

/// Question answering: where in the paragraph is the answer?
struct AnswerModel: TaskModel {
  let reader: SpanReader

  static let (task, metric) = ("questions", "exact match")

  init(_ body: any TextEncoder, using generator: inout Generator) { reader = SpanReader(body, using: &generator) }

  /// The question comes first, so that its length decides where the paragraph begins.
  private func input(_ questions: [Question]) -> BERTInput {
    rows(questions.map { TextPair(ids($0.question), ids($0.paragraph)) })
  }

  func loss(_ questions: [Question], _ mode: Mode) -> Variable {
    let input = input(questions)
    let spans = questions.enumerated().map { row, question in
      let start = input.secondTextRange(row).lowerBound
      return start + question.answer.lowerBound...start + question.answer.upperBound - 1
    }
    return reader.loss(input, spans, mode)
  }

  func score(_ questions: [Question]) -> Double {
    AnswerScore(predicted: answers(questions), actual: questions.map(\.answer)).exactMatch
  }

  func answers(_ questions: [Question]) -> [Range<Int>] {
    let input = input(questions)
    return reader.answers(input, maximumLength: 4).enumerated().map { row, span in
      let start = input.secondTextRange(row).lowerBound
      return span.map { $0.lowerBound - start..<$0.upperBound - start + 1 } ?? 0..<0
    }
  }
}
