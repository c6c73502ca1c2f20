import Tensors
import Testing

@testable import Datasets

struct HeadlineTests {
  static let headlines: [Headline] = {
    var generator = Generator(seed: 10)
    return Headline.training(10_000, using: &generator)
  }()

  @Test func `the paragraph determines the headline`() {
    let wrong = Self.headlines.filter { HeadlineReader($0.paragraph).headline != $0.headline }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
  }

  @Test(arguments: [
    ("two dogs help one king near the river . they aid him near the water .", "dogs help king near river"),
    ("one dog aids two kings on monday . it aids them near the water .", "dog helps kings on monday"),
    (
      "who hates the hen ? one baker . the baker does not adore the animal near the mill .", "baker hates hen near mill"
    ),
    ("the baker has four pens . he keeps them near the water .", "baker owns four pens"),
    ("tom returns to boston on friday . tom flies to denver with delta air .", "tom flies from boston to denver"),
    ("the guests smile . it is not a dull room .", "room makes guests smile"),
    ("the guests sigh . it is not a cozy room .", "room makes guests sigh"),
  ])
  func `the reader of these tests knows the rules`(paragraph: String, headline: String) {
    #expect(HeadlineReader(paragraph.list).headline?.joined(separator: " ") == headline)
  }

  @Test func `all topics are equally frequent, deeds in both directions`() {
    let counts = Self.headlines.reduce(into: [:]) { $0[HeadlineReader($1.paragraph).topic, default: 0] += 1 }
    for (topic, count) in counts { #expect(abs(count - (topic == .deed ? 4000 : 2000)) < 250, "\(topic): \(count)") }
    #expect(counts.count == 4)
  }

  @Test func `half of the paragraphs have a sentence of another topic, anywhere`() {
    let counts = Self.headlines.reduce(into: [:]) { $0[$1.distractor, default: 0] += 1 }
    #expect(Set(counts.keys) == [nil, 0, 1, 2, 3])
    for (position, count) in counts { #expect(abs(count - (position == nil ? 5000 : 1250)) < 250, "\(counts)") }
    for headline in Self.headlines {
      let sentences = headline.paragraph.split(separator: ".").map { Array($0) + ["."] }
      #expect(sentences.count == (headline.distractor == nil ? 3 : 4))
      guard let distractor = headline.distractor else { continue }
      #expect(HeadlineReader(sentences[distractor]).topic != HeadlineReader(headline.paragraph).topic)
    }
  }

  /// Who knows all rules, but reads one sentence alone, is wrong in most cases.
  @Test(arguments: [0, 1, 2])
  func `no sentence alone is enough`(index: Int) {
    let right = Self.headlines.count { headline in
      let sentence = Array(headline.paragraph.split(separator: ".")[index]) + ["."]
      return HeadlineReader(sentence).headline == headline.headline
    }
    #expect(Double(right) / 10_000 < 0.5, "\(right)")
  }

  @Test func `half of the headlines have a word that the paragraph lacks`() {
    let copied = Self.headlines.count { Set($0.headline).isSubset(of: $0.paragraph) }
    #expect((3000...6000).contains(copied), "\(copied)")
  }

  @Test func `a headline has four to six words, and a paragraph at most fifty`() {
    #expect(Set(Self.headlines.map(\.headline.count)) == [4, 5, 6])
    #expect(Self.headlines.map(\.paragraph.count).max()! <= 50)
  }
}
