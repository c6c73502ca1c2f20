import Foundation
import Tensors

/// Sentence classification: is it praise or a complaint? `the hotel is not dreary` is praise.
///
/// **What pre-training buys**: one of 80 adjectives decides, and each is as frequent as any other. A model that is trained
/// on n labels alone has to guess at the adjectives that are not among them: a perfect look-up reaches
/// `accuracyOfLabels(n)`, 0.59 for 16. In the stories every adjective has the company of others of its kind, and of smiles
/// or sighs, of *truly* or *awfully*. So a pre-trained model knows two clusters, and needs labels only to name them.
public struct Opinion: LabeledExample, Equatable {
  public let words: [String]
  public let isPraise: Bool

  /// The adjective that decides.
  public let adjective: String

  /// How many adjectives there are.
  public static let adjectiveCount = StoryWords.praise.count + StoryWords.complaints.count

  private static let forms = [
    "the MATTER is ADJECTIVE .", "it is a ADJECTIVE MATTER .", "a ADJECTIVE MATTER .",
    "NAME calls the MATTER ADJECTIVE .", "NAME finds a ADJECTIVE MATTER .",
  ].map(\.list)
  private static let negatedForms = [
    "the MATTER is not ADJECTIVE .", "it is not a ADJECTIVE MATTER .", "not a ADJECTIVE MATTER .",
  ].map(\.list)

  /// Praise and complaint are equally probable, and so are the adjectives. One sentence in four is negated.
  public static func draw(using generator: inout Generator) -> Opinion {
    let isNegated = generator.below(4) == 0
    let isPraise = generator.below(2) == 0
    let adjective = generator.word(isPraise != isNegated ? StoryWords.praise : StoryWords.complaints)
    let form = isNegated ? generator.element(negatedForms) : generator.element(forms)
    let slots = [
      "ADJECTIVE": adjective, "MATTER": generator.word(StoryWords.matters),
      "NAME": generator.word(StoryWords.men + StoryWords.women),
    ]
    return Opinion(words: form.map { slots[$0] ?? $0 }, isPraise: isPraise, adjective: adjective)
  }

  /// The expected accuracy of a model that knows the adjectives of n random labeled sentences, and tosses a coin for the
  /// others.
  public static func accuracyOfLabels(_ n: Int) -> Double {
    1 - pow(1 - 1 / Double(adjectiveCount), Double(n)) / 2
  }
}

extension Generator {
  mutating func element<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  mutating func word(_ words: [String]) -> String { element(words) }

  /// Two different cities.
  mutating func route() -> (from: String, to: String) {
    let from = word(StoryWords.cities)
    return (from, word(StoryWords.cities.filter { $0 != from }))
  }
}
