import Foundation
import TestSupport
import Testing
import Tokens

@testable import Pretrained

/// Decoders by themselves, for tokens that no text of the fixtures has.
struct TokenizerDecoderTests {
  private func decode(_ decoder: TokenizerDecoder, _ tokens: String...) -> [String] {
    decoder(tokens.map { Array($0.utf8) }).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `a metaspace at the start is a space only where none was put`() {
    let never = TokenizerMetaspace(prefix: .never)
    #expect(decode(.metaspace(never), "▁a", "▁b") == [" a", " b"])
    #expect(decode(.metaspace(TokenizerMetaspace()), "▁a▁", "▁b") == ["a", " b"])
    #expect(decode(.metaspace(TokenizerMetaspace(prefix: .first)), "▁a", "▁b") == ["a", " b"])
  }

  @Test func `bytes that are no text are one U+FFFD each`() {
    #expect(decode(.byteFallback, "<0xE5>", "<0x8F>") == ["\u{FFFD}", "\u{FFFD}"])
    #expect(decode(.byteFallback, "<0xE5>", "<0x8f>", "<0xab>", "a") == ["叫", "a"])
    #expect(decode(.byteFallback, "<0xE5>", "a", "<0x61>", "<0x0>") == ["\u{FFFD}", "a", "a", "<0x0>"])
  }

  @Test func `spaces are removed within a token of WordPiece, too`() {
    let decoder = TokenizerDecoder.wordPiece(prefix: Array("##".utf8), cleansUp: true)
    #expect(decode(decoder, "we", "do not", ".", "##ly", "##") == ["we", " don't", ".", "ly", ""])
  }

  @Test func `so many characters are stripped at most`() {
    #expect(decode(.strip("H", start: 1, stop: 0), "Hey", " friend!", "HHH") == ["ey", " friend!", "HH"])
    #expect(decode(.strip("y", start: 0, stop: 1), "Hey", "yyy", "y") == ["He", "yy", ""])
    #expect(decode(.strip("y", start: 2, stop: 2), "y", "yayy") == ["", "a"])
  }

  @Test func `without a decoder there is a space between tokens`() {
    #expect(decode(.spaces, "a", "b") == ["a", " b"])
  }

  @Test(arguments: [
    ("BPE", #""merges":[]"#, "a ."), ("WordPiece", #""unk_token":"a""#, "a."),
  ])
  func `the spaces of byte-pair encoding are never cleaned up`(kind: String, more: String, expected: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "{\"decoder\":{\"type\":\"Fuse\"},\"model\":{\"type\":\"\(kind)\",\"vocab\":{\"a\":0,\" .\":1},\(more)}}",
      to: "tokenizer.json")
    try folder.write("{\"clean_up_tokenization_spaces\":true}", to: "tokenizer_config.json")
    #expect(try PublishedTokenizer(folder: folder.url.path).decode([0, 1]) == expected)
  }

  @Test func `an added token is searched for in normalized text unless it is special`() throws {
    let folder = try TemporaryFolder()
    let added = #"{"id":1,"content":"Cd"},{"id":2,"content":"Ef","special":true}"#
    try folder.write(
      """
      {"added_tokens":[\(added)],"normalizer":{"type":"Lowercase"},
      "model":{"type":"BPE","vocab":{"e":0},"merges":[]}}
      """, to: "tokenizer.json")
    let tokenizer = try PublishedTokenizer(folder: folder.url.path)
    #expect(tokenizer.encode("CD cd EF Ef") == [1, 1, 0, 2])
    #expect(tokenizer.decode([1, 2]) == "cd Ef" && tokenizer.special == [2])
  }
}
