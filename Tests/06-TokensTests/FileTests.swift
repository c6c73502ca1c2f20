import Foundation
import TestBasics
import TestSupport
import Testing

@testable import Tokens

/// Vocabulary and merges files: writing and reading agree, and errors are named.
struct FileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { folder.path(name) }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  @Test func `byte pairs are written as Hugging Face writes them`() throws {
    let learned = BytePairTokenizer(trainedOn: TokenFixture.text, size: 800, special: ["<|endoftext|>"])
    try learned.write(vocabulary: path("vocab.json"), merges: path("merges.txt"))
    for name in ["vocab.json", "merges.txt"] {
      #expect(
        FileManager.default.contents(atPath: path(name))
          == FileManager.default.contents(atPath: TokenFixture.path(name)))
    }
    let read = try BytePairTokenizer(vocabulary: path("vocab.json"), merges: path("merges.txt"))
    expectEqual(read.pieces, to: learned.pieces)
    #expect(read.special == learned.special)
    expectEqual(read.encode(TokenFixture.text), to: learned.encode(TokenFixture.text))
  }

  @Test func `a merge of number signs is no comment`() throws {
    try writePieces((0...255).map { ByteAlphabet.text(of: [$0]) } + ["##"], to: path("vocab.json"))
    try write(Array("#version: 0.2\n# #\n".utf8), to: "merges.txt")
    let tokenizer = try BytePairTokenizer(vocabulary: path("vocab.json"), merges: path("merges.txt"), special: [])
    #expect(tokenizer.merges.count == 1 && tokenizer.encode("##") == [256])
  }

  @Test func `lines may end as on Windows`() throws {
    try write(Array("[UNK]\r\na\r\n##b\r\n".utf8), to: "vocab.txt")
    let tokenizer = try WordPieceTokenizer(vocabulary: path("vocab.txt"))
    #expect(tokenizer.pieces.prefix(3) == ["[UNK]", "a", "##b"] && tokenizer.encode("ab") == [1, 2])
  }

  @Test func `word pieces are written and read`() throws {
    let learned = WordPieceTokenizer(trainedOn: TokenFixture.text, size: 300)
    try learned.write(vocabulary: path("vocab.txt"))
    let read = try WordPieceTokenizer(vocabulary: path("vocab.txt"))
    expectEqual(read.pieces, to: learned.pieces)
    expectEqual(read.encode(TokenFixture.text), to: learned.encode(TokenFixture.text))
  }

  @Test func `special tokens that a file lacks get the next ids`() throws {
    let tokenizer = try BytePairTokenizer(
      vocabulary: TokenFixture.path("vocab.json"), merges: TokenFixture.path("merges.txt"),
      special: ["<|endoftext|>", "<|user|>"])
    #expect(tokenizer.special["<|endoftext|>"] == 0 && tokenizer.special["<|user|>"] == 800 && tokenizer.count == 801)
    #expect(tokenizer.decode(tokenizer.encodeAllowingSpecial("a<|user|>b")) == "a<|user|>b")
  }

  @Test(arguments: [
    ("no object", "[1]", "it is not a JSON object of whole numbers"),
    ("cut short", "{\"a\": 1", "it is not a JSON object of whole numbers"),
    (
      "a word as number", "{\"a\": \"x\"}",
      "it is not a JSON object of whole numbers: the id of \"a\" is not a whole number"
    ),
    ("a fraction", "{\"a\": 0.5}", "it is not a JSON object of whole numbers"),
    ("too large for a number", "{\"a\": 1e400}", "it is not a JSON object of whole numbers"),
    ("deep", String(repeating: "[", count: 100_000), "it is not a JSON object of whole numbers"),
    ("too large", "{\"a\": 1}", "the token \"a\" has the id 1, which is not in 0 ..< 1"),
    ("negative", "{\"a\": -1}", "the token \"a\" has the id -1, which is not in 0 ..< 1"),
    ("twice", "{\"a\": 0, \"b\": 0}", "the tokens \"a\" and \"b\" have the same id 0"),
    ("no bytes", "{\"a\": 0}", "there is no token \"Ā\" for the byte 0"), ("empty", "", "it is not a JSON object"),
  ])
  func `a bad vocabulary is refused`(name: String, text: String, problem: String) throws {
    try write(Array(text.utf8), to: "vocab.json")
    let error = #expect(throws: TokenFileError.self) {
      try BytePairTokenizer(vocabulary: path("vocab.json"), merges: TokenFixture.path("merges.txt"))
    }
    #expect(
      error?.file == path("vocab.json") && error?.problem.hasPrefix(problem) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("#version: 0.2\nt h\nc\n", 3, "expected two tokens separated by a space, found \"c\""),
    ("a b c\n", 1, "expected two tokens separated by a space, found \"a b c\""),
    ("a \n", 1, "expected two tokens separated by a space, found \"a \""),
    ("t h\r\nzzzz h\r\n", 2, "the vocabulary has no token \"zzzz\""),
    ("t h\nx q\n", 2, "the vocabulary has no token \"xq\""),
    ("< |endoftext|>\n", 1, "the vocabulary has no token \"|endoftext|>\""),
    ("t \u{FF}\u{FF}\n", 1, "the vocabulary has no token \"ÿÿ\""),
  ])
  func `bad merges are refused`(text: String, line: Int, problem: String) throws {
    try write(Array(text.utf8), to: "merges.txt")
    #expect(throws: TokenFileError(path("merges.txt"), line: line, problem)) {
      try BytePairTokenizer(vocabulary: TokenFixture.path("vocab.json"), merges: path("merges.txt"))
    }
  }

  @Test func `a merge of tokens that are not byte strings is refused`() throws {
    let pieces = (0...255).map { ByteAlphabet.text(of: [$0]) } + ["☃", "a☃", "b<"]
    try writePieces(pieces, to: path("vocab.json"))
    for (merge, wrong) in [("a ☃", "☃"), ("b <", "b<")] {
      try write(Array("\(merge)\n".utf8), to: "merges.txt")
      let problem = "the token \"\(wrong)\" cannot be part of a merge: it is not a byte string"
      #expect(throws: TokenFileError(path("merges.txt"), line: 1, problem)) {
        try BytePairTokenizer(vocabulary: path("vocab.json"), merges: path("merges.txt"), special: ["b<"])
      }
    }
  }

  @Test(
    arguments: [
      (Array("[UNK]\na\n\nb\n".utf8), 3, "the line is empty"),
      (Array("[UNK]\na\nb\na\n".utf8), 4, "the token \"a\" is in line 2, too"),
      (Array("a\n".utf8), nil, "there is no token [UNK]"), ([], nil, "there is no token [UNK]"),
      ([0x61, 0x0A, 0xFF, 0x0A], 2, "it is not UTF-8"),
    ] as [([UInt8], Int?, String)])
  func `a bad vocabulary of word pieces is refused`(bytes: [UInt8], line: Int?, problem: String) throws {
    try write(bytes, to: "vocab.txt")
    #expect(throws: TokenFileError(path("vocab.txt"), line: line, problem)) {
      try WordPieceTokenizer(vocabulary: path("vocab.txt"))
    }
  }

  @Test(arguments: [
    ("/nowhere/vocab.txt", "the file cannot be read"), ("/dev/zero", "it is a device or a pipe, not a file"),
    ("/", "it is a folder"),
  ])
  func `a path without a regular file is refused`(path: String, problem: String) {
    #expect(throws: TokenFileError(path, problem)) { try WordPieceTokenizer(vocabulary: path) }
    #expect(throws: TokenFileError(path, problem)) {
      try BytePairTokenizer(vocabulary: path, merges: path)
    }
    #expect(TokenFileError(path, line: 3, "x").description == "\(path), line 3: x")
  }

  @Test func `a vocabulary of special tokens alone knows no word`() throws {
    try write(Array("[PAD]\n[UNK]\n".utf8), to: "vocab.txt")
    let tokenizer = try WordPieceTokenizer(vocabulary: path("vocab.txt"))
    #expect(tokenizer.encode("the dog") == [1, 1])
  }

  @Test func `canonically equivalent tokens are distinct`() throws {
    // Composed and decomposed: equal strings for Swift, but two tokens.
    try write(Array("[UNK]\n\u{E9}\ne\u{301}\n".utf8), to: "vocab.txt")
    let tokenizer = try WordPieceTokenizer(vocabulary: path("vocab.txt"), isLowercasing: false)
    #expect(tokenizer.encode("\u{E9} e\u{301}") == [1, 2])
  }
}
