import Foundation

@testable import Pretrained

/// The tokenizers that `make_tokenizers.py` wrote, and what Hugging Face's libraries make of some strings.
enum TokenizerFixture {
  /// `Tests/Fixtures/tokenizers`
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/tokenizers").path

  static let kinds = [
    "added", "bart", "bart-files", "bert-cased", "bert-flags", "bert-uncased", "bpe-prefix", "gpt2", "gpt2-files",
    "gpt2-prefix", "llama", "openai-gpt", "openai-gpt-files", "t5-charsmap", "t5-new", "unigram-bytes",
  ]

  struct Strings: Decodable {
    let strings: [String]
    let pairs: [[Int]]
  }

  struct Expected: Decodable {
    /// The ids of each string alone.
    let ids: [[Int]]
    /// Those of every fifth string with the special tokens around it.
    let framed: [[Int]]
    /// The ids and types of each pair.
    let pairs: [[[Int]]]
    /// The text of `ids`.
    let decoded: [String]
    /// The text of `pairs` without special tokens.
    let skipping: [String]
  }

  static let all = try! decode(Strings.self, "strings.json")
  static var strings: [String] { all.strings }

  static func expected(_ kind: String) throws -> Expected { try decode(Expected.self, "\(kind)/expected.json") }

  static func tokenizer(_ kind: String) throws -> PublishedTokenizer {
    try PublishedTokenizer(folder: "\(root)/\(kind)")
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ file: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)")))
  }
}

/// The positions at which two lists differ, each with both values. Swift's strings would compare by canonical
/// equivalence, so texts are compared by their bytes.
func differences<Value>(_ found: [Value], _ expected: [Value]) -> [String] {
  func shown(_ value: Value) -> String {
    (value as? String).map { "\(Array($0.unicodeScalars.map { String($0.value, radix: 16) }))" } ?? "\(value)"
  }
  if found.count != expected.count { return ["\(found.count) values, expected \(expected.count)"] }
  return found.indices.filter { shown(found[$0]) != shown(expected[$0]) }
    .map { "\($0): \(shown(found[$0])), expected \(shown(expected[$0]))" }
}
