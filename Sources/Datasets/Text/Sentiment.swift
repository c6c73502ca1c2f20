import Tensors

/// Sentiment classification: short positive or negative reviews in which the order of the words decides.
///
/// *great movie and not boring* is positive, *boring movie and not great* is negative, and both have the same words. An
/// opinion is negated by *not* or *never* before it, or by *no way* after its noun, as in *great acting no way*. All
/// opinions of a review have the same sentiment.
public struct Sentiment: Sendable {
  /// The label of a word in sequence labeling.
  public enum Tag: Int, CaseIterable, Sendable {
    case neutral, positive, negative
  }

  public struct Review: Sendable, Equatable {
    public fileprivate(set) var words: [String] = []
    /// The tag of each word; a negated opinion word has the tag of its meaning.
    public fileprivate(set) var tags: [Tag] = []
    public fileprivate(set) var isPositive = true

    public var text: String { words.joined(separator: " ") }

    /// The ids of its words in `Sentiment.vocabulary`.
    public var tokens: [Int] { vocabulary.encodeOwn(text) }
  }

  private static let positiveWords = ["great", "funny", "clever", "moving", "fresh", "brilliant", "lovely", "gripping"]
  private static let negativeWords = ["boring", "stupid", "dull", "noisy", "clumsy", "stale", "awful", "shallow"]
  private static let nouns = ["movie", "plot", "acting", "music", "ending", "script", "cast", "picture"]
  private static let intensifiers = ["very", "really", "so"]
  private static let negations = ["not", "never"]

  /// Every word that can occur.
  public static let vocabulary = Vocabulary(
    words: positiveWords + negativeWords + nouns + intensifiers + negations + ["and", "no", "way"])

  /// A random review of one to three opinions.
  public static func review(using generator: inout Generator) -> Review {
    var review = Review()
    review.isPositive = generator.below(2) == 0
    for position in 0..<1 + generator.below(3) {
      if position > 0 { review.add("and") }
      addOpinion(to: &review, using: &generator)
    }
    return review
  }

  public static func reviews(_ count: Int, using generator: inout Generator) -> [Review] {
    (0..<count).map { _ in review(using: &generator) }
  }

  /// `great movie`, `not very boring`, `dull plot no way`.
  private static func addOpinion(to review: inout Review, using generator: inout Generator) {
    enum Negation: CaseIterable { case none, before, after }
    let negation = Negation.allCases[generator.pick([0.5, 0.3, 0.2])]
    if negation == .before { review.add(pick(negations, &generator)) }
    if generator.below(4) == 0 { review.add(pick(intensifiers, &generator)) }
    let words = review.isPositive == (negation == .none) ? positiveWords : negativeWords
    review.add(pick(words, &generator), review.isPositive ? .positive : .negative)
    if negation == .after || generator.below(2) == 0 { review.add(pick(nouns, &generator)) }
    if negation == .after {
      review.add("no")
      review.add("way")
    }
  }

  private static func pick(_ words: [String], _ generator: inout Generator) -> String {
    words[generator.below(words.count)]
  }
}

extension Sentiment.Review {
  fileprivate mutating func add(_ word: String, _ tag: Sentiment.Tag = .neutral) {
    words.append(word)
    tags.append(tag)
  }
}
