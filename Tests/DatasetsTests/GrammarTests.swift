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

  @Test func `a copied word adds length but no entropy`() {
    // Weights 1/3 and 1/4: probabilities 4/7 and 3/7.
    let entropy = -(4.0 / 7) * log(4.0 / 7) - (3.0 / 7) * log(3.0 / 7)
    let length = (4.0 / 7) * 10 + (3.0 / 7) * 6
    #expect(abs(Self.copy.entropyPerToken - entropy / length) < 1e-15)
  }

  @Test(arguments: [Grammar.english, coin, copy], [1, 2])
  func `the best possible loss on a long text equals the entropy`(grammar: Grammar, seed: Int) {
    let (mean, error) = loss(of: grammar, sentences: 4000, seed: seed)
    #expect(abs(mean - grammar.entropyPerToken) < 3.5 * error)
    #expect(error < 0.02 * mean, "the standard error is too large: \(mean) ± \(error)")
  }

  /// Only then is the entropy of the choices the entropy of the text.
  @Test func `no English sentence has two derivations`() {
    #expect(gap(in: .english) < 1e-9)
  }

  @Test func `a grammar in which a sentence has two derivations is found`() {
    let ambiguous = Grammar(sentence: .choice([0.5: ["a", "b\n"], 0.4: "ab\n", 0.1: "c\n"]))
    #expect(gap(in: ambiguous) > 0.1)
    let (mean, error) = loss(of: ambiguous, sentences: 4000, seed: 1)
    #expect(mean < ambiguous.entropyPerToken - 10 * error)
  }

  /// The loss per character and its standard error. Sentences are independent, so it is a ratio of means.
  private func loss(of grammar: Grammar, sentences: Int, seed: Int) -> (mean: Double, error: Double) {
    var generator = Generator(seed: seed)
    let drawn = (0..<sentences).map { _ in
      let sentence = grammar.text(sentences: 1, using: &generator)
      return (loss: grammar.tokenLosses(of: sentence).sum, length: Double(sentence.count))
    }
    let length = drawn.reduce(0) { $0 + $1.length }
    let mean = drawn.reduce(0) { $0 + $1.loss } / length
    let squares = drawn.reduce(0) { $0 + pow($1.loss - mean * $1.length, 2) }
    return (mean, squares.squareRoot() / length)
  }

  /// The largest difference between the negative log-likelihood of a derivation and that of its text.
  private func gap(in grammar: Grammar) -> Double {
    var generator = Generator(seed: 7)
    return (0..<500).map { _ in
      let passage = grammar.passage(sentences: 1, using: &generator)
      return abs(passage.negativeLogLikelihood - grammar.tokenLosses(of: passage.text).sum)
    }.max()!
  }
}

struct PredictorTests {
  @Test(arguments: 0..<20)
  func `the probabilities of the next character sum to one and give its loss`(seed: Int) throws {
    var generator = Generator(seed: seed)
    let text = Grammar.english.text(characters: 300, using: &generator)
    var predictor = Predictor(.english)
    for character in text {
      let probabilities = predictor.distribution
      #expect(abs(probabilities.sum - 1) < 1e-12)
      let index = try #require(Grammar.english.vocabulary.id(of: String(character)))
      #expect(abs(-log(probabilities[index]) - predictor.append(character)) < 1e-12)
    }
  }

  @Test func `the probabilities are the frequencies in generated text`() {
    var generator = Generator(seed: 3)
    let draws = 20_000
    let vocabulary = Grammar.english.vocabulary
    var counts = [Double](repeating: 0, count: vocabulary.count)
    for _ in 0..<draws {
      let first = Grammar.english.text(sentences: 1, using: &generator).first!
      counts[vocabulary.id(of: String(first))!] += 1
    }
    for (count, p) in zip(counts, Predictor(.english).distribution) {
      #expect(abs(count / Double(draws) - p) <= 4.5 * (p * (1 - p) / Double(draws)).squareRoot())
    }
  }

  @Test(arguments: ["the dogs sleeps here.\n", "anna says \"the dog runs now\" and tom nods.\n"])
  func `the loss of an impossible text is infinite from the first wrong character on`(text: String) {
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
  func `whole grammatical sentences are accepted, other texts are not`(text: String, isGrammatical: Bool) {
    #expect(Grammar.english.accepts(text) == isGrammatical)
  }
}
