import Datasets
import Tensors
import Testing

struct StoryPairTests {
  typealias Distractor = StoryPair.Distractor

  private static func pairs(_ distractor: Distractor, _ count: Int) -> [StoryPair] {
    var generator = Generator(seed: 4)
    return StoryPair.draw(count, against: distractor, using: &generator)
  }

  /// The topics that a half may be about.
  private static func topics(_ half: [String], _ start: Int) -> [Int] {
    (0..<Story.topicCount).filter { StoryOracle([half], from: start, topic: $0).probability > 0 }
  }

  @Test(arguments: Distractor.allCases)
  func `in half of the pairs the second half is next`(distractor: Distractor) {
    #expect(abs(Self.pairs(distractor, 2000).count(where: \.isNext) - 1000) < 90)
  }

  /// As `nextSentencePair` draws from stories in two halves: any other story, then either half of it.
  @Test func `a half of any story is a first or a second one, of any topic`() {
    let strangers = Self.pairs(.anyStory, 4000).filter { !$0.isNext }
    for start in 0..<2 {
      let halves = strangers.filter { !Self.topics($0.second, start).isEmpty }
      #expect(abs(halves.count - strangers.count / 2) < 90)
      for topic in 0..<Story.topicCount {
        let same = halves.filter { Self.topics($0.second, start) == [topic] && Self.topics($0.first, 0) != [topic] }
        #expect(abs(same.count - halves.count * 4 / 25) < 50, "\(start) \(topic) \(same.count)")
      }
    }
  }

  @Test func `a half of the same topic is a second one`() {
    for pair in Self.pairs(.sameTopic, 1000) {
      #expect(Self.topics(pair.first, 0).count == 1 && Self.topics(pair.second, 1) == Self.topics(pair.first, 0))
    }
  }

  @Test(arguments: [(Distractor.anyStory, 0.9995), (.sameTopic, 0.994)])
  func `the best accuracy is what the oracle gets`(distractor: Distractor, stated: Double) {
    let pairs = Self.pairs(distractor, 10_000)
    let best = StoryPair.bestAccuracy(on: pairs)
    let hits = pairs.count { ($0.probabilityOfNext > 0.5) == $0.isNext }
    #expect(abs(best - stated) < 0.001, "\(best)")
    #expect(abs(Double(hits) / 10_000 - best) < 0.003, "\(hits) of 10,000, expected \(best)")
  }

  @Test(arguments: Distractor.allCases)
  func `probabilities of next are frequencies, while words are masked`(distractor: Distractor) {
    var generator = Generator(seed: 6)
    let pairs = Self.pairs(distractor, 8000).map { pair in
      func mask(_ words: [String]) -> StoryOracle.Masked {
        words.map { Double.random(in: 0..<1, using: &generator) < 0.85 ? nil : $0 }
      }
      let p = PairOracle(mask(pair.first), mask(pair.second), against: distractor).probabilityOfNext
      return (isNext: pair.isNext, p: p)
    }
    for range in [0.0..<0.6, 0.6..<0.8, 0.8..<0.95, 0.95..<1.01] {
      let group = pairs.filter { range.contains($0.p) }
      let expected = group.reduce(0) { $0 + $1.p }
      let variance = group.reduce(0) { $0 + $1.p * (1 - $1.p) }
      let count = Double(group.count(where: \.isNext))
      #expect(variance > 2 && abs(count - expected) <= 3.5 * variance.squareRoot(), "\(range): \(count), \(expected)")
    }
  }

  /// Bayes' rule once more: the probability of all words with one masked word filled in, over the sum for all fillings.
  @Test(arguments: Distractor.allCases, 0..<12)
  func `the prediction of a word is a ratio of probabilities`(distractor: Distractor, seed: Int) {
    var generator = Generator(seed: seed)
    let pair = StoryPair.draw(against: distractor, using: &generator)
    var masked = [pair.first, pair.second].map {
      $0.map { Double.random(in: 0..<1, using: &generator) < 0.5 ? nil : $0 }
    }
    let h = seed % 2
    let w = Int.random(in: masked[h].indices, using: &generator)
    masked[h][w] = nil
    let prediction = PairOracle(masked[0], masked[1], against: distractor).prediction(ofWord: w, in: h)
    #expect(abs(prediction.values.sum - 1) < 1e-9)
    let joint = prediction.keys.map { word in
      var full = masked
      full[h][w] = word
      return (word: word, p: Self.evidence(full, distractor))
    }
    let total = joint.map(\.p).sum
    #expect(abs(total - Self.evidence(masked, distractor)) < 1e-9 * total)
    for (word, p) in joint { #expect(abs(prediction[word]! - p / total) < 1e-9, "\(word)") }
  }

  /// The probability of a pair, next or not.
  private static func evidence(_ halves: [StoryOracle.Masked], _ distractor: Distractor) -> Double {
    func p(_ half: Int, _ start: Int, _ topic: Int? = nil) -> Double {
      StoryOracle([halves[half]], from: start, topic: topic).probability
    }
    let apart =
      switch distractor {
      case .anyStory: p(0, 0) * (p(1, 0) + p(1, 1)) / 2
      case .sameTopic: (0..<5).reduce(0) { $0 + p(0, 0, $1) * p(1, 1, $1) / 5 }
      }
    return (StoryOracle(halves).probability + apart) / 2
  }

  @Test(arguments: Distractor.allCases)
  func `the prediction of a word is its frequency in pairs`(distractor: Distractor) {
    var (hits, expected, variance) = (0.0, 0.0, 0.0)
    for (seed, pair) in Self.pairs(distractor, 1500).enumerated() {
      var generator = Generator(seed: seed)
      var masked = [pair.first, pair.second].map { $0.map(Optional.some) }
      let h = Int.random(in: 0..<2, using: &generator)
      let w = Int.random(in: masked[h].indices, using: &generator)
      let word = masked[h][w]!
      masked[h][w] = nil
      let distribution = PairOracle(masked[0], masked[1], against: distractor).prediction(ofWord: w, in: h)
      let best = distribution.max { ($0.value, $1.key) < ($1.value, $0.key) }!
      hits += best.key == word ? 1 : 0
      expected += best.value
      variance += best.value * (1 - best.value)
    }
    #expect(variance > 20 && abs(hits - expected) < 3.5 * variance.squareRoot(), "\(hits), expected \(expected)")
  }

  @Test func `the topic gives away a half of any story, not one of the same topic`() {
    let first = "anna books a delta air flight from boston to denver . she leaves boston for denver on friday evening ."
    func next(_ second: String, _ distractor: Distractor) -> Double {
      PairOracle(StoryOracleTests.masked(first), StoryOracleTests.masked(second), against: distractor).probabilityOfNext
    }
    let (asked, arrives) = ("when does anna leave boston ? on friday .", "anna arrives in denver on friday evening .")
    #expect(next("\(asked) \(arrives)", .anyStory) > 0.99999)
    #expect(next("\(asked) \(arrives)", .sameTopic) > 0.999)
    #expect(next("\(asked) anna arrives in dallas on friday evening .", .anyStory) == 0)
    #expect(next("please _ all _ leaving _ on _ . she flies with _ air to _ .", .anyStory) > 0.6)
    #expect(next("please _ all _ leaving _ on _ . she flies with _ air to _ .", .sameTopic) < 0.7)
    #expect(next("\(asked) he owns two keys .", .sameTopic).isNaN, "a text that cannot be")
  }
}
