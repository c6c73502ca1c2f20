import Foundation
import TestBasics
import TestSupport
import Testing

@testable import Tokens

/// `tokenizer.json`: writing and reading agree, and errors are named.
struct UnigramFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `the file is written as Hugging Face writes it`() throws {
    try UnigramFixture.tokenizer.write(file: folder.path("tokenizer.json"))
    #expect(
      FileManager.default.contents(atPath: folder.path("tokenizer.json"))
        == FileManager.default.contents(atPath: TokenFixture.path("unigram.json")))
  }

  @Test func `a trained tokenizer is written and read`() throws {
    let learned = UnigramTokenizer(trainedOn: TokenFixture.text, size: 300, sentinels: 4)
    try learned.write(file: folder.path("tokenizer.json"))
    let read = try UnigramTokenizer(file: folder.path("tokenizer.json"))
    expectEqual(read.pieces, to: learned.pieces)
    #expect(read.scores == learned.scores && read.special == learned.special && read.sentinels == learned.sentinels)
    expectEqual(read.encode(TokenFixture.text), to: learned.encode(TokenFixture.text))
  }

  private static func file(
    added: String = "", normalizer: String = "null", scheme: String = "always", kind: String = "Unigram",
    unknown: String = "0", vocabulary: String = "[\"<unk>\",0.0],[\"a\",-1]", fallback: String = "false"
  ) -> String {
    """
    {"added_tokens":[\(added)],"normalizer":\(normalizer),
    "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"\(scheme)"},
    "model":{"type":"\(kind)","unk_id":\(unknown),"vocab":[\(vocabulary)],"byte_fallback":\(fallback)}}
    """
  }

  @Test func `added tokens that the vocabulary lacks get the next ids`() throws {
    let added = "{\"id\":2,\"content\":\"<s>\",\"special\":true}"
    let path = try folder.write(Self.file(added: added), to: "tokenizer.json")
    let tokenizer = try UnigramTokenizer(file: path)
    #expect(tokenizer.pieces == ["<unk>", "a", "<s>"] && tokenizer.scores == [0, -1, 0])
    #expect(tokenizer.special["<s>"] == 2 && tokenizer.special["<unk>"] == 0)
  }

  @Test func `canonically equivalent pieces are distinct`() throws {
    let vocabulary = "[\"<unk>\",0],[\"▁\",-1],[\"\u{E9}\",-2],[\"e\u{301}\",-3]"
    let path = try folder.write(Self.file(vocabulary: vocabulary), to: "tokenizer.json")
    #expect(try UnigramTokenizer(file: path).encode("\u{E9}e\u{301}") == [1, 2, 3])
  }

  @Test(arguments: [
    ("", "it is not a tokenizer file of Hugging Face"), ("[1]", "it is not a tokenizer file of Hugging Face"),
    ("{}", "it is not a tokenizer file of Hugging Face: look at model"),
    (file(kind: "BPE"), "the model is of the kind BPE, not Unigram"),
    (
      file(vocabulary: "[\"<unk>\",0],[\"a\",\"b\"]"),
      "it is not a tokenizer file of Hugging Face: look at model.vocab.1.1"
    ),
    (file(unknown: "null"), "there is no unknown token: unk_id is not an id of the vocabulary"),
    (file(unknown: "2"), "there is no unknown token: unk_id is not an id of the vocabulary"),
    (file(vocabulary: "[\"<unk>\",0],[\"\",-1]"), "the token with the id 1 is empty"),
    (file(vocabulary: "[\"<unk>\",0],[\"a\",-1],[\"a\",-1]"), "the token \"a\" has two ids, 1 and 2"),
    (file(normalizer: "{\"type\":\"Precompiled\"}"), "the normalizer Precompiled is not known"),
    (file(scheme: "never"), "the pre-tokenizer is not a Metaspace that always puts ▁ first"),
    (file(fallback: "true"), "byte fallback is not known"),
    (
      file(added: "{\"id\":1,\"content\":\"a\",\"special\":false}"),
      "the added token \"a\" is not special"
    ),
    (file(added: "{\"id\":2,\"content\":\"\",\"special\":true}"), "the added token with the id 2 is empty"),
    (
      file(added: "{\"id\":9,\"content\":\"b\",\"special\":true}"),
      "the added token \"b\" has the id 9, which is not its own"
    ),
    (
      file(added: "{\"id\":1,\"content\":\"b\",\"special\":true}"),
      "the added token \"b\" has the id 1, which is not its own"
    ),
  ])
  func `a bad file is refused`(text: String, problem: String) throws {
    let path = try folder.write(text, to: "tokenizer.json")
    #expect(throws: TokenFileError(path, problem)) { try UnigramTokenizer(file: path) }
  }
}
