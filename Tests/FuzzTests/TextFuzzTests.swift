import Datasets
import Foundation
import Tensors
import Testing
import Tokens

/// Odd texts and pairs, read from files, tokenized and put together again.
struct TextFuzzTests {
  private static func bytes(_ seed: Int) -> [UInt8] {
    var generator = Generator(seed: seed)
    let text = Array(generator.text(pieces: Int.random(in: 0...60, using: &generator)).utf8)
    return Bool.random(using: &generator) ? text : generator.damaged(text)
  }

  @Test func `a text is read or refused, and each tokenizer gives back what it should`() throws {
    var tally = Tally("texts")
    for seed in fuzzSeeds {
      try withFuzzFile("text", seed: seed, Self.bytes(seed)) { path in
        expectRefusalOrSuccess(path, seed: seed, &tally) {
          let file = try TextFile(contentsOf: path)
          #expect(file.vocabulary.decode(file.tokens) == file.text, "seed \(seed)")
          try file.require(characters: 20)
          let pairs = BytePairTokenizer(trainedOn: file.text, size: 300)
          #expect(Array(pairs.decode(pairs.encode(file.text)).utf8) == Array(file.text.utf8), "seed \(seed)")
          let pieces = WordPieceTokenizer(trainedOn: file.text, size: 60)
          #expect(pieces.encode(file.text).allSatisfy { (0..<pieces.count).contains($0) })
          _ = pieces.decode(pieces.encode(file.text))
          let words = WordTokenizer(trainedOn: file.text)
          _ = words.decode(words.encode(file.text))
        }
      }
    }
    tally.report()
  }

  @Test func `lines of pairs are read or refused`() throws {
    var tally = Tally("pairs")
    for seed in fuzzSeeds {
      var generator = Generator(seed: seed)
      var lines = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        "\(generator.text(pieces: Int.random(in: 1...5, using: &generator)))\tder Hund \(generator.nastyText())"
      }.joined(separator: "\n").utf8.map { $0 }
      if Bool.random(using: &generator) { lines = generator.damaged(lines) }
      try withFuzzFile("pairs", seed: seed, lines) { path in
        expectRefusalOrSuccess(path, seed: seed, &tally) {
          let pairs = try PairFile(contentsOf: path, minimumCount: 1)
          let all = pairs.test(10) + (0..<10).map { _ in pairs.trainingPair(using: &generator) }
          for pair in all {
            #expect(!pair.source.isEmpty && !pair.target.isEmpty)
            _ = (pairs.source.decode(pair.source), pairs.target.decode(pair.target))
          }
          _ = PairBatch(all)
        }
      }
    }
    tally.report()
  }
}
