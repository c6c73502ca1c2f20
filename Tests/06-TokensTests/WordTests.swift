import Testing

@testable import Tokens

/// Words and their pieces, apart from what `ReferenceTests` hold against Hugging Face's tokenizers.
struct WordTests {
  @Test func `every capital letter is lowercased, if it is asked for`() {
    let capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ ÀÉ"
    #expect(basicWords(of: capitals, lowercasing: true) == ["abcdefghijklmnopqrstuvwxyz", "ae"])
    #expect(basicWords(of: capitals, lowercasing: false) == ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ÀÉ"])
  }

  @Test(arguments: [
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
  ])
  func `each Chinese character is a word, from the first to the last of every block`(first: Int, last: Int) {
    let (a, b) = (String(Unicode.Scalar(first)!), String(Unicode.Scalar(last)!))
    #expect(basicWords(of: "x\(a)\(b)y", lowercasing: false) == ["x", a, b, "y"])
  }

  @Test func `control characters and the replacement character are removed, whitespace separates`() {
    #expect(basicWords(of: "a\u{0}b\u{FFFD}c\u{A0}d\u{200B}e\tf", lowercasing: false) == ["abc", "de", "f"])
  }

  @Test(arguments: ["a", "é", "日"]) func `a word of 100 characters is split, a longer one is unknown`(letter: String) {
    let pieces = ["[UNK]", letter, "##\(letter)"]
    let tokenizer = WordPieceTokenizer(pieces: pieces, special: ["[UNK]"], isLowercasing: false)
    func word(_ count: Int) -> ArraySlice<UInt8> { Array(String(repeating: letter, count: count).utf8)[...] }
    #expect(tokenizer.encodeWord(word(100)) == [1] + [Int](repeating: 2, count: 99))
    #expect(tokenizer.encodeWord(word(101)) == [0])
  }

  @Test func `a special token that begins like a continuation is decoded as it is`() {
    let tokenizer = WordPieceTokenizer(
      pieces: ["[UNK]", "a", "##b", "##end"], special: ["[UNK]", "##end"], isLowercasing: false)
    #expect(tokenizer.decode([1, 2, 3]) == "ab ##end")
  }

  @Test func `a vocabulary has exactly the size asked for, special tokens and all`() {
    let text = "the old dog saw the small cat, and the cat saw the dog."
    for size in [5, 7, 9] {
      #expect(WordTokenizer(trainedOn: text, size: size, special: ["<s>"]).count == size)
      #expect(CharacterTokenizer(trainedOn: text, size: size, special: ["<s>"]).count == size)
    }
    for size in [258, 260, 263] {
      #expect(BytePairTokenizer(trainedOn: text, size: size, special: ["<s>"]).count == size)
    }
  }

  @Test func `of equally frequent words and characters the smaller come first`() {
    #expect(WordTokenizer(trainedOn: "d c b a d", size: 4).pieces == ["[UNK]", "d", "a", "b"])
    #expect(CharacterTokenizer(trainedOn: "dcbad", size: 4).pieces == ["\u{FFFD}", "a", "b", "d"], "sorted")
  }

  @Test func `a word that is spelled like a special token is unknown`() {
    let tokenizer = WordTokenizer(trainedOn: "dog cat dog", special: ["dog"])
    #expect(tokenizer.pieces == ["dog", "[UNK]", "cat"] && tokenizer.encode("dog cat") == [1, 2])
  }

  @Test func `a piece that can be merged in two ways has one id`() {
    var table = PieceTable(["a", "b", "c", "ab", "bc"].map { Array($0.utf8) })
    #expect(table.join(PiecePair(3, 2)) == 5 && table.join(PiecePair(0, 4)) == 5)
    #expect(table.pieces.count == 6 && table.join(PiecePair(0, 1)) == 3)
  }

  @Test func `a pair that occurs only once is not merged`() {
    #expect(BytePairTokenizer(trainedOn: "ab cd", size: 1000).merges.isEmpty)
    #expect(BytePairTokenizer(trainedOn: "ab ab", size: 1000).merges.map(\.joined).count == 1)
    #expect(BytePairTokenizer(trainedOn: "ab ab ab", size: 1000).merges.count == 2, "ab, and the space before it")
  }

  @Test func `a rule that is listed twice has its last rank`() {
    // With the first rank, 0 1 would be merged before 1 2.
    let merges = [(0, 1, 3), (1, 2, 4), (0, 1, 3)].map { Merge(pair: PiecePair($0.0, $0.1), joined: $0.2) }
    let rules = MergeRules(merges)
    var (plain, fast): ([Int32], [Int32]) = ([0, 1, 2], [0, 1, 2])
    rules.mergePlainly(&plain)
    rules.merge(&fast)
    #expect(plain == [0, 4] && fast == [0, 4])
  }

  @Test func `rows without room for text are refused`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = RowFormat(prefix: [1], suffix: [2], maximumLength: 2)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("a maximum length of 2 leaves no room for text beside 2 special tokens"))
  }
}
