import TestBasics
import TestSupport
import Testing

@testable import Tokens

/// The unigram tokenizer against Hugging Face's.
struct UnigramReferenceTests {
  private let tokenizer = UnigramFixture.tokenizer

  @Test func `a unigram tokenizer has the same ids`() {
    for item in UnigramFixture.expected.tokens { #expect(tokenizer.encode(item.text) == item.tokens, "\(item)") }
  }

  @Test func `of equally probable segmentations the same one is chosen`() {
    let tied = UnigramFixture.rescored { $0.rounded(.down) }
    for item in UnigramFixture.expected.ties { #expect(tied.encode(item.text) == item.tokens, "\(item)") }
  }

  @Test func `the names of special tokens are found`() {
    for item in UnigramFixture.expected.marked {
      #expect(tokenizer.encodeAllowingSpecial(item.text) == item.tokens, "\(item)")
    }
  }

  @Test func `ids have the same text`() {
    for item in UnigramFixture.expected.decoded {
      #expect(tokenizer.decode(item.tokens).unicodeScalars.elementsEqual(item.text.unicodeScalars), "\(item)")
    }
  }

  @Test func `the fixture contains the hard cases`() {
    let items = UnigramFixture.expected.tokens
    #expect(items.count > 200)
    for hard in ["", "  ", "\u{301}", "😀", "▁", "\n", "日本"] {
      #expect(items.contains { hard.isEmpty ? $0.text.isEmpty : $0.text.unicodeScalars.contains(hard.unicodeScalars) })
    }
    let unknown = tokenizer.unknown
    #expect(items.contains { $0.tokens.count { $0 == unknown } > 1 })
    #expect(items.contains { $0.tokens.contains(unknown) && $0.text.count > $0.tokens.count + 3 })
  }

  /// A tokenizer with wrong scores must not pass.
  @Test func `wrong scores are noticed`() {
    let flat = UnigramFixture.rescored { _ in -1 }
    #expect(UnigramFixture.expected.tokens.contains { flat.encode($0.text) != $0.tokens })
    let tied = UnigramFixture.rescored { $0.rounded(.down) }
    #expect(UnigramFixture.expected.tokens.contains { tied.encode($0.text) != $0.tokens })
  }

  /// The same text, the same number of pieces: a model is better when the text is more probable.
  @Test func `training finds a vocabulary as good as Hugging Face's`() {
    let words = countedWords(of: TokenFixture.text)
    let own = UnigramTokenizer(trainedOn: TokenFixture.text, size: 600, sentinels: 10)
    #expect(own.count == 600)
    let (expected, actual) = (tokenizer.logLikelihood(of: words), own.logLikelihood(of: words))
    let lines = TokenFixture.text.split(separator: "\n").map(String.init)
    let (theirs, ours) = (lines.flatMap(tokenizer.encode).count, lines.flatMap(own.encode).count)
    #expect(actual > expected, "log-likelihood \(actual), Hugging Face's \(expected)")
    #expect(Double(ours) < Double(theirs), "\(ours) tokens, Hugging Face's \(theirs)")
  }
}

extension UnigramTokenizer {
  /// The log-probability of a text, over all segmentations. Line breaks are left out: Hugging Face's model has no piece
  /// for them.
  func logLikelihood(of words: [UnigramTrainer.Word]) -> Double {
    let model = UnigramModel(
      pieces.indices.filter { !special.ids.contains($0) }.map { (Array(pieces[$0].utf8), $0) }, scores: scores,
      unknown: unknown)
    return words.filter { $0.bytes != [0x0A] }.map { word in
      Double(word.count) * Lattice(word.bytes[...], model).forward().last!
    }.reduce(0, +)
  }
}
