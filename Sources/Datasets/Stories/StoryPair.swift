import Tensors

/// Two halves of stories, for **next-sentence prediction**: does the second follow the first, or is it of another story?
public struct StoryPair: Sendable, Equatable {
  /// Where a second half comes from that does not follow the first.
  public enum Distractor: Sendable, CaseIterable {
    /// Either half of any other story, as in BERT. A model needs little more than the topic to tell, and the best possible
    /// accuracy is 0.9995.
    case anyStory

    /// The second half of another story with the same topic. Only the facts tell, so a model has to compare words of both
    /// halves. The best possible accuracy is 0.994.
    case sameTopic
  }

  public let first: [String]
  public let second: [String]
  public let isNext: Bool
  public let distractor: Distractor

  /// The two halves of one story, or as probably halves of two stories.
  public static func draw(against distractor: Distractor = .anyStory, using generator: inout Generator) -> StoryPair {
    let isNext = generator.below(2) == 0
    let topic = generator.below(Story.topicCount)
    let story = Story.draw(topic: topic, using: &generator)
    let second: [String]
    switch distractor {
    case _ where isNext: second = story.halves[1]
    case .anyStory: second = generator.element(Story.draw(using: &generator).halves)
    case .sameTopic: second = Story.draw(topic: topic, using: &generator).halves[1]
    }
    return StoryPair(first: story.halves[0], second: second, isNext: isNext, distractor: distractor)
  }

  /// Random pairs.
  public static func draw(
    _ count: Int, against distractor: Distractor = .anyStory, using generator: inout Generator
  ) -> [StoryPair] {
    (0..<count).map { _ in draw(against: distractor, using: &generator) }
  }

  /// The exact probability that the second half follows the first, given both.
  public var probabilityOfNext: Double { PairOracle(first, second, against: distractor).probabilityOfNext }

  /// The best possible accuracy on these pairs: the mean probability of the more probable answer.
  public static func bestAccuracy(on pairs: [StoryPair]) -> Double {
    let sum = pairs.reduce(0) {
      let p = $1.probabilityOfNext
      return $0 + max(p, 1 - p)
    }
    return sum / Double(pairs.count)
  }
}
