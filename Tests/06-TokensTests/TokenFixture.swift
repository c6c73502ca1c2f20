import Foundation

/// What `Tests/Fixtures/make_tokens.py` wrote.
enum TokenFixture {
  struct Expected: Decodable, Sendable {
    let bytePairs, wordPieces, bytePairsMarked, wordPiecesMarked, decoded: [Case]
  }

  /// A text and its numbers.
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let text: String
    let tokens: [Int]

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      text = try list.decode(String.self)
      tokens = try list.decode([Int].self)
    }

    var description: String { text.debugDescription }
  }

  static let expected: Expected = {
    let data = FileManager.default.contents(atPath: path("expected.json"))!
    return try! JSONDecoder().decode(Expected.self, from: data)
  }()

  /// The text that the tokenizers were trained on.
  static let text = try! String(contentsOfFile: path("text.txt"), encoding: .utf8)

  static func path(_ name: String, file: StaticString = #filePath) -> String {
    let tests = URL(fileURLWithPath: "\(file)").deletingLastPathComponent().deletingLastPathComponent()
    return tests.appendingPathComponent("Fixtures/tokens-\(name)").path
  }
}
