import Foundation
import TestSupport
import Testing
import Tokens

@testable import Pretrained

/// Bad files each give one clear line, which names the file.
struct TokenizerFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The message of a folder with some files.
  private func problem(_ files: [String: String]) throws -> String? {
    for (name, text) in files { try folder.write(text, to: name) }
    do {
      _ = try PublishedTokenizer(folder: folder.url.path)
      return nil
    } catch {
      let description = error.description.replacing(folder.url.path + "/", with: "")
      #expect(!description.contains("\n"))
      return description
    }
  }

  private static func file(
    normalizer: String = "null", preTokenizer: String = "null", processor: String = "null", decoder: String = "null",
    added: String = "", kind: String = "BPE", vocabulary: String = #"{"a":0,"b":1,"ab":2}"#,
    more: String = #""merges":[["a","b"]]"#
  ) -> String {
    """
    {"added_tokens":[\(added)],"normalizer":\(normalizer),"pre_tokenizer":\(preTokenizer),
    "post_processor":\(processor),"decoder":\(decoder),
    "model":{"type":"\(kind)","vocab":\(vocabulary),\(more)}}
    """
  }

  @Test func `the file of these tests is good`() throws {
    #expect(try problem(["tokenizer.json": Self.file()]) == nil)
    #expect(try PublishedTokenizer(folder: folder.url.path).encode("abcb") == [2, 1])
  }

  @Test(arguments: [
    ("[]", "an object was expected, found a list"), ("{}", "model is missing"),
    ("{\"model\":{\"type\":\"BPE\"}}", "model.vocab is missing"),
    (file(kind: "Bigram"), "model: the kind of model \"Bigram\" is not known"),
    (file(vocabulary: "7"), "model.vocab: an object was expected, found a number"),
    (
      file(vocabulary: "{\"a\":0,\"b\":true}", more: "\"merges\":[]"),
      "model.vocab: the id of \"b\" is true or false, not a whole number from 0"
    ),
    (
      file(vocabulary: "{\"a\":0,\"b\":-1}", more: "\"merges\":[]"),
      "model.vocab: the id of \"b\" is a number, not a whole number from 0"
    ),
    (
      file(vocabulary: "{\"a\":0,\"b\":2}", more: "\"merges\":[]"),
      "the token \"b\" has the id 2, though there are only 2 tokens"
    ),
    (file(vocabulary: "{\"a\":0,\"b\":0}", more: "\"merges\":[]"), "the tokens \"a\" and \"b\" have the same id 0"),
    (file(vocabulary: "{\"a\":0,\"b\":1,\"a\":2}", more: "\"merges\":[]"), "the token \"a\" has two ids, 0 and 2"),
    (
      file(more: #""merges":[["a","b"],["b","a"]]"#), "model.merges[1]: the vocabulary has no token \"ba\""
    ),
    (file(more: #""merges":["a c"]"#), "model.merges[0]: the vocabulary has no token \"c\""),
    (file(more: #""merges":["a b c"]"#), "model.merges[0]: a merge is two tokens, not a text"),
    (file(more: #""merges":[["a"]]"#), "model.merges[0]: a merge is two tokens, not a list"),
    (file(more: #""unk_token":"u","merges":[]"#), "model.unk_token: the vocabulary has no token \"u\""),
    (file(more: #""dropout":0.1,"merges":[]"#), "model.dropout: dropout of merges is not known"),
    (file(kind: "WordPiece", more: #""unk_token":"[UNK]""#), "model.unk_token: the vocabulary has no token \"[UNK]\""),
    (
      file(kind: "Unigram", vocabulary: #"[["a",-1]]"#, more: #""unk_id":1"#),
      "model.unk_id: 1 is not an id of the vocabulary"
    ),
    (file(kind: "Unigram", vocabulary: #"[["a",-1]]"#, more: #""unk_id":null"#), "model.unk_id is missing"),
    (
      file(kind: "Unigram", vocabulary: #"[["a",-1],["b"]]"#, more: #""unk_id":0"#),
      "model.vocab: number 1 is no pair of a token and its score"
    ),
    (
      file(kind: "Unigram", vocabulary: #"[["a",-1],["a",-2]]"#, more: #""unk_id":0"#),
      "the token \"a\" has two ids, 0 and 1"
    ),
    (file(normalizer: #"{"type":"Upside"}"#), "normalizer.type: the normalizer \"Upside\" is not known"),
    (
      file(normalizer: #"{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"X"}]}"#),
      "normalizer.normalizers[1].type: the normalizer \"X\" is not known"
    ),
    (file(normalizer: #"{"type":"NFC","type":3}"#), "normalizer.type: a text was expected, found a number"),
    (file(normalizer: #"{"type":"Lowercase","type":null}"#), "normalizer.type is missing"),
    (
      file(normalizer: #"{"type":"Replace","pattern":{"Regex":"(a|b)"},"content":"c"}"#),
      "normalizer.pattern.Regex: the regular expression \"(a|b)\" is not known"
    ),
    (
      file(normalizer: #"{"type":"BertNormalizer","lowercase":1}"#),
      "normalizer.lowercase: true or false was expected, found a number"
    ),
    (file(preTokenizer: #"{"type":"Split"}"#), "pre_tokenizer.type: the pre-tokenizer \"Split\" is not known"),
    (
      file(preTokenizer: #"{"type":"Metaspace","prepend_scheme":"last"}"#),
      "pre_tokenizer.prepend_scheme: the scheme \"last\" is not known"
    ),
    (
      file(preTokenizer: #"{"type":"Metaspace","replacement":"ab"}"#),
      "pre_tokenizer.replacement: one character was expected"
    ),
    (
      file(preTokenizer: #"{"type":"Punctuation","behavior":"X"}"#),
      "pre_tokenizer.behavior: the behavior \"X\" is not known"
    ),
    (file(processor: #"{"type":"X"}"#), "post_processor.type: the post-processor \"X\" is not known"),
    (
      file(processor: #"{"type":"BertProcessing","cls":["a",0],"sep":["b",3]}"#),
      "post_processor.sep[1]: 3 is not an id of the 3 tokens"
    ),
    (
      file(
        processor:
          #"{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}}],"pair":[],"special_tokens":{}}"#
      ),
      "post_processor.special_tokens.x is missing"
    ),
    (file(decoder: #"{"type":"CTC"}"#), "decoder.type: the decoder \"CTC\" is not known"),
    (file(added: #"{"id":3,"content":""}"#), "added_tokens[0]: the token is empty"),
    (file(added: #"{"id":4,"content":"c"}"#), "the token \"c\" has the id 4, though there are only 4 tokens"),
    (file(added: #"{"id":1,"content":"c"}"#), "the tokens \"b\" and \"c\" have the same id 1"),
    (
      file(added: #"{"id":1,"content":"a"}"#),
      "added_tokens[0]: the added token \"a\" has the id 1, but 0 in the vocabulary"
    ),
    (file(added: #"{"content":"c"}"#), "added_tokens[0].id is missing"),
  ])
  func `a bad tokenizer.json is named with what is wrong`(text: String, expected: String) throws {
    #expect(try problem(["tokenizer.json": text]) == "tokenizer.json: \(expected)")
  }

  @Test func `a folder without a tokenizer is named`() throws {
    let message = "it holds no tokenizer.json, no vocab.json and no vocab.txt"
    #expect(try problem([:]) == "\(folder.url.path): \(message)")
    let hint = "spiece.model is not read: let transformers write a tokenizer.json beside it"
    #expect(try problem(["spiece.model": ""]) == "\(folder.url.path): \(message); \(hint)")
  }

  @Test(arguments: [
    (["vocab.json": "{\"a\":0}"], "merges.txt: the file cannot be read"),
    (
      ["vocab.json": "{\"a\":0}", "merges.txt": "#version: 0.2\na b\n"],
      "merges.txt, line 2: the vocabulary has no token \"b\""
    ),
    (
      ["vocab.json": "{\"a\":0}", "merges.txt": "a a a\n"],
      "merges.txt, line 1: expected two tokens separated by a space, found \"a a a\""
    ),
    (
      ["vocab.json": "{\"a\":0,\"b\":7}", "merges.txt": ""],
      "vocab.json: the token \"b\" has the id 7, though there are only 2 tokens"
    ),
    (["vocab.txt": "[UNK]\na\na\n"], "vocab.txt: the token \"a\" has two ids, 1 and 2"),
    (["vocab.txt": "a\n"], "vocab.txt: there is no token [UNK]"),
    (["vocab.txt": "[UNK]\na\n"], "vocab.txt: there is no token [CLS]"),
    (["vocab.txt": "[UNK]\n[CLS]\n"], "vocab.txt: there is no token [SEP]"),
    (
      ["vocab.txt": "[UNK]\n[CLS]\n[SEP]\n", "tokenizer_config.json": "{\"do_lower_case\":\"yes\"}"],
      "tokenizer_config.json: do_lower_case: true or false was expected, found a text"
    ),
    (
      ["vocab.txt": "[UNK]\n", "tokenizer_config.json": "{"],
      "tokenizer_config.json: it is not JSON: the file ends too early at byte 1"
    ),
    (
      ["vocab.txt": "[UNK]\n[CLS]\n[SEP]\n", "added_tokens.json": "{\"x\":9}"],
      "vocab.txt: the token \"x\" has the id 9, though there are only 4 tokens"
    ),
    (
      ["vocab.txt": "[UNK]\n", "tokenizer_config.json": "{\"added_tokens_decoder\":{\"x\":{\"content\":\"y\"}}}"],
      "tokenizer_config.json: added_tokens_decoder: \"x\" is no id"
    ),
  ])
  func `bad vocabulary files are named with what is wrong`(files: [String: String], expected: String) throws {
    #expect(try problem(files) == expected)
  }

  @Test func `the small files add tokens and name those with a role`() throws {
    let config = """
      {"added_tokens_decoder":{"5":{"content":"<m>","lstrip":true,"special":true}},
      "mask_token":{"content":"<m>","lstrip":true},"pad_token":"<p>"}
      """
    #expect(
      try problem([
        "tokenizer.json": Self.file(vocabulary: #"{"a":0,"b":1,"ab":2," ":3}"#), "tokenizer_config.json": config,
        "added_tokens.json": #"{"<p>":4}"#, "special_tokens_map.json": #"{"eos_token":{"content":"b"}}"#,
      ]) == nil)
    let tokenizer = try PublishedTokenizer(folder: folder.url.path)
    #expect(tokenizer.count == 6 && tokenizer.roles.mask == 5 && tokenizer.roles.pad == 4 && tokenizer.roles.eos == 1)
    #expect(tokenizer.encode("ab <m><p> a") == [0, 1, 5, 4, 3, 0])
    #expect(tokenizer.special == [1, 4, 5])
  }
}
