/// An example of any task, put as one text that follows from another.
public struct TextToTextExample: Sendable, Hashable {
  /// The words that tell the model which task it is.
  public let prefix: [String]
  public let source: [String]
  public let target: [String]

  /// All that the model reads: the prefix, then the source.
  public var input: [String] { prefix + source }

  public init(prefix: [String], source: [String], target: [String]) {
    (self.prefix, self.source, self.target) = (prefix, source, target)
  }
}

/// A labeled example whose label can be put in words.
protocol TextToText: LabeledExample {
  static var prefix: String { get }
  var source: [String] { get }
  var target: [String] { get }
}

extension TextToText {
  var asText: TextToTextExample { TextToTextExample(prefix: Self.prefix.list, source: source, target: target) }
}

extension Opinion: TextToText {
  static let prefix = "opinion :"
  var source: [String] { words }
  var target: [String] { [isPraise ? "praise" : "complaint"] }
}

extension Entailment: TextToText {
  static let prefix = "premise :"
  var source: [String] { premise + ["hypothesis", ":"] + hypothesis }
  var target: [String] { ["\(label)"] }
}

extension FlightRequest: TextToText {
  static let prefix = "slots :"
  var source: [String] { words }
  /// Each slot and the words that fill it, in the order of the request: *from boston to denver date may third*.
  var target: [String] { spans.flatMap { [$0.slot.rawValue] + words[$0.range] } }
}

extension Question: TextToText {
  static let prefix = "question :"
  var source: [String] { question + ["context", ":"] + paragraph }
  var target: [String] { Array(paragraph[answer]) }
}

extension Headline: TextToText {
  static let prefix = "headline :"
  var source: [String] { paragraph }
  var target: [String] { headline }
}
