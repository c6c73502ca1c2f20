import Foundation
import TestSupport
import Testing
import Tokens

@testable import Pretrained

/// What holds besides the reference: names, roles, bytes, streams.
struct TokenizerPropertyTests {
  @Test func `tokens and ids are inverse`() throws {
    for kind in TokenizerFixture.kinds {
      let tokenizer = try TokenizerFixture.tokenizer(kind)
      #expect((0..<tokenizer.count).allSatisfy { tokenizer.id(of: tokenizer.token($0)) == $0 })
      #expect(tokenizer.id(of: "no such token") == nil)
    }
  }

  @Test func `tokens with a role are found by it`() throws {
    let bert = try TokenizerFixture.tokenizer("bert-uncased")
    #expect(bert.roles == roles(of: bert, mask: "[MASK]", unk: "[UNK]", cls: "[CLS]", sep: "[SEP]", pad: "[PAD]"))
    #expect(try TokenizerFixture.tokenizer("bert-cased").roles.mask == 4)
    for kind in ["bart", "bart-files"] {
      let bart = try TokenizerFixture.tokenizer(kind)
      #expect(
        bart.roles
          == roles(
            of: bart, mask: "<mask>", unk: "<unk>", cls: "<s>", sep: "</s>", pad: "<pad>", bos: "<s>", eos: "</s>"))
    }
    for kind in ["gpt2", "gpt2-files"] {
      let gpt = try TokenizerFixture.tokenizer(kind)
      #expect(gpt.roles == roles(of: gpt, unk: "<|endoftext|>", bos: "<|endoftext|>", eos: "<|endoftext|>"))
    }
    let t5 = try TokenizerFixture.tokenizer("t5-new")
    #expect(t5.roles == roles(of: t5, unk: "<unk>", pad: "<pad>", eos: "</s>"))
    // Without any other file, tokens are known by their usual names.
    let old = try TokenizerFixture.tokenizer("t5-charsmap")
    #expect(old.roles == t5.roles)
    let gpt = try TokenizerFixture.tokenizer("openai-gpt-files")
    #expect(gpt.roles == roles(of: gpt, unk: "<unk>"))
  }

  private func roles(
    of tokenizer: PublishedTokenizer, mask: String = "", unk: String = "", cls: String = "", sep: String = "",
    pad: String = "", bos: String = "", eos: String = ""
  ) -> TokenizerRoles {
    var roles = TokenizerRoles()
    for ((_, role), name) in zip(TokenizerRoles.keys, [mask, unk, cls, sep, pad, bos, eos]) {
      roles[keyPath: role] = tokenizer.id(of: name)
    }
    return roles
  }

  @Test func `sentinels count down from the last id`() throws {
    for kind in ["t5-new", "t5-charsmap"] {
      let t5 = try TokenizerFixture.tokenizer(kind)
      let ids = [t5.id(of: "<extra_id_0>"), t5.id(of: "<extra_id_99>")].compactMap(\.self)
      #expect(ids.max() == t5.count - 1 && abs(ids[0] - ids[1]) == 99)
      #expect(t5.encode("<extra_id_99><extra_id_0>") == [ids[1], ids[0]])
      #expect(t5.special.isSuperset(of: ids))
    }
  }

  @Test func `canonically equivalent tokens are distinct`() throws {
    let folder = try TemporaryFolder()
    let vocabulary = "{\"<unk>\":0,\"\u{E9}\":1,\"e\u{301}\":2,\"e\":3,\"\u{301}\":4}"
    try folder.write(
      "{\"model\":{\"type\":\"BPE\",\"unk_token\":\"<unk>\",\"vocab\":\(vocabulary),\"merges\":[[\"e\",\"\u{301}\"]]}}",
      to: "tokenizer.json")
    let tokenizer = try PublishedTokenizer(folder: folder.url.path)
    #expect(tokenizer.encode("\u{E9}e\u{301}") == [1, 2])
    #expect(tokenizer.id(of: "\u{E9}") == 1 && tokenizer.id(of: "e\u{301}") == 2)
    #expect(tokenizer.token(2).unicodeScalars.count == 2)
  }

  @Test func `an unfinished character is held back`() throws {
    let gpt = try TokenizerFixture.tokenizer("gpt2")
    let bytes = ["ð", "Ł", "ĺ", "Ģ"].compactMap { gpt.id(of: $0) }  // 😀
    var stream = TokenizerStream(gpt)
    #expect(bytes.map { stream.append($0) } == ["", "", "", "😀"])
    #expect(stream.append(bytes[0]).isEmpty && stream.append(bytes[1]).isEmpty)
    #expect(stream.append(gpt.id(of: "a")!) == "\u{FFFD}a")
    #expect(stream.append(gpt.roles.eos!).isEmpty && stream.append(bytes[0]).isEmpty)
    #expect(stream.finish() == "\u{FFFD}" && stream.finish().isEmpty)
  }

  @Test func `only the start of a character counts as unfinished`() {
    for (bytes, expected) in [
      ([], 0), ([0x61], 0), ([0xC3], 1), ([0xC3, 0xA9], 0), ([0xE2, 0x96], 2), ([0xE2, 0x96, 0x81], 0), ([0xF0], 1),
      ([0xF0, 0x9F, 0x98], 3), ([0xF0, 0x9F, 0x98, 0x80], 0), ([0x80], 0), ([0xC0], 0), ([0x80, 0x80, 0x80, 0x80], 0),
    ] as [([UInt8], Int)] {
      #expect(TokenizerStream.unfinished(bytes) == expected, "\(bytes)")
    }
  }

  @Test func `ids without a token decode to nothing`() throws {
    let t5 = try TokenizerFixture.tokenizer("t5-new")
    #expect(t5.decode([t5.count + 5, -1]).isEmpty)
    #expect(t5.decode(t5.encode("the dog") + [t5.count]) == t5.decode(t5.encode("the dog")))
  }

  @Test func `an embedding may have more rows than there are tokens, but not fewer`() throws {
    let t5 = try TokenizerFixture.tokenizer("t5-new")
    #expect(throws: Never.self) { try t5.requireRows(t5.count + 28) }
    let error = #expect(throws: TokenFileError.self) { try t5.requireRows(t5.count - 1) }
    #expect(error?.problem == "it has \(t5.count) tokens, but the embedding has only \(t5.count - 1) rows")
  }
}
