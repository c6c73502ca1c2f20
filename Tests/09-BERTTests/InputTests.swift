import BERT
import TestSupport
import Testing
import Tokens

/// The rows that a model reads: special tokens, segments, truncation, padding.
struct InputTests {
  private let special = BERTSpecialTokens()

  @Test func `one text and two stand between special tokens`() {
    let input = BERTInput([TextPair([7, 8], [9, 5, 6]), TextPair([6])], special)
    #expect(input.tokens == [2, 7, 8, 3, 9, 5, 6, 3] + [2, 6, 3, 0, 0, 0, 0, 0])
    #expect(input.segments == [0, 0, 0, 0, 1, 1, 1, 1] + [0, 0, 0, 0, 0, 0, 0, 0])
    #expect(input.lengths == [8, 3] && input.width == 8 && input.batchSize == 2)
    #expect(input.realPositions == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  }

  @Test func `an empty second text still ends with a separator`() {
    let input = BERTInput([TextPair([7], [])], special)
    #expect(input.tokens == [2, 7, 3, 3] && input.segments == [0, 0, 0, 1])
  }

  @Test func `rows can be wider than the longest`() {
    let input = BERTInput([TextPair([7], [8])], special, width: 7)
    #expect(input.tokens == [2, 7, 3, 8, 3, 0, 0] && input.segments == [0, 0, 0, 1, 1, 0, 0])
    #expect(input.lengths == [5])
  }

  @Test func `the ids are those of the vocabulary`() {
    var uncased = BERTSpecialTokens()
    (uncased.classification, uncased.separator, uncased.padding) = (101, 102, 9)
    #expect(BERTInput([TextPair([7], [8])], uncased, width: 6).tokens == [101, 7, 102, 8, 102, 9])
  }

  @Test(arguments: [
    (5, 2, 7, 5, 2), (5, 2, 6, 4, 2), (5, 2, 4, 2, 2), (5, 2, 3, 2, 1), (2, 5, 4, 2, 2), (3, 3, 5, 3, 2),
    (3, 3, 0, 0, 0), (0, 4, 3, 0, 3),
  ])
  func `the longer text is truncated`(first: Int, second: Int, limit: Int, a: Int, b: Int) {
    let pair = TextPair(Array(0..<first), Array(0..<second)).truncated(to: limit)
    #expect(pair == TextPair(Array(0..<a), Array(0..<b)))
  }

  @Test func `a text alone loses its end`() {
    #expect(TextPair([1, 2, 3]).truncated(to: 2) == TextPair([1, 2]))
  }

  @Test func `the limit counts the special tokens`() {
    let input = BERTInput([TextPair([7, 8, 9], [9, 5, 6]), TextPair([6, 6, 6, 6, 6, 6, 6])], special, limit: 7)
    #expect(input.tokens == [2, 7, 8, 3, 9, 5, 3] + [2, 6, 6, 6, 6, 6, 3])
  }

  @Test func `texts are found again`() {
    let input = BERTInput([TextPair([7, 8], [9, 5, 6]), TextPair([6]), TextPair([], [4])], special)
    #expect((0..<3).map(input.firstTextRange) == [1..<3, 1..<2, 1..<1])
    #expect((0..<3).map(input.secondTextRange) == [4..<7, 3..<3, 2..<3])
  }

  @Test func `labels stand where their tokens do, and nowhere else`() {
    let input = BERTInput([TextPair([7, 8], [9]), TextPair([6, 6, 6, 6, 6])], special, limit: 6)
    #expect(input.aligned([[4, 5], [1, 2, 3, 4, 0]]) == [-1, 4, 5, -1, -1, -1] + [-1, 1, 2, 3, 4, -1])
    #expect(input.aligned([[4], []], ignored: 9) == [9, 4, 9, 9, 9, 9] + [9, 9, 9, 9, 9, 9])
  }

  @Test func `a tokenizer tells the ids of its special tokens`() throws {
    let tokenizer = WordPieceTokenizer(
      trainedOn: "the cat sat on the mat", size: 30, special: BERTSpecialTokens.names)
    let found = try #require(BERTSpecialTokens(tokenizer.special))
    #expect(found == BERTSpecialTokens() && tokenizer.pieces[found.mask] == "[MASK]")
    let other = WordPieceTokenizer(
      trainedOn: "the cat", size: 30, special: ["[MASK]", "[UNK]", "[PAD]", "[SEP]", "[CLS]"])
    let moved = try #require(BERTSpecialTokens(other.special))
    #expect([moved.mask, moved.unknown, moved.padding, moved.separator, moved.classification] == [0, 1, 2, 3, 4])
    #expect(moved.all == [0, 1, 2, 3, 4])
    #expect(BERTSpecialTokens(BytePairTokenizer(trainedOn: "the", size: 300, special: ["[PAD]"]).special) == nil)
  }
}
