import Datasets
import Foundation
import Testing

@testable import Tokens

/// What holds for tokenizers whatever they have learned.
struct TokenizerTests {
  private let tokenizer = BytePairTokenizer(learning: TokenFixture.text, size: 500, special: ["<|endoftext|>"])

  /// Bytes of every kind, from a seed.
  private static func bytes(_ count: Int, _ generator: inout Generator) -> [UInt8] {
    let usual = Array("the cat's 12 Ünïts \n\n  日本 👩‍👧 'll 'LL \t a\r\n".utf8)
    return (0..<count).map { _ in
      Int.random(in: 0..<3, using: &generator) == 0
        ? UInt8.random(in: 0...255, using: &generator) : usual.randomElement(using: &generator)!
    }
  }

  @Test func `byte pairs bring back any text`() {
    for item in TokenFixture.expected.bytePairs + TokenFixture.expected.bytePairsMarked {
      #expect(tokenizer.decode(tokenizer.encode(item.text)).unicodeScalars.elementsEqual(item.text.unicodeScalars))
    }
  }

  @Test func `byte pairs bring back any bytes`() {
    var generator = Generator(seed: 1)
    for length in 0..<300 {
      let bytes = Self.bytes(length, &generator)
      #expect(tokenizer.decodeBytes(tokenizer.encode(bytes: bytes)) == bytes)
    }
    #expect(tokenizer.decode(tokenizer.encode(bytes: [0x61, 0xFF, 0x62])) == "a\u{FFFD}b")
  }

  @Test func `words cover the text, and only blanks and words are cut apart`() {
    var generator = Generator(seed: 2)
    for length in 1..<200 {
      let bytes = Self.bytes(length, &generator)
      let words = Array(WordCutter(bytes))
      #expect(words.first?.lowerBound == 0 && words.last?.upperBound == length)
      #expect(zip(words, words.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound && !$0.isEmpty })
    }
  }

  @Test(arguments: [
    ("I'm  here", ["I", "'m", " ", " here"]), ("I'M", ["I", "'", "M"]), ("a\n\n b", ["a", "\n\n", " b"]),
    ("x²3 -- ½", ["x", "²3", " --", " ½"]), ("  \nx", ["  ", "\n", "x"]), ("end  ", ["end", "  "]),
    ("!'s 's", ["!'", "s", " '", "s"]),
  ])
  func `words are cut as GPT-2 cuts them`(text: String, words: [String]) {
    let bytes = Array(text.utf8)
    #expect(WordCutter(bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == words)
  }

  @Test func `the fast merges equal the plain ones`() {
    var generator = Generator(seed: 3)
    let merges = tokenizer.merges
    let rules = MergeRules(merges)
    for length in Array(0..<120) + [1000] {
      let word = (0..<length).map { _ in merges[Int.random(in: 0..<40, using: &generator)].pair.left }
      var (plain, fast) = (word, word)
      rules.mergePlainly(&plain)
      rules.merge(&fast)
      #expect(plain == fast)
    }
  }

  @Test func `rules that make one piece in two ways are merged alike too`() {
    var generator = Generator(seed: 4)
    for _ in 0..<200 {
      // Any pairs at all, with results that are often the same.
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
      #expect(plain == fast)
    }
  }

  @Test(arguments: [0, 1, 2, 3, 4])
  func `fast training finds the merges of plain training`(seed: Int) {
    var generator = Generator(seed: seed)
    // Few letters make many ties, overlaps as in aaa, and pieces that come about in two ways.
    let words = (0..<60).map { _ in
      CountedWord(
        pieces: (0..<Int.random(in: 1..<12, using: &generator)).map { _ in
          Int32.random(in: 0..<Int32(2 + seed), using: &generator)
        }, count: Int.random(in: 1..<5, using: &generator))
    }
    let table = PieceTable((0..<8).map { [UInt8($0)] })
    var (plain, fast) = (MergeTrainer(words, table), MergeTrainer(words, table))
    plain.learnPlainly(size: 60)
    fast.learn(size: 60)
    #expect(plain.merges == fast.merges)
    #expect(plain.words == fast.words)
    #expect(fast.merges.count > 20)
  }

  @Test func `of equally frequent pairs the smaller numbers come first`() {
    let words = [[2, 1], [0, 3], [0, 1]].map { CountedWord(pieces: $0.map { Int32($0) }, count: 2) }
    var trainer = MergeTrainer(words, PieceTable((0..<4).map { [UInt8($0)] }))
    trainer.learn(size: 10)
    #expect(trainer.merges.map(\.pair) == [PiecePair(0, 1), PiecePair(0, 3), PiecePair(2, 1)])
  }

  @Test func `text never becomes a special token by accident`() {
    let words = WordPieceTokenizer(learning: TokenFixture.text + " [SEP] sep", size: 300)
    let plain = WordTokenizer(learning: "a <s> b s", special: ["<s>"])
    let characters = CharacterTokenizer(learning: "a<s>", special: ["<s>"])
    #expect(!tokenizer.encode("<|endoftext|>").contains(tokenizer.special["<|endoftext|>"]!))
    #expect(tokenizer.encodeMarked("<|endoftext|>") == [0])
    #expect(words.encode("[SEP]").allSatisfy { $0 == words.unknown || !words.special.numbers.contains($0) })
    #expect(words.encodeMarked("[SEP]") == [3])
    #expect(!plain.encode("<s>").contains(0) && plain.encodeMarked("a<s>b").contains(0))
    #expect(!characters.encode("<s>").contains(0) && characters.encodeMarked("<s>") == [0])
  }

  @Test func `of special tokens that begin alike the longer is found`() {
    let special = SpecialTokens(["<a": 0, "<a>": 1, "b<": 2])
    #expect(special.split("x<a><ab<a") == [.text("x"), .token(1), .token(0), .token(2), .text("a")])
  }

  @Test func `characters and words come back, and new ones are unknown`() {
    let characters = CharacterTokenizer(learning: "the cat", size: 5)
    #expect(characters.count == 5 && characters.decode(characters.encode("tea")) == "t\u{FFFD}a")
    let words = WordTokenizer(learning: "The cat, the dog.")
    #expect(words.decode(words.encode("The dog, the horse.")) == "The dog , the [UNK] .")
  }

  @Test func `word pieces are the longest that are known`() {
    let pieces = ["[UNK]", "un", "##aff", "##able", "##a", "##f", "una", "##ffable", "##ff"]
    let tokenizer = WordPieceTokenizer(pieces: pieces, special: ["[UNK]"], isLowercasing: true)
    #expect(
      tokenizer.encode("Unaffable UNAF unaf unx").map { pieces[$0] } == [
        "una", "##ffable", "una", "##f", "una", "##f", "[UNK]",
      ])
    #expect(tokenizer.decode([1, 2, 3, 0, 1]) == "unaffable [UNK] un")
  }

  @Test func `word pieces learn whole words that are frequent`() {
    let tokenizer = WordPieceTokenizer(learning: TokenFixture.text, size: 600)
    #expect(tokenizer.count == 600)
    #expect(tokenizer.encode("The was").count == 2)
    #expect(!tokenizer.encode(TokenFixture.text).contains(tokenizer.unknown))
  }

  @Test func `rows are opened, closed, cut and filled up`() {
    let rows = RowFormat(opening: [1], closing: [2], padding: 9, limit: 4)([[5, 6, 7], [5], []])
    #expect(rows == PaddedRows([[1, 5, 6, 2], [1, 5, 2], [1, 2]], padding: 9))
    #expect(rows.lengths == [4, 3, 2])
    let fixed = RowFormat(padding: 9, limit: 3, isFixed: true)([[5]])
    #expect(fixed.tokens == [5, 9, 9] && fixed.lengths == [1] && fixed.width == 3)
    #expect(tokenizer.rows(of: ["a b", ""]).lengths == [2, 0])
  }
}
