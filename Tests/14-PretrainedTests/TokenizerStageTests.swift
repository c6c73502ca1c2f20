import Foundation
import Testing

@testable import Pretrained

/// Each normalizer and pre-tokenizer by itself against Hugging Face's.
struct TokenizerStageTests {
  /// The stages of one kind, each with its results: null where a text stays as it is.
  private static func stages(_ kind: String) throws -> [(stage: TokenizerSection, results: [TokenizerSection])] {
    let root = try TokenizerSection(file: "\(TokenizerFixture.root)/stages.json")
    return try root.required(kind).list().map { entry in
      (stage: try entry.required("stage"), results: try entry.required("results").list())
    }
  }

  /// The charsmap is large, so it is in one file only.
  private static func charsmap() throws -> TokenizerSection {
    let root = try TokenizerSection(file: "\(TokenizerFixture.root)/t5-charsmap/tokenizer.json")
    return try root.required("normalizer").required("normalizers").list()[0]
  }

  @Test func `every normalizer gives the texts of Hugging Face`() throws {
    let stages = try Self.stages("normalizers")
    #expect(stages.count == 23)
    for (section, results) in stages {
      let isCharsmap = try section.required("type").text() == "Precompiled"
      let normalizer = try TokenizerNormalizer(isCharsmap ? Self.charsmap() : section)
      let found = TokenizerFixture.strings.map { normalizer(TokenizerText($0.unicodeScalars)).string }
      let expected = try zip(TokenizerFixture.strings, results).map { $1.value.isNull ? $0 : try $1.text() }
      #expect(differences(found, expected) == [], "\(section.value)")
    }
  }

  @Test func `every pre-tokenizer gives the words of Hugging Face`() throws {
    let stages = try Self.stages("pre_tokenizers")
    #expect(stages.count == 19)
    for (section, results) in stages {
      let preTokenizer = try TokenizerPreTokenizer(section)
      let found = TokenizerFixture.strings.map { text in
        let part = TokenizerPart(text: TokenizerText(text.unicodeScalars), isFirst: true)
        let words = part.text.isEmpty ? [] : preTokenizer([part])
        return words.map(\.text.string).joined(separator: "\u{241F}")
      }
      #expect(differences(found, try results.map { try $0.text() }) == [], "\(section.value)")
    }
  }

  /// By the kind of stage, for each character that it takes for such.
  private static let classes: [(name: String, holds: @Sendable (Unicode.Scalar) -> Bool)] = [
    ("control", \.isBertControl), ("accent", \.isBertAccent), ("punctuation", \.isBertPunctuation),
    ("mark", \.isStrippedAccent),
  ]

  @Test func `every character is of the class of Hugging Face's tables`() throws {
    struct Stages: Decodable { let classes: [String: [[UInt32]]] }
    let expected = try TokenizerFixture.decode(Stages.self, "stages.json").classes
    let values = [1..<0xD800, 0xE000..<0x32400, 0xE0000..<0xE0200].joined()
    for (name, holds) in Self.classes {
      let members = Set(try #require(expected[name]).flatMap { $0[0]...$0[1] })
      let wrong = values.filter { holds(Unicode.Scalar(UInt32($0))!) != members.contains(UInt32($0)) }
      #expect(wrong.map { String($0, radix: 16) } == [], "\(name)")
    }
  }
}
