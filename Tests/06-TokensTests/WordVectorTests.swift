import Foundation
import TestSupport
import Testing
import Training

@testable import Tokens

struct WordVectorTests {
  private let batch = SkipGramBatch(centers: [0, 2, 2], contexts: [1, 0, 3], negatives: [3, 3, 1, 0, 2, 4])

  private func model(seed: Int = 0) -> SkipGram {
    var generator = Generator(seed: seed)
    return SkipGram(vocabularySize: 5, width: 4, using: &generator)
  }

  @Test func `gradients match central differences`() throws {
    let model = model()
    try reportGradients("skip-gram", of: model.parameters) { model.loss(batch) }
  }

  @Test func `with logits of 0 every classification has a loss of ln 2`() {
    let model = model()
    model.centers.weight.update { $0 *= 0 }
    #expect(abs(model.loss(batch).value.scalar - 3 * Scalar(log(2.0))) < 1e-5)
    #expect(model.parameterCount == 40)
  }

  @Test func `positive pairs lie within the window, negatives are any words`() {
    var generator = Generator(seed: 1)
    let sampler = SkipGramSampler([[0, 1, 2, 3], [4], [5, 6]], vocabularySize: 8, window: 2)
    let batch = sampler.batch(2000, negatives: 2, using: &generator)
    let pairs = Set(zip(batch.centers, batch.contexts).map { [$0, $1] })
    let expected = [[0, 1], [0, 2], [1, 2], [1, 3], [2, 3], [5, 6]]
    #expect(pairs == Set(expected + expected.map { $0.reversed() }))
    #expect(batch.negatives.count == 4000)
    #expect(Set(batch.negatives) == [0, 1, 2, 3, 5, 6], "a word without a context is no negative sample")
  }

  @Test func `frequent words are sampled less often than they occur`() {
    var generator = Generator(seed: 2)
    let sampler = SkipGramSampler(
      [[Int](repeating: 0, count: 160) + [Int](repeating: 1, count: 10)], vocabularySize: 2, window: 1)
    let negatives = sampler.batch(5000, negatives: 2, using: &generator).negatives
    let ratio = Double(negatives.filter { $0 == 0 }.count) / Double(negatives.filter { $0 == 1 }.count)
    #expect(abs(ratio - 8) < 0.8, "16 to the power of ¾, not 16: \(ratio)")
  }

  @Test func `words with the same context words become nearest neighbors`() {
    var generator = Generator(seed: 3)
    // 0 and 1 come before 4 or 5, 2 and 3 before 6 or 7.
    let sentences = (0..<200).map { _ in
      let left = Int.random(in: 0..<4, using: &generator)
      return [left, 4 + left / 2 * 2 + Int.random(in: 0..<2, using: &generator)]
    }
    let model = SkipGram(vocabularySize: 8, width: 6, using: &generator)
    let sampler = SkipGramSampler(sentences, vocabularySize: 8, window: 1)
    let optimizer = AdamW(model.parameters)
    for _ in 0..<300 {
      model.loss(sampler.batch(64, negatives: 4, using: &generator)).backward()
      optimizer.step(rate: 2e-2)
      optimizer.clearGradients()
    }
    let vectors = WordVectors(model.centers.weight.value)
    #expect((0..<8).map { vectors.neighbors(1, of: $0)[0].word } == [1, 0, 3, 2, 5, 4, 7, 6])
  }

  @Test func `wide vectors come to the lowest loss, and not below it`() {
    var generator = Generator(seed: 5)
    let sentences = (0..<100).map { _ in
      let start = Int.random(in: 0..<4, using: &generator)
      return (0..<Int.random(in: 2..<6, using: &generator)).map { (start + $0) % 6 }
    }
    let model = SkipGram(vocabularySize: 6, width: 8, using: &generator)
    let sampler = SkipGramSampler(sentences, vocabularySize: 6, window: 2)
    let optimizer = AdamW(model.parameters)
    var last: Scalar = 0
    for step in 0..<600 {
      let loss = model.loss(sampler.batch(256, negatives: 3, using: &generator))
      if step >= 500 { last += loss.value.scalar / 100 }
      loss.backward()
      optimizer.step(rate: step < 300 ? 3e-2 : 3e-3)
      optimizer.clearGradients()
    }
    let floor = Scalar(sampler.lowestLoss(negatives: 3))
    // Longer sentences weigh as much as shorter ones, so a count of all pairs would be wrong by more than this.
    #expect(abs(last - floor) < 0.015, "\(last) against \(floor)")
  }

  @Test func `at first vectors are so short that all logits are near 0`() {
    var generator = Generator(seed: 4)
    let model = SkipGram(vocabularySize: 400, width: 25, using: &generator)
    for table in [model.centers, model.contexts] {
      let x = table.weight.value
      #expect(abs((x * x).mean * 25 - 1) < 0.1)
    }
  }

  @Test func `neighbors are ordered by their cosine, whatever the lengths, and equals by their index`() {
    let vectors = WordVectors([[3, 0], [0, 2], [1, 1], [2, 2], [-5, 0]] as Tensor)
    let nearest = vectors.nearest(5, to: [10, 0])
    #expect(nearest.map(\.word) == [0, 2, 3, 1, 4])
    for (neighbor, cosine) in zip(nearest, [1, Scalar(0.5).squareRoot(), Scalar(0.5).squareRoot(), 0, -1]) {
      #expect(abs(neighbor.cosine - cosine) < 1e-6)
    }
    #expect(vectors.neighbors(2, of: 3).map(\.word) == [2, 0])
    #expect(abs(vectors.neighbors(1, of: 3)[0].cosine - 1) < 1e-6)
  }

  @Test func `the answer of an analogy is none of the three words asked about`() {
    // 1 − 0 + 2 is nearest to 2 itself, and then to 1 and 0.
    let vectors = WordVectors([[1, 0], [1, 0.1], [1, 0.2], [-1, 1]] as Tensor)
    #expect(vectors.analogy(0, 1, 2) == 3)
  }

  @Test func `an analogy adds the same difference`() {
    let vectors = WordVectors([[1, 0, 2], [1, 1, 2], [-1, 0, 2], [-1, 1, 2], [5, 5, 5]] as Tensor)
    #expect(vectors.analogy(0, 1, 2) == 3 && vectors.analogy(3, 2, 1) == 0)
    #expect(vectors.neighbors(4, of: 0).map(\.word).first != 0)
    #expect(vectors.neighbors(9, of: 0).count == 4)
    let lengths = (vectors.normalized * vectors.normalized).sum(axis: 1)
    #expect(lengths.isClose(to: .ones(5), tolerance: 1e-5))
  }

  @Test func `pairs make every question once, in both directions`() {
    let all = Analogy.all(among: [(0, 1), (2, 3), (4, 5)])
    #expect(all.count == 12 && Set(all).count == 12)
    #expect(all.contains(Analogy(a: 0, b: 1, c: 2, d: 3)) && all.contains(Analogy(a: 5, b: 4, c: 1, d: 0)))
  }
}
