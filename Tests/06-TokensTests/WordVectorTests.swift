import Foundation
import TestSupport
import Testing

@testable import Tokens

struct WordVectorTests {
  private let batch = WordPairs(centers: [0, 2, 2], neighbors: [1, 0, 3], noise: [3, 3, 1, 0, 2, 4])

  private func model(seed: Int = 0) -> SkipGram {
    var generator = Generator(seed: seed)
    return SkipGram(words: 5, width: 4, using: &generator)
  }

  @Test func `gradients match central differences`() throws {
    let model = model()
    try reportGradients("skip-gram", of: model.parameters) { model.loss(batch) }
  }

  @Test func `while nothing is known every question costs ln 2`() {
    let model = model()
    model.centers.weight.update { $0 *= 0 }
    #expect(abs(model.loss(batch).value.scalar - 3 * Scalar(log(2.0))) < 1e-5)
    #expect(model.parameterCount == 40)
  }

  @Test func `pairs are neighbors, noise is any word`() {
    var generator = Generator(seed: 1)
    let source = WordPairSource([[0, 1, 2, 3], [4], [5, 6]], words: 8, window: 2)
    let batch = source.batch(2000, noisePerPair: 2, using: &generator)
    let pairs = Set(zip(batch.centers, batch.neighbors).map { [$0, $1] })
    let expected = [[0, 1], [0, 2], [1, 2], [1, 3], [2, 3], [5, 6]]
    #expect(pairs == Set(expected + expected.map { $0.reversed() }))
    #expect(batch.noise.count == 4000)
    #expect(Set(batch.noise) == [0, 1, 2, 3, 5, 6], "a word that never stands with another is no noise")
  }

  @Test func `frequent words are drawn as noise less often than they stand`() {
    var generator = Generator(seed: 2)
    let source = WordPairSource([[Int](repeating: 0, count: 160) + [Int](repeating: 1, count: 10)], words: 2, window: 1)
    let noise = source.batch(5000, noisePerPair: 2, using: &generator).noise
    let ratio = Double(noise.filter { $0 == 0 }.count) / Double(noise.filter { $0 == 1 }.count)
    #expect(abs(ratio - 8) < 0.8, "16 to the power of ¾, not 16: \(ratio)")
  }

  @Test func `words that stand among the same words become neighbors`() {
    var generator = Generator(seed: 3)
    // 0 and 1 stand before 4 or 5, 2 and 3 before 6 or 7.
    let sentences = (0..<200).map { _ in
      let left = Int.random(in: 0..<4, using: &generator)
      return [left, 4 + left / 2 * 2 + Int.random(in: 0..<2, using: &generator)]
    }
    let model = SkipGram(words: 8, width: 6, using: &generator)
    let source = WordPairSource(sentences, words: 8, window: 1)
    let optimizer = AdamW(model.parameters)
    for _ in 0..<300 {
      model.loss(source.batch(64, noisePerPair: 4, using: &generator)).backward()
      optimizer.step(rate: 2e-2)
      optimizer.clearGradients()
    }
    let vectors = WordVectors(model.centers.weight.value)
    #expect((0..<8).map { vectors.neighbors(1, of: $0)[0].word } == [1, 0, 3, 2, 5, 4, 7, 6])
  }

  @Test func `an analogy leads along the same difference`() {
    let vectors = WordVectors([[1, 0, 2], [1, 1, 2], [-1, 0, 2], [-1, 1, 2], [5, 5, 5]] as Tensor)
    #expect(vectors.analogy(0, 1, 2) == 3 && vectors.analogy(3, 2, 1) == 0)
    #expect(vectors.neighbors(4, of: 0).map(\.word).first != 0)
    #expect(vectors.neighbors(9, of: 0).count == 4)
    let lengths = (vectors.directions * vectors.directions).sum(axis: 1)
    #expect(lengths.isClose(to: .ones(5), tolerance: 1e-5))
  }

  @Test func `pairs make every question once, both ways`() {
    let all = Analogy.all(among: [(0, 1), (2, 3), (4, 5)])
    #expect(all.count == 12 && Set(all).count == 12)
    #expect(all.contains(Analogy(a: 0, b: 1, c: 2, d: 3)) && all.contains(Analogy(a: 5, b: 4, c: 1, d: 0)))
  }
}
