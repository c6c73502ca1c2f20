import Foundation
import Tensors
import Testing
import Tokens

/// Damaged vocabularies and merges; a tokenizer made of what was read must take any text.
struct TokenFileFuzzTests {
  private static let text = "the dog sleeps, the cats run. naïve 😀 [UNK] ##a \u{1B}"

  /// The files of a true WordPiece tokenizer and of a true BPE tokenizer.
  private static let samples: (pieces: [UInt8], vocabulary: [UInt8], merges: [UInt8]) = {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try! FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    func bytes(_ name: String) -> [UInt8] { Array(try! Data(contentsOf: folder.appendingPathComponent(name))) }
    let corpus = String(repeating: text, count: 3)
    try! WordPieceTokenizer(trainedOn: corpus, size: 60).write(vocabulary: path("a"))
    try! BytePairTokenizer(trainedOn: corpus, size: 270).write(vocabulary: path("b"), merges: path("c"))
    return (bytes("a"), bytes("b"), bytes("c"))
  }()

  private static func use(_ tokenizer: some Tokenizer) {
    let tokens = tokenizer.encode(text)
    #expect(tokens.allSatisfy { (0..<tokenizer.count).contains($0) })
    _ = tokenizer.decode(tokens)
    _ = tokenizer.decode(Array(0..<tokenizer.count))
  }

  @Test func `a damaged vocabulary of word pieces is read or refused`() throws {
    var tally = Tally("word pieces")
    for seed in fuzzSeeds {
      var generator = Generator(seed: seed)
      try withFuzzFile("pieces", seed: seed, generator.damaged(Self.samples.pieces)) { path in
        expectRefusalOrSuccess(path, seed: seed, &tally) { Self.use(try WordPieceTokenizer(vocabulary: path)) }
      }
    }
    tally.report()
  }

  @Test func `damaged files of byte pairs are read or refused`() throws {
    var tally = Tally("byte pairs")
    for seed in fuzzSeeds {
      var generator = Generator(seed: seed)
      let isVocabulary = Bool.random(using: &generator)
      let vocabulary = isVocabulary ? generator.damaged(Self.samples.vocabulary) : Self.samples.vocabulary
      let merges = isVocabulary ? Self.samples.merges : generator.damaged(Self.samples.merges)
      try withFuzzFile("bytes-vocabulary", seed: seed, vocabulary) { first in
        try withFuzzFile("bytes-merges", seed: seed, merges) { second in
          // Either file may be named: what one lacks, the other needs.
          expectRefusalOrSuccess(first.commonPrefix(with: second), seed: seed, &tally) {
            Self.use(try BytePairTokenizer(vocabulary: first, merges: second))
          }
        }
      }
    }
    tally.report()
  }
}
