import Datasets
import Tensors
import Testing

/// Reviews, captions and numbers in words.
struct SmallTaskTests {
  static let reviews: [Sentiment.Review] = {
    var generator = Generator(seed: 1)
    return Sentiment.reviews(3000, using: &generator)
  }()

  @Test func `every word is known and has a tag, and all opinions agree with the judgment`() {
    for review in Self.reviews {
      #expect(review.tokens.count == review.tags.count)
      #expect(review.tags.contains(review.isPraise ? .praise : .blame))
      #expect(!review.tags.contains(review.isPraise ? .blame : .praise))
    }
  }

  /// Reads a review anew, by the rules alone: not and never turn the next opinion, "no way" the one before.
  @Test func `the judgment follows from the words`() {
    let praises: Set = ["great", "funny", "clever", "moving", "fresh", "brilliant", "lovely", "gripping"]
    let blames: Set = ["boring", "stupid", "dull", "noisy", "clumsy", "stale", "awful", "shallow"]
    for review in Self.reviews {
      for opinion in review.text.split(separator: " and ") {
        let words = opinion.split(separator: " ").map(String.init)
        let isTurned = words.contains("not") || words.contains("never") || words.last == "way"
        let isPraise = words.contains(where: praises.contains)
        #expect(isPraise != words.contains(where: blames.contains))
        #expect((isPraise != isTurned) == review.isPraise, "\(review.text)")
      }
    }
  }

  @Test func `both judgments are as frequent, and words alone decide nothing`() {
    let praise = Self.reviews.filter(\.isPraise)
    #expect(abs(praise.count - 1500) < 120)
    let great = Self.reviews.filter { $0.words.contains("great") }
    #expect(abs(great.filter(\.isPraise).count * 2 - great.count) < great.count / 5)
  }

  @Test func `there is a caption for each combination`() {
    #expect(Captions.all.count == 3 * 2 * 4 * 3)
    #expect(Set(Captions.all.map(\.caption)).count == Captions.all.count)
    #expect(Captions.all[0].caption == "one small red circle")
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

  @Test func `rows are filled up behind their ends`() {
    let rows = PaddedRows([[1, 2, 3], [], [4]], padding: -1)
    #expect(rows.tokens == [1, 2, 3, -1, -1, -1, 4, -1, -1] && rows.lengths == [3, 0, 1] && rows.width == 3)
    #expect(PaddedRows([[], []]).tokens == [0, 0], "at least one column")
  }

  @Test func `a corpus knows its floor, its ties and where its lines end`() {
    var generator = Generator(seed: 3)
    let corpus = Corpus(characters: 1000, testSentences: 20, using: &generator)
    #expect(corpus.training.count == 1000 && corpus.ties.count == corpus.test.count)
    let opening = corpus.opening(100)
    #expect(opening.count > 100 && opening.last == corpus.lineEnd && opening == Array(corpus.test[..<opening.count]))
    #expect(corpus.legalLength(of: corpus.test) == corpus.test.count)
    #expect(corpus.legalLength(of: Array(corpus.test.prefix(5)) + [corpus.lineEnd!, corpus.lineEnd!]) < 7)
  }
}
