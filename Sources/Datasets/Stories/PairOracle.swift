/// The best possible reader of sentence pairs, whose words may be masked.
///
/// By Bayes' rule, it weighs two hypotheses: both sentences tell of the same facts, or each of its own.
public struct PairOracle {
  private let sentences: [StoryOracle.Masked]
  private let distractor: SentencePair.Distractor

  /// The probability that the second sentence follows the first; not a number if neither hypothesis allows the text.
  public let probabilityOfNext: Double

  public init(
    _ first: StoryOracle.Masked, _ second: StoryOracle.Masked, against distractor: SentencePair.Distractor = .anyStory
  ) {
    sentences = [first, second]
    self.distractor = distractor
    let together = StoryOracle.probability(of: sentences)
    let apart = Origin.all(distractor).reduce(0) { $0 + $1.probability(of: [first, second]) }
    probabilityOfNext = together / (together + apart)
  }

  /// The distribution of a word of sentence 0 or 1, given all words of the pair that are not masked, itself excluded.
  public func prediction(ofWord word: Int, in sentence: Int) -> [String: Double] {
    var masked = sentences
    masked[sentence][word] = nil
    let next = PairOracle(masked[0], masked[1], against: distractor).probabilityOfNext
    var distribution = StoryOracle.prediction(ofWord: word, in: sentence, of: masked).mapValues { $0 * next }
    let origins = Origin.all(distractor).map { (origin: $0, probability: $0.probability(of: masked)) }
    let total = origins.reduce(0) { $0 + $1.probability }
    for (origin, probability) in origins where probability > 0 {
      let prediction = StoryOracle.prediction(
        ofWord: word, in: 0, of: [masked[sentence]], from: origin.indices[sentence], topic: origin.topics[sentence])
      for (option, p) in prediction { distribution[option, default: 0] += (1 - next) * probability / total * p }
    }
    return distribution
  }
}

/// Where two sentences of two stories may come from: their topics and their positions.
private struct Origin {
  let topics: [Int]
  let indices: [Int]

  /// The probability of this origin, given that the sentences are of two stories.
  let prior: Double

  /// The first sentence is not the last of its story, the second not the first.
  static func all(_ distractor: SentencePair.Distractor) -> [Origin] {
    let topics = 0..<Story.topicCount
    let origins = topics.flatMap { topic in
      (0..<Story.length - 1).flatMap { index in
        switch distractor {
        case .sameTopic: [(topics: [topic, topic], indices: [index, index + 1])]
        case .anyStory:
          topics.flatMap { other in (1..<Story.length).map { (topics: [topic, other], indices: [index, $0]) } }
        }
      }
    }
    return origins.map { Origin(topics: $0.topics, indices: $0.indices, prior: 1 / Double(origins.count)) }
  }

  func probability(of sentences: [StoryOracle.Masked]) -> Double {
    sentences.indices.reduce(prior) { product, index in
      product == 0
        ? 0
        : product
          * StoryOracle.probability(of: [sentences[index]], from: indices[index], topic: topics[index])
    }
  }
}
