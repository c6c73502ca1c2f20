import Datasets
import Tensors
import Testing

struct SentencePairTests {
  typealias Distractor = SentencePair.Distractor

  private static func pairs(_ distractor: Distractor, _ count: Int) -> [SentencePair] {
    var generator = Generator(seed: 4)
    return SentencePair.draw(count, against: distractor, using: &generator)
  }

  @Test(arguments: Distractor.allCases)
  func `half of the pairs are consecutive`(distractor: Distractor) {
    #expect(abs(Self.pairs(distractor, 2000).count(where: \.isNext) - 1000) < 90)
  }

  @Test(arguments: [(Distractor.anyStory, 0.995), (.sameTopic, 0.921)])
  func `the best accuracy is what the oracle gets, and far above one half`(distractor: Distractor, stated: Double) {
    let pairs = Self.pairs(distractor, 2000)
    let best = SentencePair.bestAccuracy(on: pairs)
    let hits = pairs.count { ($0.probabilityOfNext > 0.5) == $0.isNext }
    #expect(abs(best - stated) < 0.008, "\(best)")
    #expect(abs(Double(hits) / 2000 - best) < 0.015, "\(hits) of 2000, expected \(best)")
  }

  @Test(arguments: Distractor.allCases)
  func `probabilities of next are frequencies`(distractor: Distractor) {
    let pairs = Self.pairs(distractor, 4000)
    for range in [0.0..<0.2, 0.2..<0.6, 0.6..<0.9, 0.9..<1.01] {
      let ps = pairs.filter { range.contains($0.probabilityOfNext) }
      let expected = ps.reduce(0) { $0 + $1.probabilityOfNext }
      let variance = ps.reduce(0) { $0 + $1.probabilityOfNext * (1 - $1.probabilityOfNext) }
      let count = Double(ps.count(where: \.isNext))
      #expect(abs(count - expected) <= 3.5 * variance.squareRoot() + 1e-9, "\(range): \(count), expected \(expected)")
    }
  }

  @Test(arguments: Distractor.allCases)
  func `the prediction of a word is its frequency in pairs`(distractor: Distractor) {
    var (hits, expected, variance) = (0.0, 0.0, 0.0)
    for (seed, pair) in Self.pairs(distractor, 800).enumerated() {
      var generator = Generator(seed: seed)
      let words = [pair.first, pair.second]
      let s = Int.random(in: 0..<2, using: &generator)
      let w = Int.random(in: words[s].indices, using: &generator)
      let distribution = PairOracle(pair.first, pair.second, against: distractor).prediction(ofWord: w, in: s)
      #expect(abs(distribution.values.sum - 1) < 1e-9)
      let p = distribution[words[s][w]] ?? 0
      let best = distribution.max { ($0.value, $1.key) < ($1.value, $0.key) }!
      #expect(p > 0)
      hits += best.key == words[s][w] ? 1 : 0
      expected += best.value
      variance += best.value * (1 - best.value)
    }
    #expect(variance > 20 && abs(hits - expected) < 3.5 * variance.squareRoot(), "\(hits), expected \(expected)")
  }

  @Test func `the topic gives away a sentence of any story, not one of the same topic`() {
    let first: [String?] = ["anna", "books", "a", "delta", "air", "flight", "from", "boston", "to", "denver", "."]
    func next(_ second: String, _ distractor: Distractor) -> Double {
      let words: [String?] = second.split(separator: " ").map(String.init)
      return PairOracle(first, words, against: distractor).probabilityOfNext
    }
    #expect(next("she leaves boston for denver on friday evening .", .anyStory) > 0.99)
    #expect(next("she leaves boston for dallas on friday evening .", .anyStory) == 0)
    #expect(next("he owns two keys .", .sameTopic).isNaN, "a text that cannot be")
    #expect(next("she takes one first class seat to denver .", .sameTopic) > 0.9)
    #expect(next("he takes one first class seat to denver .", .sameTopic) == 0)
  }
}
