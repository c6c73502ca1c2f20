import Datasets
import Foundation
import Tensors
import TestBasics
import Testing

@testable import Tokens

struct CompressionTests {
  @Test func `the code equals that of the textbook`() {
    // Cormen, Leiserson, Rivest, Stein, "Introduction to algorithms", section on Huffman codes: 2.24 bits.
    let code = HuffmanCode(counts: [45, 13, 12, 16, 9, 5])
    #expect(code.codes.map(\.count) == [1, 3, 3, 3, 4, 4])
    #expect(abs(code.averageLength - 2.24) < 1e-12)
  }

  @Test func `bits are counted per character of the text, not per byte or token`() {
    // Three tokens out of a vocabulary of three, eight characters, ten bytes.
    let text = "né né no"
    let size = Compression(of: text, by: WordTokenizer(trainedOn: text))
    let entropy = -(2.0 / 3 * log2(2.0 / 3) + 1.0 / 3 * log2(1.0 / 3))
    #expect(size.tokens == 3 && size.charactersPerToken == 8.0 / 3)
    #expect(abs(size.fixedLength - log2(3) * 3 / 8) < 1e-12)
    #expect(abs(size.huffman - 3.0 / 8) < 1e-12 && abs(size.entropy - entropy * 3 / 8) < 1e-12)
  }

  private func counts(_ generator: inout Generator) -> [Int] {
    (0..<Int.random(in: 2..<40, using: &generator)).map { _ in
      Int.random(in: 0..<Int.random(in: 1..<1000, using: &generator), using: &generator)
    } + [1, 2]
  }

  @Test func `decoding inverts encoding, and the length is within one bit of the entropy`() {
    var generator = Generator(seed: 1)
    for _ in 0..<100 {
      let counts = counts(&generator)
      let code = HuffmanCode(counts: counts)
      let tokens = counts.indices.filter { counts[$0] > 0 }.shuffled(using: &generator)
      expectEqual(code.decode(code.encode(tokens)), to: tokens)
      let bound = entropy(ofCounts: counts)
      #expect(code.averageLength >= bound - 1e-12 && code.averageLength < bound + 1)
      // Kraft: the code is complete.
      #expect(abs(tokens.reduce(0) { $0 + pow(0.5, Double(code.codes[$1].count)) } - 1) < 1e-12)
    }
  }

  @Test func `no other prefix code is shorter`() {
    let counts = [7, 1, 4, 4]
    var best = Double.infinity
    // All codeword lengths up to 4 that a prefix code can have.
    for lengths in (0..<256).map({ [$0 % 4, $0 / 4 % 4, $0 / 16 % 4, $0 / 64].map { $0 + 1 } })
    where lengths.reduce(0, { $0 + pow(0.5, Double($1)) }) <= 1 {
      best = min(best, Double(zip(counts, lengths).reduce(0) { $0 + $1.0 * $1.1 }) / 16)
    }
    #expect(HuffmanCode(counts: counts).averageLength == best)
  }

  @Test func `probabilities that are powers of ½ reach the entropy`() {
    #expect(HuffmanCode(counts: [4, 2, 1, 1]).averageLength == 1.75)
    #expect(entropy(ofCounts: [4, 2, 1, 1]) == 1.75)
    #expect(HuffmanCode(counts: [0, 9]).averageLength == 0)
  }

  @Test func `larger vocabularies compress better, and none beats the grammar's entropy`() {
    var generator = Generator(seed: 2)
    let text = Grammar.english.text(characters: 60_000, using: &generator)
    let floor = Grammar.english.entropyPerToken / log(2)
    let characters = Compression(of: text, by: CharacterTokenizer(trainedOn: text))
    let pairs = [256, 400, 700].map { Compression(of: text, by: BytePairTokenizer(trainedOn: text, size: $0)) }
    #expect(characters.charactersPerToken == 1)
    #expect(abs(pairs[0].huffman - characters.huffman) < 1e-9, "bytes are characters here")
    let chain = pairs.map(\.huffman)
    #expect(chain[0] > chain[1] && chain[1] > chain[2] && chain[2] > floor)
    for item in pairs + [characters] { #expect(item.entropy <= item.huffman && item.huffman <= item.fixedLength) }
  }
}
