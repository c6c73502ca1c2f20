import Foundation
import TestSupport
import Testing
import Training

@testable import Pretrained

/// A real published model, where there is one. `Tests/Fixtures/make_minilm.py` says what computed the numbers.
struct MiniLMTests {
  static let folder = ProcessInfo.processInfo.environment["UNROLLED_MINILM"]

  @Test(.enabled(if: folder != nil, "UNROLLED_MINILM names no folder"))
  func `ten sentences have the embeddings that Python computes`() throws {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures")
    let data = try Data(contentsOf: fixtures.appendingPathComponent("minilm-sentences.json"))
    let sentences = try JSONDecoder().decode([String].self, from: data)
    let expected = try Fixture(named: "minilm")["embeddings.all"]
    let found = try SentenceEncoder(ModelFolder(Self.folder!))(sentences)
    #expect(found.shape == [10, 384])
    for row in 0..<10 {
      let cosine = (found.row(row) * expected.row(row)).sum
      #expect(cosine >= 0.99999 && cosine <= 1.00001, "\(sentences[row].prefix(30)): \(cosine)")
    }
  }
}
