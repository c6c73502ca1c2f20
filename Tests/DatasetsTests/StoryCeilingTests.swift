import Datasets
import Foundation
import Tensors
import Testing

struct StoryCeilingTests {
  private static func ofStories(_ count: Int, rate: Double = 0.15, seed: Int = 2) -> MaskedCeiling {
    var generator = Generator(seed: seed)
    return .ofStories(count, rate: rate, using: &generator)
  }

  private static func ofPairs(_ count: Int, against distractor: StoryPair.Distractor = .anyStory) -> MaskedCeiling {
    var generator = Generator(seed: 2)
    return .ofPairs(count, against: distractor, using: &generator)
  }

  @Test func `the ceilings are those that the documentation states`() {
    let (stories, pairs) = (Self.ofStories(20_000), Self.ofPairs(20_000))
    #expect(abs(stories.accuracy - 0.884) < 0.004 && abs(stories.loss - 0.263) < 0.011, "\(stories)")
    #expect(abs(pairs.accuracy - 0.825) < 0.004 && abs(pairs.loss - 0.415) < 0.012, "\(pairs)")
    #expect(abs(pairs.nextSentenceAccuracy! - 0.998) < 0.001 && stories.nextSentenceAccuracy == nil)
    #expect(stories.errors.accuracy < 0.0012 && stories.errors.loss < 0.0032)
  }

  @Test func `what is masked more is known less`() {
    let (few, many) = (Self.ofStories(2000), Self.ofStories(2000, rate: 0.5))
    #expect(few.accuracy > many.accuracy + 0.04 && few.loss < many.loss - 0.1)
  }

  /// The 100 estimates of 100 stories each scatter as much as each of them says.
  @Test func `the standard errors are the scatter`() {
    let ceilings = (0..<100).map { Self.ofStories(100, seed: $0) }
    func ratio(_ value: (MaskedCeiling) -> Double, _ error: (MaskedCeiling) -> Double) -> Double {
      let mean = ceilings.map(value).sum / 100
      let variance = ceilings.map { (value($0) - mean) * (value($0) - mean) }.sum / 99
      return variance.squareRoot() / (ceilings.map(error).sum / 100)
    }
    #expect((0.75..<1.3).contains(ratio(\.accuracy, \.errors.accuracy)))
    #expect((0.75..<1.3).contains(ratio(\.loss, \.errors.loss)))
  }

  @Test func `a text loses at least one word`() {
    let one = Self.ofStories(2000, rate: 0)
    #expect(one.accuracy > 0.88 && one.accuracy < 0.93, "\(one.accuracy)")
  }

  /// Then no word is drawn: the same stories give the same numbers.
  @Test func `with all words hidden the scores are sums over the oracle's predictions`() {
    var generator = Generator(seed: 2)
    var (accuracy, loss, count) = (0.0, 0.0, 0.0)
    for story in Story.draw(60, using: &generator) {
      let oracle = StoryOracle(story.halves.map { StoryOracleTests.nothing($0.count) })
      for (half, words) in story.halves.enumerated() {
        for (index, word) in words.enumerated() {
          let prediction = oracle.prediction(ofWord: index, in: half)
          accuracy += prediction.values.max()!
          loss -= log(prediction[word]!)
          count += 1
        }
      }
    }
    let ceiling = Self.ofStories(60, rate: 1)
    #expect(abs(ceiling.accuracy - accuracy / count) < 1e-9 && abs(ceiling.loss - loss / count) < 1e-9)
  }

  /// Of a story of n words, 0.15 n are hidden, rounded: what is left tells as much as if the test hid them.
  @Test func `the masks of the test give the same ceiling`() {
    var generator = Generator(seed: 5)
    var (sum, count) = (0.0, 0.0)
    for story in Story.draw(4000, using: &generator) {
      let (first, words) = (story.halves[0].count, story.halves[0] + story.halves[1])
      let hidden = words.indices.shuffled(using: &generator).prefix(Int((0.15 * Double(words.count)).rounded()))
      var masked = words.map(Optional.some)
      for index in hidden { masked[index] = nil }
      let oracle = StoryOracle([Array(masked[..<first]), Array(masked[first...])])
      for index in hidden {
        let (word, half) = index < first ? (index, 0) : (index - first, 1)
        sum += oracle.prediction(ofWord: word, in: half).values.max()!
        count += 1
      }
    }
    #expect(abs(sum / count - Self.ofStories(20_000).accuracy) < 0.008)
  }
}
