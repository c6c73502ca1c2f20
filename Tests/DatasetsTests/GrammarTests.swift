import Datasets
import Foundation
import Tensors
import Testing

struct EntropyTests {
  static let coin = Grammar(sentence: .choice([0.25: "a", 0.75: "b"]))
  static let copy = Grammar(sentence: .choice(of: ["anna", "an"]) { [$0, ".", $0, "\n"] })

  @Test func `a biased coin has the entropy that is computed by hand`() {
    let byHand = -0.25 * log(0.25) - 0.75 * log(0.75)
    #expect(abs(Self.coin.entropyPerToken - byHand) < 1e-15)
  }

  @Test func `a copied word costs length but no entropy`() {
    // Weights 1/3 and 1/4: probabilities 4/7 and 3/7.
    let entropy = -(4.0 / 7) * log(4.0 / 7) - (3.0 / 7) * log(3.0 / 7)
    let length = (4.0 / 7) * 10 + (3.0 / 7) * 6
    #expect(abs(Self.copy.entropyPerToken - entropy / length) < 1e-15)
  }

  @Test(arguments: [Grammar.english, coin, copy], [1, 2])
  func `the perfect model's loss on a long text meets the entropy`(grammar: Grammar, seed: Int) {
    let (mean, error) = loss(of: grammar, sentences: 4000, seed: seed)
    #expect(abs(mean - grammar.entropyPerToken) < 3.5 * error)
    #expect(error < 0.02 * mean, "the estimate is too vague to tell anything: \(mean) ± \(error)")
  }

  /// Only then is the entropy of the choices the entropy of the text.
  @Test func `no English sentence can be written in two ways`() {
    #expect(gap(in: .english) < 1e-9)
  }

  @Test func `a grammar that writes a sentence in two ways is found out`() {
    let ambiguous = Grammar(sentence: .choice([0.5: ["a", "b\n"], 0.4: "ab\n", 0.1: "c\n"]))
    #expect(gap(in: ambiguous) > 0.1)
    let (mean, error) = loss(of: ambiguous, sentences: 4000, seed: 1)
    #expect(mean < ambiguous.entropyPerToken - 10 * error)
  }

  /// The surprise per character, and its standard error: sentences are independent, so a ratio of means.
  private func loss(of grammar: Grammar, sentences: Int, seed: Int) -> (mean: Double, error: Double) {
    var generator = Generator(seed: seed)
    let drawn = (0..<sentences).map { _ in
      let sentence = grammar.text(sentences: 1, using: &generator)
      return (surprise: grammar.tokenLosses(of: sentence).sum, length: Double(sentence.count))
    }
    let length = drawn.reduce(0) { $0 + $1.length }
    let mean = drawn.reduce(0) { $0 + $1.surprise } / length
    let squares = drawn.reduce(0) { $0 + pow($1.surprise - mean * $1.length, 2) }
    return (mean, squares.squareRoot() / length)
  }

  /// The largest difference between the surprise of the choices drawn and the surprise of the text they wrote.
  private func gap(in grammar: Grammar) -> Double {
    var generator = Generator(seed: 7)
    return (0..<500).map { _ in
      let passage = grammar.passage(sentences: 1, using: &generator)
      return abs(passage.surprise - grammar.tokenLosses(of: passage.text).sum)
    }.max()!
  }
}

struct PredictorTests {
  @Test(arguments: 0..<20)
  func `the odds of the next character add up to one and are what reading charges`(seed: Int) throws {
    var generator = Generator(seed: seed)
    let text = Grammar.english.text(characters: 300, using: &generator)
    var predictor = Predictor(.english)
    for character in text {
      let odds = predictor.distribution
      #expect(abs(odds.sum - 1) < 1e-12)
      let index = try #require(Grammar.english.vocabulary.id(of: String(character)))
      #expect(abs(-log(odds[index]) - predictor.read(character)) < 1e-12)
    }
  }

  @Test func `the odds are the frequencies of what is written`() {
    var generator = Generator(seed: 3)
    let draws = 20_000
    let vocabulary = Grammar.english.vocabulary
    var counts = [Double](repeating: 0, count: vocabulary.count)
    for _ in 0..<draws {
      let first = Grammar.english.text(sentences: 1, using: &generator).first!
      counts[vocabulary.id(of: String(first))!] += 1
    }
    for (count, chance) in zip(counts, Predictor(.english).distribution) {
      #expect(abs(count / Double(draws) - chance) <= 4.5 * (chance * (1 - chance) / Double(draws)).squareRoot())
    }
  }

  @Test(arguments: ["the dogs sleeps here.\n", "anna says \"the dog runs now\" and tom nods.\n"])
  func `an impossible text is infinitely surprising from the first wrong character on`(text: String) {
    let tokenLosses = Grammar.english.tokenLosses(of: text)
    let wrong = tokenLosses.firstIndex(of: .infinity)
    #expect(wrong == (text.hasPrefix("the") ? 14 : text.count - 10))
    #expect(tokenLosses[(wrong ?? 0)...].allSatisfy { $0 == .infinity })
  }

  @Test(arguments: [
    ("the dogs near the old house sleep here.\n", true),
    ("the dogs near the old house sleeps here.\n", false),
    ("the wise queen hides her crown.\n", true),
    ("the wise queen hides his crown.\n", false),
    ("anna says \"the dogs sleep here\" and anna nods.\n", true),
    ("anna says \"the dogs sleep here\" and clara nods.\n", false),
    ("hugo fills a bag (a cup [27 pens (a key) a ring] a hat).\n", true),
    ("hugo fills a bag (a cup [27 pens (a key) a ring) a hat].\n", false),
    ("the dogs sleep here", false),
    ("", true),
  ])
  func `whole correct sentences are accepted, others are not`(text: String, isCorrect: Bool) {
    #expect(Grammar.english.accepts(text) == isCorrect)
  }
}
