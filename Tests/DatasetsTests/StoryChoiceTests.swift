import Datasets
import Tensors
import Testing

struct StoryChoiceTests {
  static let examples: [StoryChoice] = {
    var generator = Generator(seed: 9)
    return StoryChoice.training(3000, using: &generator)
  }()

  private static func possible(_ example: StoryChoice) -> [Int] {
    example.choices.indices.filter { StoryOracle([example.first, example.choices[$0]]).probability > 0 }
  }

  /// So the exact grammar is right about all of them.
  @Test func `exactly one choice can continue the story`() {
    for example in Self.examples.prefix(1000) + StoryChoice.test(1000) {
      #expect(Self.possible(example) == [example.answer], "\(example)")
    }
  }

  @Test func `every choice is a second half of the same topic`() {
    for example in Self.examples.prefix(1000) {
      let topics = (0..<Story.topicCount).filter { StoryOracle([example.first], topic: $0).probability > 0 }
      #expect(topics.count == 1 && example.choices.count == StoryChoice.choiceCount)
      for choice in example.choices {
        #expect(StoryOracle([choice], from: 1, topic: topics[0]).probability > 0, "\(choice)")
      }
    }
  }

  @Test func `every index is as often the answer as any other`() {
    for answer in 0..<StoryChoice.choiceCount {
      #expect(abs(Self.examples.count { $0.answer == answer } - 750) < 90)
    }
  }

  /// Classifies a choice as right or wrong, and chooses the one that looks most right.
  @Test func `the choices alone tell nothing`() {
    #expect(abs(accuracy { $0.choices[$1] } - 0.25) < 0.045)
  }

  /// The test above would see a cue.
  @Test func `a word that only right choices have is found`() {
    #expect(accuracy { $0.choices[$1] + ($0.answer == $1 && $1 < 2 ? ["alas"] : []) } > 0.5)
  }

  /// All choices are about the same topic, and two wrong ones share a varied fact with the first half.
  @Test func `the number of shared words tells less than two thirds`() {
    let hits = Self.examples.count { example in
      let shared = example.choices.map { Set($0).intersection(example.first).count }
      return shared.firstIndex(of: shared.max()!)! == example.answer
    }
    #expect(abs(Double(hits) / 3000 - 0.62) < 0.03, "\(hits)")
  }

  @Test func `every topic is as frequent as any other`() {
    let topics = Self.examples.map { example in
      (0..<Story.topicCount).first { StoryOracle([example.first], topic: $0).probability > 0 }!
    }
    for topic in 0..<Story.topicCount { #expect(abs(topics.count { $0 == topic } - 600) < 80) }
  }

  private func accuracy(_ words: (StoryChoice, Int) -> [String]) -> Double {
    let (training, test) = (Self.examples.prefix(2000), Self.examples.dropFirst(2000))
    let labeled = training.flatMap { example in
      example.choices.indices.map { (words: words(example, $0), label: $0 == example.answer ? 1 : 0) }
    }
    let classifier = CountClassifier(labeled, classes: 2)
    let hits = test.count { example in
      let scores = example.choices.indices.map { index in
        let fit = classifier.scores(of: words(example, index))
        return fit[1] - fit[0]
      }
      return scores.indices.max { scores[$0] < scores[$1] }! == example.answer
    }
    return Double(hits) / Double(test.count)
  }
}
