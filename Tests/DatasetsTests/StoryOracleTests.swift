import Datasets
import Foundation
import Tensors
import Testing

struct StoryOracleTests {
  @Test func `the probability is the frequency of a pattern`() {
    let patterns: [StoryOracle.Masked] = [
      ["the", nil, "is", nil, "."], ["it", "is", "a", nil, "hotel", "."], ["one", nil, nil, nil, nil, "on", nil, "."],
      [nil, nil, "helps", nil, nil, "near", "the", nil, "."], ["the", nil, "owns", "two", "keys", "."],
    ]
    for pattern in patterns {
      let p = StoryOracle.probability(of: [pattern], from: 0)
      let hits = StoryTests.stories.count { story in
        story.sentences[0].count == pattern.count
          && zip(story.sentences[0], pattern).allSatisfy { $1 == nil || $0 == $1 }
      }
      let n = Double(StoryTests.stories.count)
      #expect(p > 0 && abs(Double(hits) / n - p) < 4 * (p * (1 - p) / n).squareRoot(), "\(pattern): \(p), \(hits)")
    }
  }

  @Test func `an impossible text has probability zero and no prediction`() {
    let text: [[String?]] = [["the", "dog", "help", "one", "king", "on", "monday", "."]]
    #expect(StoryOracle.probability(of: text) == 0)
    #expect(StoryOracle.prediction(ofWord: 1, in: 0, of: [["no", nil, "."]]).isEmpty)
  }

  /// P(words) = P(lengths) · Π P(word | words before, lengths): what `prediction` says must multiply to `probability`.
  @Test(arguments: 0..<40)
  func `predictions multiply to the probability`(seed: Int) {
    var generator = Generator(seed: seed)
    let story = Story.draw(using: &generator)
    var masked: [StoryOracle.Masked] = story.sentences.map { $0.map { _ in nil } }
    var logarithm = log(StoryOracle.probability(of: masked, from: 0))
    for (s, sentence) in story.sentences.enumerated() {
      for (w, word) in sentence.enumerated() {
        let distribution = StoryOracle.prediction(ofWord: w, in: s, of: masked, from: 0)
        #expect(abs(distribution.values.reduce(0, +) - 1) < 1e-9)
        logarithm += log(distribution[word] ?? 0)
        masked[s][w] = word
      }
    }
    #expect(abs(logarithm - log(StoryOracle.probability(of: masked, from: 0))) < 1e-9)
  }

  @Test func `an unknown position is the mean over the positions`() {
    let sentence: [String?] = ["it", "is", nil, "and", nil, "."]
    let mean = (0..<Story.length).reduce(0) { $0 + StoryOracle.probability(of: [sentence], from: $1) } / 4
    #expect(abs(StoryOracle.probability(of: [sentence]) - mean) < 1e-15)
  }

  @Test func `a hypernym, a pronoun and a synonym limit a masked word`() {
    let text: [[String?]] = [
      ["two", nil, nil, "one", nil, "near", "the", nil, "."], ["the", "birds", "aid", "him", "on", "monday", "."],
    ]
    func choices(_ word: Int) -> Set<String> {
      Set(StoryOracle.prediction(ofWord: word, in: 0, of: text, from: 0).keys)
    }
    #expect(choices(1) == ["hens", "ducks", "owls", "crows", "swans", "robins"])
    #expect(choices(2) == ["help", "aid"])
    #expect(choices(4) == ["baker", "miner", "sailor"])
    #expect(choices(7).count == 6)
  }

  /// If the oracle were wrong, its own probabilities would not be the frequencies of its hits.
  @Test func `the best guess is right as often as the oracle expects`() {
    var generator = Generator(seed: 8)
    var (hits, expected, variance) = (0.0, 0.0, 0.0)
    for story in Story.draw(1500, using: &generator) {
      let s = Int.random(in: 0..<4, using: &generator)
      let w = Int.random(in: story.sentences[s].indices, using: &generator)
      let distribution = StoryOracle.prediction(ofWord: w, in: s, of: story.sentences, from: 0)
      let best = distribution.max { ($0.value, $1.key) < ($1.value, $0.key) }!
      hits += best.key == story.sentences[s][w] ? 1 : 0
      expected += best.value
      variance += best.value * (1 - best.value)
    }
    #expect(variance > 30 && abs(hits - expected) < 3.5 * variance.squareRoot(), "\(hits), expected \(expected)")
  }

  @Test func `what is masked more is known less`() {
    func ceiling(_ rate: Double) -> MaskedCeiling {
      var generator = Generator(seed: 2)
      return .ofStories(400, rate: rate, using: &generator)
    }
    let (few, many) = (ceiling(0.15), ceiling(0.5))
    #expect(few.accuracy > many.accuracy + 0.05 && few.loss < many.loss - 0.1)
    #expect(abs(few.accuracy - 0.880) < 3.5 * few.errors.accuracy && abs(few.loss - 0.265) < 3.5 * few.errors.loss)
    #expect(few.errors.accuracy < 0.02 && few.errors.loss < 0.05)
  }

  @Test func `a pair tells less than a story`() {
    var generator = Generator(seed: 2)
    let story = MaskedCeiling.ofStories(400, using: &generator)
    let pair = MaskedCeiling.ofPairs(600, using: &generator)
    #expect(pair.accuracy < story.accuracy - 0.02 && pair.loss > story.loss + 0.05)
  }
}
