import Tensors

/// **Next-sentence prediction**: whether the second sentence follows the first in a story, or is of another one.
public struct SentencePair: Sendable, Equatable {
  /// Where a second sentence comes from that does not follow the first.
  public enum Distractor: Sendable, CaseIterable {
    /// Any sentence of another story but its first, as in BERT. A model needs little more than its topic to tell,
    /// and the best possible accuracy is 0.995.
    case anyStory

    /// The sentence at the same position of another story with the same topic. Only the facts tell, so a model
    /// has to compare words of both sentences. The best possible accuracy is 0.921.
    case sameTopic
  }

  public let first: [String]
  public let second: [String]
  public let isNext: Bool
  public let distractor: Distractor

  /// Consecutive sentences of one story, or as probably sentences of two stories.
  public static func draw(against distractor: Distractor = .anyStory, using generator: inout Generator) -> SentencePair
  {
    let isNext = generator.below(2) == 0
    let topic = generator.below(Story.topicCount)
    let other = distractor == .sameTopic ? topic : generator.below(Story.topicCount)
    let index = generator.below(Story.length - 1)
    let otherIndex = distractor == .sameTopic ? index + 1 : 1 + generator.below(Story.length - 1)
    let story = Story.draw(topic: topic, using: &generator)
    let second =
      isNext ? story.sentences[index + 1] : Story.draw(topic: other, using: &generator).sentences[otherIndex]
    return SentencePair(first: story.sentences[index], second: second, isNext: isNext, distractor: distractor)
  }

  /// Random pairs.
  public static func draw(
    _ count: Int, against distractor: Distractor = .anyStory, using generator: inout Generator
  ) -> [SentencePair] {
    (0..<count).map { _ in draw(against: distractor, using: &generator) }
  }

  /// The exact probability that the second sentence follows the first, given both.
  public var probabilityOfNext: Double { PairOracle(first, second, against: distractor).probabilityOfNext }

  /// The best possible accuracy on these pairs: the mean probability of the more probable answer.
  public static func bestAccuracy(on pairs: [SentencePair]) -> Double {
    let sum = pairs.reduce(0) {
      let p = $1.probabilityOfNext
      return $0 + max(p, 1 - p)
    }
    return sum / Double(pairs.count)
  }
}
