import Tensors

/// Short reviews with a judgment, in which the same words can praise or blame: order decides.
///
/// *great movie and not boring* praises, *boring movie and not great* blames, and both hold the same words once. A word
/// of praise or blame is turned round by *not* or *never* before it, and by *no way* after its noun, as in
/// *great acting no way*. All opinions of a review agree.
public struct Sentiment: Sendable {
  /// What a word does in its review.
  public enum Tag: Int, CaseIterable, Sendable {
    case plain, praise, blame
  }

  public struct Review: Sendable, Equatable {
    public fileprivate(set) var words: [String] = []
    /// What each word does; an opinion that is turned round counts as what it means.
    public fileprivate(set) var tags: [Tag] = []
    public fileprivate(set) var isPraise = true

    public var text: String { words.joined(separator: " ") }

    /// The ids of its words in `Sentiment.vocabulary`.
    public var tokens: [Int] { vocabulary.encodeOwn(text) }
  }

  private static let praises = ["great", "funny", "clever", "moving", "fresh", "brilliant", "lovely", "gripping"]
  private static let blames = ["boring", "stupid", "dull", "noisy", "clumsy", "stale", "awful", "shallow"]
  private static let nouns = ["movie", "plot", "acting", "music", "ending", "script", "cast", "picture"]
  private static let strengths = ["very", "really", "so"]
  private static let negations = ["not", "never"]

  /// Every word that can occur.
  public static let vocabulary = Vocabulary(
    words: praises + blames + nouns + strengths + negations + ["and", "no", "way"])

  /// A review of one to three opinions.
  public static func review(using generator: inout Generator) -> Review {
    var review = Review()
    review.isPraise = generator.below(2) == 0
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
    enum Turn: CaseIterable { case none, before, after }
    let turn = Turn.allCases[generator.pick([0.5, 0.3, 0.2])]
    if turn == .before { review.add(pick(negations, &generator)) }
    if generator.below(4) == 0 { review.add(pick(strengths, &generator)) }
    let words = review.isPraise == (turn == .none) ? praises : blames
    review.add(pick(words, &generator), review.isPraise ? .praise : .blame)
    if turn == .after || generator.below(2) == 0 { review.add(pick(nouns, &generator)) }
    if turn == .after {
      review.add("no")
      review.add("way")
    }
  }

  private static func pick(_ words: [String], _ generator: inout Generator) -> String {
    words[generator.below(words.count)]
  }
}

extension Sentiment.Review {
  fileprivate mutating func add(_ word: String, _ tag: Sentiment.Tag = .plain) {
    words.append(word)
    tags.append(tag)
  }
}
