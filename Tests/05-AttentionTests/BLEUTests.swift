import Attention
import Foundation
import Testing

/// Corpora and their scores by sacrebleu, from `Tests/Fixtures/make_bleu.py`.
private struct BLEUFixture: Decodable {
  struct Score: Decodable {
    let score: Double
    let precisions: [Double]
    let brevityPenalty: Double
  }

  struct Case: Decodable {
    let name: String
    let written: [String]
    let references: [[String]]
    let scores: [String: Score]
  }

  let cases: [Case]

  static func read() throws -> [Case] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../Fixtures/bleu.json")
    return try JSONDecoder().decode(BLEUFixture.self, from: Data(contentsOf: path)).cases
  }
}

private func words(_ text: String) -> [Substring] { text.split(separator: " ") }

struct BLEUTests {
  @Test(arguments: [("none", BLEU.Smoothing.none), ("exponential", .exponential)])
  func `scores are sacrebleu's`(name: String, smoothing: BLEU.Smoothing) throws {
    let cases = try BLEUFixture.read()
    #expect(cases.count == 45)
    for case_ in cases {
      let bleu = BLEU(
        case_.written.map(words), references: case_.references.map { $0.map(words) }, smoothing: smoothing)
      let expected = case_.scores[name]!
      #expect(abs(100 * bleu.score - expected.score) < 0.01, "\(case_.name): \(bleu), expected \(expected.score)")
      #expect(abs(bleu.brevityPenalty - expected.brevityPenalty) < 1e-6, "\(case_.name): \(bleu)")
      for (precision, expected) in zip(bleu.precisions, expected.precisions) {
        #expect(abs(100 * precision - expected) < 1e-6, "\(case_.name): \(bleu)")
      }
    }
  }

  /// Papineni's own example. Without clipping the precision would be 1.
  @Test func `a repeated word counts as often as it occurs in the reference`() {
    let bleu = BLEU([words("the the the the the the the")], reference: [words("the cat is on the mat")])
    #expect(bleu.precisions[0] == 2.0 / 7)
  }

  @Test func `counts are summed over the corpus before they are divided`() {
    let (correct, wrong) = (words("a b c d e f g h"), words("v w x y"))
    let bleu = BLEU([correct, wrong], reference: [correct, words("l m n o")])
    let shares = [(8, 12), (7, 10), (6, 8), (5, 6)]
    #expect(bleu.precisions == shares.map { Double($0.0) / Double($0.1) })
  }

  @Test func `the brevity penalty is for short candidates only`() {
    let references = [words("a b c d e f g h")]
    let (short, long) = (
      BLEU([words("a b c d")], reference: references),
      BLEU([words("a b c d e f g h i")], reference: references)
    )
    #expect(short.precisions == [1, 1, 1, 1] && abs(short.score - exp(-1)) < 1e-12)
    #expect(long.brevityPenalty == 1 && long.precisions[0] == 8.0 / 9)
  }

  @Test func `the example by hand in the chapter`() {
    let bleu = BLEU([words("the dog sees the dog sees")], reference: [words("the old dog sees the small cat")])
    let shares = [(4, 6), (2, 5), (1, 4)].map { Double($0.0) / Double($0.1) }
    #expect(bleu.precisions.prefix(3) == ArraySlice(shares))
    #expect(bleu.precisions[3] == 0.5 / 3)
    #expect(abs(bleu.brevityPenalty - 0.846) < 5e-4 && abs(bleu.score - 0.275) < 5e-4)
  }

  @Test func `words may be token ids, and the order of sentences does not matter`() {
    let (candidates, references) = ([[1, 2, 3, 4, 5], [7, 8, 9, 9]], [[1, 2, 3, 4, 6], [7, 8, 9, 7]])
    let bleu = BLEU(candidates, reference: references)
    #expect(bleu == BLEU(candidates.reversed(), reference: references.reversed()))
    #expect(bleu.score > 0 && bleu.score < 1)
    #expect(BLEU(candidates, reference: candidates).score == 1)
  }

  @Test func `prints itself in hundredths`() {
    let bleu = BLEU([words("the old dog sees")], reference: [words("the old dog sees the small cat")])
    #expect("\(bleu)" == "BLEU 47.2 (precisions 100.0 100.0 100.0 100.0, brevity penalty 0.47)")
  }

  @Test func `an exact match is equal to the end`() {
    #expect(exactMatch([[1, 2], [3], [4, 5], []], targets: [[1, 2], [3, 4], [4, 5], []]) == 0.75)
    #expect(exactMatch([String](), targets: []) == 0)
  }
}
