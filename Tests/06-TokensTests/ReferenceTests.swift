import TestBasics
import Testing

@testable import Tokens

/// Tokenizers against Hugging Face's: the same ids for the same text.
struct ReferenceTests {
  private let pairs: BytePairTokenizer
  private let words: WordPieceTokenizer

  init() throws {
    pairs = try BytePairTokenizer(
      vocabulary: TokenFixture.path("vocab.json"), merges: TokenFixture.path("merges.txt"))
    words = try WordPieceTokenizer(vocabulary: TokenFixture.path("vocab.txt"))
  }

  @Test func `byte pairs have the same ids`() {
    for item in TokenFixture.expected.bytePairs {
      #expect(pairs.encode(item.text) == item.tokens, "\(item)")
    }
  }

  @Test func `word pieces have the same ids`() {
    for item in TokenFixture.expected.wordPieces {
      #expect(words.encode(item.text) == item.tokens, "\(item)")
    }
  }

  @Test func `the names of special tokens are found`() {
    for item in TokenFixture.expected.bytePairsMarked { #expect(pairs.encodeAllowingSpecial(item.text) == item.tokens) }
    for item in TokenFixture.expected.wordPiecesMarked {
      #expect(words.encodeAllowingSpecial(item.text) == item.tokens)
    }
  }

  @Test func `invalid UTF-8 is repaired in the same way`() {
    for item in TokenFixture.expected.decoded {
      #expect(Array(pairs.decode(item.tokens).unicodeScalars) == Array(item.text.unicodeScalars), "\(item.tokens)")
    }
  }

  @Test func `training learns the same merges in the same order`() {
    let learned = BytePairTokenizer(trainedOn: TokenFixture.text, size: 800, special: ["<|endoftext|>"])
    expectEqual(learned.pieces, to: pairs.pieces)
    expectEqual(learned.merges, to: pairs.merges)
  }

  @Test func `the fixture contains the hard cases`() {
    let texts = TokenFixture.expected.bytePairs.map(\.text)
    #expect(texts.count > 200)
    for hard in ["", "\r\n", "\u{200D}", "\u{301}", "'RE", "你", "한", "مر", "²", "\u{A0}", "\u{200B}", "\u{0}"] {
      #expect(texts.contains { hard.isEmpty ? $0.isEmpty : $0.unicodeScalars.contains(hard.unicodeScalars) }, "\(hard)")
    }
  }

  /// A tokenizer with one wrong rule must not pass.
  @Test func `wrong rules are noticed`() throws {
    let cased = try WordPieceTokenizer(vocabulary: TokenFixture.path("vocab.txt"), isLowercasing: false)
    #expect(TokenFixture.expected.wordPieces.contains { cased.encode($0.text) != $0.tokens })
    let backwards = BytePairTokenizer(
      pieces: pairs.pieces, contents: pairs.contents, merges: pairs.merges.reversed(), special: ["<|endoftext|>": 0])
    #expect(TokenFixture.expected.bytePairs.contains { backwards.encode($0.text) != $0.tokens })
    #expect(TokenFixture.expected.bytePairsMarked.contains { pairs.encode($0.text) != $0.tokens })
  }
}
