import Datasets
import Foundation
import Tensors
import TestBasics
import Testing

@testable import Tokens

/// Properties of tokenizers, whatever they were trained on.
struct TokenizerTests {
  private let tokenizer = BytePairTokenizer(trainedOn: TokenFixture.text, size: 500, special: ["<|endoftext|>"])

  /// Bytes of every kind, from a seed.
  private static func bytes(_ count: Int, _ generator: inout Generator) -> [UInt8] {
    let usual = Array("the cat's 12 Ünïts \n\n  日本 👩‍👧 'll 'LL \t a\r\n".utf8)
    return (0..<count).map { _ in
      Int.random(in: 0..<3, using: &generator) == 0
        ? UInt8.random(in: 0...255, using: &generator) : usual.randomElement(using: &generator)!
    }
  }

  @Test func `decoding byte pairs gives any text back`() {
    for item in TokenFixture.expected.bytePairs + TokenFixture.expected.bytePairsMarked {
      #expect(tokenizer.decode(tokenizer.encode(item.text)).unicodeScalars.elementsEqual(item.text.unicodeScalars))
    }
  }

  @Test func `decoding byte pairs gives any bytes back`() {
    var generator = Generator(seed: 1)
    for length in 0..<300 {
      let bytes = Self.bytes(length, &generator)
      expectEqual(tokenizer.decodeBytes(tokenizer.encode(bytes: bytes)), to: bytes)
    }
    #expect(tokenizer.decode(tokenizer.encode(bytes: [0x61, 0xFF, 0x62])) == "a\u{FFFD}b")
  }

  @Test func `pre-tokenization covers the text without gaps`() {
    var generator = Generator(seed: 2)
    for length in 1..<200 {
      let bytes = Self.bytes(length, &generator)
      let words = Array(PreTokenizer(bytes))
      #expect(words.first?.lowerBound == 0 && words.last?.upperBound == length)
      #expect(zip(words, words.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound && !$0.isEmpty })
    }
  }

  @Test(arguments: [
    ("I'm  here", ["I", "'m", " ", " here"]), ("I'M", ["I", "'", "M"]), ("a\n\n b", ["a", "\n\n", " b"]),
    ("x²3 -- ½", ["x", "²3", " --", " ½"]), ("  \nx", ["  ", "\n", "x"]), ("end  ", ["end", "  "]),
    ("!'s 's", ["!'", "s", " '", "s"]),
  ])
  func `pre-tokenization equals that of GPT-2`(text: String, words: [String]) {
    let bytes = Array(text.utf8)
    #expect(PreTokenizer(bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == words)
  }

  @Test func `fast merging equals plain merging`() {
    var generator = Generator(seed: 3)
    let merges = tokenizer.merges
    let rules = MergeRules(merges)
    for length in Array(0..<120) + [1000] {
      let word = (0..<length).map { _ in merges[Int.random(in: 0..<40, using: &generator)].pair.left }
      var (plain, fast) = (word, word)
      rules.mergePlainly(&plain)
      rules.merge(&fast)
      expectEqual(fast, to: plain)
    }
  }

  @Test func `fast merging equals plain merging for pieces with two rules`() {
    var generator = Generator(seed: 4)
    for _ in 0..<200 {
      // Random pairs, which often make the same piece.
      let merges = (0..<30).map { _ in
        Merge(
          pair: PiecePair(Int.random(in: 0..<9, using: &generator), Int.random(in: 0..<9, using: &generator)),
          joined: Int.random(in: 3..<9, using: &generator))
      }
      let rules = MergeRules(merges)
      let word = (0..<70).map { _ in Int32.random(in: 0..<4, using: &generator) }
      var (plain, fast) = (word, word)
      rules.mergePlainly(&plain)
      rules.merge(&fast)
      expectEqual(fast, to: plain)
    }
  }

  @Test(arguments: [0, 1, 2, 3, 4])
  func `fast training learns the merges of plain training`(seed: Int) {
    var generator = Generator(seed: seed)
    // Few letters make many equal counts, overlaps as in aaa, and pieces with two rules.
    let words = (0..<60).map { _ in
      CountedWord(
        pieces: (0..<Int.random(in: 1..<12, using: &generator)).map { _ in
          Int32.random(in: 0..<Int32(2 + seed), using: &generator)
        }, count: Int.random(in: 1..<5, using: &generator))
    }
    let table = PieceTable((0..<8).map { [UInt8($0)] })
    // Up to a size, and until no pair occurs twice.
    for size in [60, 10_000] {
      var (plain, fast) = (MergeTrainer(words, table), MergeTrainer(words, table))
      plain.trainPlainly(size: size)
      fast.train(size: size)
      expectEqual(fast.merges, to: plain.merges)
      expectEqual(fast.words, to: plain.words)
      #expect(fast.merges.count > 20)
    }
  }

  @Test func `of equally frequent pairs the smaller ids come first`() {
    let words = [[2, 1], [0, 3], [0, 1]].map { CountedWord(pieces: $0.map { Int32($0) }, count: 2) }
    var trainer = MergeTrainer(words, PieceTable((0..<4).map { [UInt8($0)] }))
    trainer.train(size: 10)
    #expect(trainer.merges.map(\.pair) == [PiecePair(0, 1), PiecePair(0, 3), PiecePair(2, 1)])
  }

  @Test func `text never becomes a special token by accident`() {
    let words = WordPieceTokenizer(trainedOn: TokenFixture.text + " [SEP] sep", size: 300)
    let plain = WordTokenizer(trainedOn: "a <s> b s", special: ["<s>"])
    let characters = CharacterTokenizer(trainedOn: "a<s>", special: ["<s>"])
    #expect(!tokenizer.encode("<|endoftext|>").contains(tokenizer.special["<|endoftext|>"]!))
    #expect(tokenizer.encodeAllowingSpecial("<|endoftext|>") == [0])
    #expect(words.encode("[SEP]").allSatisfy { $0 == words.unknown || !words.special.ids.contains($0) })
    #expect(words.encodeAllowingSpecial("[SEP]") == [3])
    #expect(!plain.encode("<s>").contains(0) && plain.encodeAllowingSpecial("a<s>b").contains(0))
    #expect(!characters.encode("<s>").contains(0) && characters.encodeAllowingSpecial("<s>") == [0])
  }

  @Test func `of special tokens with a common prefix the longest is found`() {
    let special = SpecialTokens(["<a": 0, "<a>": 1, "b<": 2])
    #expect(special.split("x<a><ab<a") == [.text("x"), .token(1), .token(0), .token(2), .text("a")])
  }

  @Test func `known characters and words are decoded, others are unknown`() {
    let characters = CharacterTokenizer(trainedOn: "the cat", size: 5)
    #expect(characters.count == 5 && characters.decode(characters.encode("tea")) == "t\u{FFFD}a")
    let words = WordTokenizer(trainedOn: "The cat, the dog.")
    #expect(words.decode(words.encode("The dog, the horse.")) == "The dog , the [UNK] .")
  }

  @Test func `a word is split into the longest pieces`() {
    let pieces = ["[UNK]", "un", "##aff", "##able", "##a", "##f", "una", "##ffable", "##ff"]
    let tokenizer = WordPieceTokenizer(pieces: pieces, special: ["[UNK]"], isLowercasing: true)
    #expect(
      tokenizer.encode("Unaffable UNAF unaf unx").map { pieces[$0] } == [
        "una", "##ffable", "una", "##f", "una", "##f", "[UNK]",
      ])
    #expect(tokenizer.decode([1, 2, 3, 0, 1]) == "unaffable [UNK] un")
  }

  @Test func `frequent words become pieces`() {
    let tokenizer = WordPieceTokenizer(trainedOn: TokenFixture.text, size: 600)
    #expect(tokenizer.count == 600)
    #expect(tokenizer.encode("The was").count == 2)
    #expect(!tokenizer.encode(TokenFixture.text).contains(tokenizer.unknown))
  }

  @Test func `rows have a prefix and a suffix, are truncated and padded`() {
    let rows = RowFormat(prefix: [1], suffix: [2], padding: 9, maximumLength: 4)([[5, 6, 7], [5], []])
    #expect(rows == PaddedRows([[1, 5, 6, 2], [1, 5, 2], [1, 2]], padding: 9))
    #expect(rows.lengths == [4, 3, 2])
    let fixed = RowFormat(padding: 9, maximumLength: 3, isFixed: true)([[5]])
    #expect(fixed.tokens == [5, 9, 9] && fixed.lengths == [1] && fixed.width == 3)
    #expect(tokenizer.rows(of: ["a b", ""]).lengths == [2, 0])
  }
}
