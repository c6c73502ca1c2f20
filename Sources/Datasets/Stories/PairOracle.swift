/// The best possible reader of two halves, whose words may be masked.
///
/// By Bayes' rule, it weighs two hypotheses: both halves tell of the same facts, or each of its own.
public struct PairOracle {
  /// The probability that the second half follows the first; not a number if neither hypothesis allows the text.
  public let probabilityOfNext: Double

  private let together: StoryOracle

  /// The ways in which the halves may be of two stories, with the probability of each, given the text.
  private let apart: [(halves: [StoryOracle], probability: Double)]

  public init(
    _ first: StoryOracle.Masked, _ second: StoryOracle.Masked, against distractor: StoryPair.Distractor = .anyStory
  ) {
    together = StoryOracle([first, second])
    let ways = PairOracle.ways(first, second, distractor)
    // A priori, the hypotheses are equally probable, and so are the ways.
    let joint = ways.map { $0[0].probability * $0[1].probability / Double(ways.count) }
    let evidence = joint.reduce(together.probability) { $0 + $1 }
    probabilityOfNext = together.probability / evidence
    apart = zip(ways, joint).map { ($0, $1 / evidence) }
  }

  private static func ways(
    _ first: StoryOracle.Masked, _ second: StoryOracle.Masked, _ distractor: StoryPair.Distractor
  ) -> [[StoryOracle]] {
    switch distractor {
    case .anyStory:
      let oracle = StoryOracle([first])
      return [0, 1].map { [oracle, StoryOracle([second], from: $0)] }
    case .sameTopic:
      return (0..<Story.topicCount).map {
        [StoryOracle([first], topic: $0), StoryOracle([second], from: 1, topic: $0)]
      }
    }
  }

  /// The distribution of a masked word, given all words of both halves that are not masked.
  public func prediction(ofWord word: Int, in half: Int) -> [String: Double] {
    var distribution = together.prediction(ofWord: word, in: half).mapValues { $0 * probabilityOfNext }
    for (halves, probability) in apart where probability > 0 {
      for (option, p) in halves[half].prediction(ofWord: word, in: 0) {
        distribution[option, default: 0] += probability * p
      }
    }
    return distribution
  }
}
