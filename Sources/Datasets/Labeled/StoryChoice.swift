import Tensors

/// Multiple choice: which of four second halves continues the first half of a story?
///
///     three kings hurt one swan near the castle . three persons harm it on saturday .
///
///     which persons hurt the goat ? the kings . three persons harm the animal , one goat .
///     which persons guide the goat ? the singers . the persons lead the goat on saturday .
///     how many kings hurt the swan ? three . they hurt it near the building .                  right
///     which persons guide the swan ? the singers . four persons lead the animal , one swan .
///
/// Two facts are varied, and every combination of their values is one of the choices: a model has to compare both facts.
/// The other facts are the same. Every wrong choice contradicts the first half. So the best possible accuracy is 1, a guess
/// gets 1/4, and the choice that shares most words with the first half is right in 0.62 of the cases.
///
/// **What pre-training buys**: a language model of stories knows how probable each continuation is, without any label.
public struct StoryChoice: LabeledExample, Equatable {
  /// The first half of the story.
  public let first: [String]

  /// Second halves, one of this story and the others of other stories.
  public let choices: [[String]]

  /// The index of the one that continues the story.
  public let answer: Int

  /// How many choices there are.
  public static let choiceCount = 4

  public var words: [String] { first + choices.joined() }

  /// Two facts of a story, two values of each: the halves of four stories, and a choice among all four second halves.
  ///
  /// Which first half is shown is drawn last, so that the choices alone tell nothing at all.
  public static func draw(using generator: inout Generator) -> StoryChoice {
    let topic = generator.below(Story.topicCount)
    let stories = contradictingStories(topic: topic, using: &generator)
    let answer = generator.below(choiceCount)
    return StoryChoice(first: stories[answer].halves[0], choices: stories.map { $0.halves[1] }, answer: answer)
  }

  /// Stories of which no second half can continue the first half of another. Most draws fail, and are drawn again.
  private static func contradictingStories(topic: Int, using generator: inout Generator) -> [Story] {
    while true {
      let counts = StoryKind.all[topic].facts.map(\.count)
      let one = counts.map { generator.below($0) }
      let other = counts.map { generator.below($0) }
      let varied = counts.indices.shuffled(using: &generator).prefix(2)
      let stories = (0..<choiceCount).map { index in
        var facts = one
        for (bit, fact) in varied.enumerated() where index >> bit & 1 == 1 { facts[fact] = other[fact] }
        return Story.draw(topic: topic, facts: facts, using: &generator)
      }.shuffled(using: &generator)
      let isClear = stories.indices.allSatisfy { first in
        stories.indices.allSatisfy { second in
          let halves = [stories[first].halves[0], stories[second].halves[1]]
          return first == second || StoryOracle(halves, topic: topic).probability == 0
        }
      }
      if isClear { return stories }
    }
  }
}
