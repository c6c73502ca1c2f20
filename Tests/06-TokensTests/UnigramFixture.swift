import Foundation

@testable import Tokens

/// What `Tests/Fixtures/make_unigram.py` wrote.
enum UnigramFixture {
  struct Expected: Decodable, Sendable {
    let tokens, ties, marked, decoded: [TokenFixture.Case]
  }

  static let expected: Expected = {
    let data = FileManager.default.contents(atPath: TokenFixture.path("unigram-expected.json"))!
    return try! JSONDecoder().decode(Expected.self, from: data)
  }()

  static let tokenizer = try! UnigramTokenizer(file: TokenFixture.path("unigram.json"))

  /// The same pieces with other scores.
  static func rescored(_ change: (Double) -> Double) -> UnigramTokenizer {
    let ids = tokenizer.special.ids
    return UnigramTokenizer(
      pieces: tokenizer.pieces, scores: tokenizer.scores.map(change), unknown: tokenizer.unknown,
      special: Dictionary(uniqueKeysWithValues: ids.map { (tokenizer.pieces[$0], $0) }))
  }
}
