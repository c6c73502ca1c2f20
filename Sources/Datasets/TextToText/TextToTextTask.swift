import Tensors

/// The tasks on which one model is trained at once, told which by a prefix in words.
///
///     opinion : the hotel is not dreary .                 praise
///     slots : book falcon tampa denver friday .           airline falcon from tampa to denver date friday
///     translate : the cat sleeps                          its words in the made-up language
///
/// What was a classifier, a tagger or a pointer to a span becomes a sequence of words. So all tasks share the model, the
/// loss and the decoding; no task has a head of its own.
public enum TextToTextTask: String, CaseIterable, Sendable {
  case opinion, entailment, slots, question, headline, translation

  /// Whether the target is a text. The others, tasks of understanding, have a label for the source or for words of it.
  public var isGenerating: Bool {
    switch self {
    case .opinion, .entailment, .slots: false
    case .question, .headline, .translation: true
    }
  }

  /// Short sentences: six tasks share the steps of training.
  static let language = Translation(lengths: 3...8)

  /// A random example of the training set.
  public func trainingExample(using generator: inout Generator) -> TextToTextExample {
    switch self {
    case .opinion: Opinion.training(1, using: &generator)[0].asText
    case .entailment: Entailment.training(1, using: &generator)[0].asText
    case .slots: FlightRequest.training(1, using: &generator)[0].asText
    case .question: Question.training(1, using: &generator)[0].asText
    case .headline: Headline.training(1, using: &generator)[0].asText
    case .translation: Self.asText(Self.language.trainingPair(using: &generator))
    }
  }

  /// Random examples of the training set. The first n of a larger set are those of a smaller one with the same seed.
  public func training(_ count: Int, using generator: inout Generator) -> [TextToTextExample] {
    (0..<count).map { _ in trainingExample(using: &generator) }
  }

  /// Examples of the test set, the same at every call.
  public func test(_ count: Int) -> [TextToTextExample] {
    switch self {
    case .opinion: Opinion.test(count).map(\.asText)
    case .entailment: Entailment.test(count).map(\.asText)
    case .slots: FlightRequest.test(count).map(\.asText)
    case .question: Question.test(count).map(\.asText)
    case .headline: Headline.test(count).map(\.asText)
    case .translation: Self.language.test(count).map(Self.asText)
    }
  }

  private static func asText(_ pair: Pair) -> TextToTextExample {
    TextToTextExample(
      prefix: ["translate", ":"], source: language.source.labels(pair.source),
      target: language.target.labels(pair.target))
  }
}

extension TextToTextTask {
  /// Examples of the training sets, each of a random task out of some: all are equally probable.
  public static func batch(
    size: Int, of tasks: [TextToTextTask] = allCases, using generator: inout Generator
  ) -> [TextToTextExample] {
    (0..<size).map { _ in generator.element(tasks).trainingExample(using: &generator) }
  }

  /// Every word of the stories and of the tasks, prefixes and targets included, sorted.
  public static let words: [String] = {
    let prefixes = "opinion premise hypothesis slots question context headline translate :".list
    let labels = Entailment.Label.allCases.map { "\($0)" } + ["praise", "complaint"]
    let slots = FlightRequest.Slot.allCases.map(\.rawValue)
    let languages = [language.source, language.target].flatMap { $0.tokens.dropFirst(SpecialToken.count) }
    return Set(Story.words + prefixes + labels + slots + languages).sorted()
  }()

  /// Text to train a tokenizer on, one story, source or target a line.
  ///
  /// - Parameter count: How many stories, and how many training examples of each task.
  public static func text(_ count: Int, using generator: inout Generator) -> String {
    let stories = Story.draw(count, using: &generator).map(\.text)
    let examples = allCases.flatMap { $0.training(count, using: &generator) }
    let lines = stories + examples.flatMap { [$0.input, $0.target] }.map { $0.joined(separator: " ") }
    return lines.joined(separator: "\n")
  }
}
