import Datasets
import Tensors
import Testing

/// Reviews, captions and numbers in words.
struct SmallTaskTests {
  static let reviews: [Sentiment.Review] = {
    var generator = Generator(seed: 1)
    return Sentiment.reviews(3000, using: &generator)
  }()

  @Test func `every word has a tag, and all opinions have the sentiment of the review`() {
    for review in Self.reviews {
      #expect(review.tokens.count == review.tags.count)
      #expect(review.tags.contains(review.isPositive ? .positive : .negative))
      #expect(!review.tags.contains(review.isPositive ? .negative : .positive))
    }
  }

  /// Classifies a review by the rules alone: not and never negate the next opinion, "no way" the one before.
  @Test func `the sentiment follows from the words`() {
    let positiveWords: Set = ["great", "funny", "clever", "moving", "fresh", "brilliant", "lovely", "gripping"]
    let negativeWords: Set = ["boring", "stupid", "dull", "noisy", "clumsy", "stale", "awful", "shallow"]
    for review in Self.reviews {
      for opinion in review.text.split(separator: " and ") {
        let words = opinion.split(separator: " ").map(String.init)
        let isNegated = words.contains("not") || words.contains("never") || words.last == "way"
        let isPositive = words.contains(where: positiveWords.contains)
        #expect(isPositive != words.contains(where: negativeWords.contains))
        #expect((isPositive != isNegated) == review.isPositive, "\(review.text)")
      }
    }
  }

  @Test func `both labels are equally frequent, and single words are not enough`() {
    let positive = Self.reviews.filter(\.isPositive)
    #expect(abs(positive.count - 1500) < 120)
    let great = Self.reviews.filter { $0.words.contains("great") }
    #expect(abs(great.filter(\.isPositive).count * 2 - great.count) < great.count / 5)
  }

  @Test func `there is a caption for each combination`() {
    #expect(Captions.all.count == 3 * 2 * 4 * 3)
    #expect(Set(Captions.all.map(\.caption)).count == Captions.all.count)
    #expect(Captions.all[0].caption == "one small red circle")
    #expect(Captions.all.allSatisfy { $0.caption.hasPrefix("one") != $0.caption.hasSuffix("s") })
    #expect(Captions.all.last!.caption == "three large yellow stars")
    #expect(Captions.all.allSatisfy { $0.vector.count == Captions.width && $0.vector.reduce(0, +) == 4 })
  }

  @Test(arguments: [
    (7, "seven"), (13, "thirteen"), (20, "twenty"), (42, "forty two"), (100, "one hundred"),
    (2407, "two thousand four hundred seven"), (9999, "nine thousand nine hundred ninety nine"),
  ])
  func `numbers in words`(number: Int, words: String) {
    #expect(NumberWords.words(number) == words)
    #expect(NumberWords.vocabulary.decode(NumberWords.tokens(number)) == words)
  }

  @Test func `no two numbers have the same words`() {
    #expect(Set((1...9999).map(NumberWords.words)).count == 9999)
    #expect(NumberWords.digits(2407) == [2, 4, 0, 7])
  }

  @Test func `rows are padded after their ends`() {
    let rows = PaddedRows([[1, 2, 3], [], [4]], padding: -1)
    #expect(rows.tokens == [1, 2, 3, -1, -1, -1, 4, -1, -1] && rows.lengths == [3, 0, 1] && rows.width == 3)
    #expect(PaddedRows([[], []]).tokens == [0, 0], "at least one column")
  }

  @Test func `rows that are longer than the width are cut to it, and so are their lengths`() {
    let rows = PaddedRows([[1, 2, 3], [4], [5, 6]], padding: 9, width: 2)
    #expect(rows.tokens == [1, 2, 4, 9, 5, 6] && rows.lengths == [2, 1, 2] && rows.width == 2)
    let wide = PaddedRows([[1]], padding: 9, width: 3)
    #expect(wide.tokens == [1, 9, 9] && wide.lengths == [1] && wide.width == 3)
  }

  @Test func `a corpus has dependencies, a prompt and a grammar`() {
    var generator = Generator(seed: 3)
    let corpus = Corpus(characters: 1000, testSentences: 20, using: &generator)
    #expect(corpus.training.count == 1000 && corpus.dependencies.count == corpus.test.count)
    let prompt = corpus.prompt(100)
    #expect(prompt.count > 100 && prompt.last == corpus.lineEnd && prompt == Array(corpus.test[..<prompt.count]))
    #expect(corpus.legalLength(of: corpus.test) == corpus.test.count)
    #expect(corpus.legalLength(of: Array(corpus.test.prefix(5)) + [corpus.lineEnd!, corpus.lineEnd!]) < 7)
  }

  @Test func `a prompt of a language without lines is the whole text`() {
    var generator = Generator(seed: 4)
    let corpus = Corpus(
      Grammar(sentence: .choice([0.5: "a", 0.5: "b"])), characters: 10, testSentences: 150, using: &generator)
    #expect(corpus.lineEnd == nil && corpus.prompt(100) == corpus.test && corpus.test.count == 150)
  }
}
