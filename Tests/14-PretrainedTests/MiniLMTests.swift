import Foundation
import TestSupport
import Testing
import Training

@testable import Pretrained

/// A real published model, where there is one. `Tests/Fixtures/make_minilm.py` says what computed the numbers.
struct MiniLMTests {
  static let folder = ProcessInfo.processInfo.environment["UNROLLED_MINILM"]

  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  @Test(.enabled(if: folder != nil, "UNROLLED_MINILM names no folder"))
  func `ten sentences have the embeddings that Python computes`() throws {
    let data = try Data(contentsOf: Self.tests.appendingPathComponent("Fixtures/minilm-sentences.json"))
    let sentences = try JSONDecoder().decode([String].self, from: data)
    let expected = try Fixture(named: "minilm")["embeddings.all"]
    let found = try SentenceEncoder(ModelFolder(Self.folder!))(sentences)
    #expect(found.shape == [10, 384])
    for row in 0..<10 {
      let cosine = (found.row(row) * expected.row(row)).sum
      #expect(cosine >= 0.99999 && cosine <= 1.00001, "\(sentences[row].prefix(30)): \(cosine)")
    }
  }

  @Test(.enabled(if: folder != nil, "UNROLLED_MINILM names no folder"))
  func `the README shows what a search in the glossary finds`() throws {
    let chapters = Self.tests.deletingLastPathComponent().appendingPathComponent("chapters")
    func lines(_ path: String) throws -> [Substring] {
      try String(contentsOf: chapters.appendingPathComponent(path), encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
    }
    let (readme, glossary) = (try lines("14-pretrained/README.md"), try lines("GLOSSARY.md"))
    let encoder = try SentenceEncoder(ModelFolder(Self.folder!))
    let query = encoder(["the gradient gets too small over many steps"]).row(0)
    let found = readme.compactMap { $0.wholeMatch(of: /(0\.\d+)  line (\d+): (.*) …/) }
    #expect(found.count == 2)
    for row in found {
      let line = glossary[Int(row.2)! - 1]
      let similarity = (encoder([String(line)]).row(0) * query).sum
      #expect(line.hasPrefix(row.3) && abs(similarity - Scalar(row.1)!) < 0.0006, "\(row.0)")
    }
  }
}
