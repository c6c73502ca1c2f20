import Foundation
import Tensors
import TestSupport
import Testing
import Tokens

@testable import Pretrained

/// Damaged files are refused with one line or read, but never trap.
struct TokenizerFuzzTests {
  private static let texts = [
    "a [MASK] b", "  The dog's 3½ ﬁ\u{301} 中文 👨\u{200D}👩 <extra_id_0>", String(repeating: "xy", count: 60),
  ]

  /// Reads a folder with some bytes for a file, and uses what was read.
  private func tryReading(_ bytes: [UInt8], _ folder: TemporaryFolder, _ name: String) throws {
    try Data(bytes).write(to: folder.url.appendingPathComponent(name))
    let tokenizer: PublishedTokenizer
    do { tokenizer = try PublishedTokenizer(folder: folder.url.path) } catch {
      #expect(!error.description.contains("\n"))
      return
    }
    for text in Self.texts {
      let ids = tokenizer.encode(text, pair: text).ids
      #expect(ids.allSatisfy { (0..<tokenizer.count).contains($0) })
      _ = tokenizer.decode(ids, skippingSpecial: true)
    }
  }

  @Test(arguments: TokenizerFixture.kinds)
  func `damaged files never trap`(kind: String) throws {
    var generator = Generator(seed: 14)
    for name in ["tokenizer.json", "vocab.json", "merges.txt", "vocab.txt", "tokenizer_config.json"] {
      let source = "\(TokenizerFixture.root)/\(kind)"
      guard let data = FileManager.default.contents(atPath: "\(source)/\(name)") else { continue }
      let folder = try TemporaryFolder()
      try FileManager.default.removeItem(at: folder.url)
      try FileManager.default.copyItem(atPath: source, toPath: folder.url.path)
      let bytes = Array(data)
      for _ in 0..<12 {
        try tryReading(Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator))), folder, name)
        var changed = bytes
        for _ in 0..<3 {
          // Another byte of the file, so that much stays JSON.
          changed[Int.random(in: 0..<bytes.count, using: &generator)] = bytes.randomElement(using: &generator)!
        }
        try tryReading(changed, folder, name)
      }
    }
  }
}
