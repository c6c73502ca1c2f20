import Foundation
import Testing

@testable import Pretrained

/// Each kind of published tokenizer against what `tokenizers` and `transformers` make of the same files.
struct TokenizerReferenceTests {
  @Test(arguments: TokenizerFixture.kinds)
  func `the ids of hard strings are those of Hugging Face`(kind: String) throws {
    let tokenizer = try TokenizerFixture.tokenizer(kind)
    let expected = try TokenizerFixture.expected(kind)
    let strings = TokenizerFixture.strings
    #expect(differences(strings.map { tokenizer.encode($0) }, expected.ids) == [])
    let framed = stride(from: 0, to: strings.count, by: 5).map { tokenizer.encode(strings[$0], pair: nil).ids }
    #expect(differences(framed, expected.framed) == [])
  }

  @Test(arguments: TokenizerFixture.kinds)
  func `so are those of pairs, with their types`(kind: String) throws {
    let tokenizer = try TokenizerFixture.tokenizer(kind)
    let strings = TokenizerFixture.strings
    let found = TokenizerFixture.all.pairs.map { pair in
      let (ids, types) = tokenizer.encode(strings[pair[0]], pair: strings[pair[1]])
      return [ids, types]
    }
    #expect(differences(found, try TokenizerFixture.expected(kind).pairs) == [])
  }

  @Test(arguments: TokenizerFixture.kinds)
  func `decoded text is that of Hugging Face`(kind: String) throws {
    let tokenizer = try TokenizerFixture.tokenizer(kind)
    let expected = try TokenizerFixture.expected(kind)
    #expect(differences(expected.ids.map { tokenizer.decode($0) }, expected.decoded) == [])
    let skipping = expected.pairs.map { tokenizer.decode($0[0], skippingSpecial: true) }
    #expect(differences(skipping, expected.skipping) == [])
  }

  @Test(arguments: TokenizerFixture.kinds)
  func `text that comes token by token is the text of all tokens`(kind: String) throws {
    let tokenizer = try TokenizerFixture.tokenizer(kind)
    var (streamed, whole): ([String], [String]) = ([], [])
    for ids in try TokenizerFixture.expected(kind).ids {
      var stream = TokenizerStream(tokenizer, skippingSpecial: false)
      streamed.append(ids.reduce("") { $0 + stream.append($1) } + stream.finish())
      whole.append(String(decoding: tokenizer.decodeBytes(ids, skippingSpecial: false), as: UTF8.self))
    }
    #expect(differences(streamed, whole) == [])
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["UNROLLED_MINILM"] != nil))
  func `the real vocabulary of BERT gives the ids of Hugging Face`() throws {
    let folder = ProcessInfo.processInfo.environment["UNROLLED_MINILM"]!
    let expected = try TokenizerFixture.decode([[Int]].self, "bert-30522.json")
    let clock = ContinuousClock()
    var tokenizer: PublishedTokenizer?
    let time = try clock.measure { tokenizer = try PublishedTokenizer(folder: folder) }
    print("BERT's tokenizer.json was read in \(time)")
    let found = try #require(tokenizer)
    #expect(found.count == 30_522 && found.roles.mask == 103)
    #expect(differences(TokenizerFixture.strings.map { found.encode($0, pair: nil).ids }, expected) == [])
  }
}
