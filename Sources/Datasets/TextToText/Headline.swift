import Tensors

/// Summarizing: a paragraph and its headline.
///
///     the persons hurt the dogs on tuesday . two persons hurt four animals near the lake . two singers hurt four dogs
///     near the lake .                                                                     singers harm dogs near lake
///
///     the bakers adore three goats near the mill . please show all flights leaving seattle on friday . adam looks for a
///     flight to laredo from seattle . adam arrives in laredo on friday morning .   adam flies from seattle to laredo
///
/// The paragraph consists of three of the four sentences of a story in any order, and in half of the cases of a sentence of
/// another topic. The headline is in the style of telegrams. It names each thing by one word of the paragraph, and each
/// deed, possession or mood always by the same word.
///
/// **No sentence is the headline.** A model has to see what most sentences tell of, to find the noun that *it* and *the
/// animals* stand for, in whichever sentence it is, and to replace the verb: *trail* by *follow*, *does not harm* by *help*,
/// *marvelous* by *smile*. The paragraph determines the headline, so an exact match of 1 is possible.
public struct Headline: LabeledExample, Equatable {
  /// The words of all sentences.
  public let paragraph: [String]
  public let headline: [String]

  /// Which sentence is of another topic, if one is.
  public let distractor: Int?

  public var words: [String] { paragraph }

  /// The topics are equally probable.
  public static func draw(using generator: inout Generator) -> Headline {
    let topic = generator.below(Story.topicCount)
    while true {
      let facts = StoryKind.all[topic].facts.map { generator.below($0.count) }
      var sentences = Story.draw(topic: topic, facts: facts, using: &generator).sentences
      sentences.shuffle(using: &generator)
      sentences.removeLast()
      guard let headline = headline(of: sentences, topic: topic, facts: facts) else { continue }
      var distractor: Int?
      if generator.below(2) == 0 {
        distractor = generator.below(sentences.count + 1)
        sentences.insert(otherSentence(than: topic, using: &generator), at: distractor!)
      }
      return Headline(paragraph: Array(sentences.joined()), headline: headline, distractor: distractor)
    }
  }

  /// For each topic the forms of its headline; the first that the paragraph determines is taken.
  private static let forms: [[String]] = {
    let deed = ["SUBJECT VERB OBJECT near PLACE", "SUBJECT VERB OBJECT on DAY"]
    return [deed, deed, ["OWNER OWNS COUNT THING"], ["TRAVELER flies from FROM to TO"], ["MATTER makes guests REACT"]]
  }()

  /// A slot with one option has to be told by a sentence. Of a slot with several, such as a verb and its synonym, the first
  /// is taken: each sentence tells one of them, or the opposite.
  private static func headline(of sentences: [[String]], topic: Int, facts: [Int]) -> [String]? {
    let told = Set(sentences.joined())
    let options = zip(StoryKind.all[topic].facts, facts).reduce(into: StoryKind.Value()) { options, fact in
      options.merge(fact.0[fact.1]) { first, _ in first }
    }
    return forms[topic].lazy.map(\.list).first { form in
      form.allSatisfy { options[$0].map { $0.count > 1 || told.contains($0[0]) } ?? true }
    }?.map { options[$0]?[0] ?? $0 }
  }

  /// The first sentence of a story about something else. The two topics with deeds count as one.
  private static func otherSentence(than topic: Int, using generator: inout Generator) -> [String] {
    let others = (0..<Story.topicCount).filter { forms[$0] != forms[topic] }
    return Story.draw(topic: generator.element(others), using: &generator).sentences[0]
  }
}
