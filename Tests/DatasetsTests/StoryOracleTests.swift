import Datasets
import Foundation
import Tensors
import Testing

struct StoryOracleTests {
  /// Words, `_` for each masked one.
  static func masked(_ text: String) -> StoryOracle.Masked {
    text.split(separator: " ").map { $0 == "_" ? nil : String($0) }
  }

  static func nothing(_ count: Int) -> StoryOracle.Masked { Array(repeating: nil, count: count) }

  @Test(arguments: [
    (0, "the _ near the _ is _ _ . it _ _ and _ _ ."), (0, "one _ _ _ _ on _ . _ _ _ _ _ _ ."),
    (0, "_ _ helps _ _ near the _ . _ _ _ _ on _ ."), (0, "the _ owns _ _ . he _ it _ _ _ ."),
    (0, "_ _ from _ _ _ on _ . she _ _ _ _ _ _ _ ."), (1, "_ _ _ _ _ ? _ _ . they _ _ _ _ _ ."),
    (1, "the guests _ . _ is _ _ _ _ ."), (1, "_ _ _ _ _ _ on _ . _ _ _ _ _ _ _ ."),
  ])
  func `the probability is the frequency of a pattern`(half: Int, text: String) {
    let pattern = Self.masked(text)
    let p = StoryOracle([pattern], from: half).probability
    let hits = StoryTests.stories.count { story in
      let words = story.halves[half]
      return words.count == pattern.count && zip(words, pattern).allSatisfy { $1 == nil || $0 == $1 }
    }
    let n = Double(StoryTests.stories.count)
    #expect(abs(Double(hits) / n - p) < 4 * (p * (1 - p) / n).squareRoot(), "\(p), \(hits)")
    #expect(hits > 10)
  }

  @Test(arguments: 0..<2)
  func `some length is certain`(half: Int) {
    let sum = (1...40).reduce(0) { $0 + StoryOracle([Self.nothing($1)], from: half).probability }
    #expect(abs(sum - 1) < 1e-12)
  }

  /// Of a trip, one of three first sentences has 9, 10, 11 words; two of three second ones have 9, one has 10.
  @Test(arguments: [(18, 2), (19, 3), (20, 3), (21, 1)])
  func `where the first sentence ends is not given`(length: Int, ninths: Int) {
    #expect(abs(StoryOracle([Self.nothing(length)], topic: 3).probability - Double(ninths) / 9) < 1e-12)
  }

  @Test func `an unknown topic is the mean over the topics`() {
    let half = Self.nothing(18)
    let mean = (0..<Story.topicCount).reduce(0) { $0 + StoryOracle([half], topic: $1).probability / 5 }
    #expect(Story.topicCount == 5 && mean > 0.05)
    #expect(abs(StoryOracle([half]).probability - mean) < 1e-12)
  }

  @Test func `an impossible text has probability zero and no prediction`() {
    let text = Self.masked("the dog help one king on monday . two animals aid him on monday .")
    #expect(StoryOracle([text]).probability == 0)
    let other = StoryOracle([Self.masked("no _ .")])
    #expect(other.probability == 0 && other.prediction(ofWord: 1, in: 0).isEmpty)
  }

  /// P(words) = P(lengths) · Π P(word | words before, lengths): what `prediction` says must multiply to `probability`.
  @Test(arguments: 0..<40)
  func `predictions multiply to the probability`(seed: Int) {
    var generator = Generator(seed: seed)
    let halves = Story.draw(using: &generator).halves
    var masked = halves.map { Self.nothing($0.count) }
    var logarithm = log(StoryOracle(masked).probability)
    for (h, half) in halves.enumerated() {
      for (w, word) in half.enumerated() {
        let distribution = StoryOracle(masked).prediction(ofWord: w, in: h)
        #expect(abs(distribution.values.sum - 1) < 1e-9)
        logarithm += log(distribution[word] ?? 0)
        masked[h][w] = word
      }
    }
    #expect(abs(logarithm - log(StoryOracle(masked).probability)) < 1e-9)
  }

  /// P(word | others) = P(word, others) / P(others), for every word that is possible.
  @Test(arguments: 0..<20)
  func `every prediction is a ratio of probabilities`(seed: Int) {
    var generator = Generator(seed: seed)
    var masked = Story.draw(using: &generator).halves.map { $0.map(Optional.some) }
    for h in 0..<2 {
      for w in masked[h].indices where Double.random(in: 0..<1, using: &generator) < 0.4 { masked[h][w] = nil }
    }
    let oracle = StoryOracle(masked)
    for h in 0..<2 {
      guard let w = masked[h].firstIndex(of: nil) else { continue }
      for (word, p) in oracle.prediction(ofWord: w, in: h) {
        var full = masked
        full[h][w] = word
        #expect(abs(StoryOracle(full).probability / oracle.probability - p) < 1e-12, "\(word)")
      }
    }
  }

  @Test func `a hypernym, a pronoun and a synonym limit a masked word`() {
    let oracle = StoryOracle([Self.masked("two _ _ one _ near the _ . two animals aid him on monday .")])
    func choices(_ word: Int) -> Set<String> { Set(oracle.prediction(ofWord: word, in: 0).keys) }
    #expect(choices(1).count == 12 && choices(1).isSuperset(of: ["hens", "mules"]))
    #expect(choices(2) == ["help", "aid"])
    #expect(choices(4) == ["baker", "miner", "sailor", "king", "prince", "duke", "baron"])
    #expect(choices(7) == ["river", "lake", "pond", "mill", "castle", "tower"])
  }

  /// If the oracle were wrong, its own probabilities would not be the frequencies of its hits.
  @Test func `the best guess is right as often as the oracle expects`() {
    var generator = Generator(seed: 8)
    var (hits, expected, variance) = (0.0, 0.0, 0.0)
    for story in Story.draw(3000, using: &generator) {
      let h = Int.random(in: 0..<2, using: &generator)
      let w = Int.random(in: story.halves[h].indices, using: &generator)
      var masked = story.halves.map { $0.map(Optional.some) }
      masked[h][w] = nil
      let distribution = StoryOracle(masked).prediction(ofWord: w, in: h)
      let best = distribution.max { ($0.value, $1.key) < ($1.value, $0.key) }!
      hits += best.key == story.halves[h][w] ? 1 : 0
      expected += best.value
      variance += best.value * (1 - best.value)
    }
    #expect(variance > 30 && abs(hits - expected) < 3.5 * variance.squareRoot(), "\(hits), expected \(expected)")
  }
}
