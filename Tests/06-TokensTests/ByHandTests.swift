import Foundation
import TestSupport
import Testing
import Training

@testable import Tokens

/// The numbers that the chapter works out by hand.
struct ByHandTests {
  private func expect(_ values: [Scalar], _ expected: [Scalar], within tolerance: Scalar = 6e-4) {
    #expect(
      values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) < tolerance }, "\(values)")
  }

  @Test func `the first merges of low, lower and newest`() {
    func word(_ text: String, _ count: Int) -> CountedWord {
      CountedWord(pieces: text.utf8.map { Int32($0) }, count: count)
    }
    let words = [word("low", 5), word("lower", 2), word("newest", 6)]
    func count(_ a: String, _ b: String, _ trainer: MergeTrainer) -> Int {
      let pair = PiecePair(trainer.table[Array(a.utf8)]!, trainer.table[Array(b.utf8)]!)
      return trainer.words.reduce(0) { sum, word in sum + word.count * word.pairs.filter { $0 == pair }.count }
    }
    var trainer = MergeTrainer(words, PieceTable((0..<256).map { [UInt8($0)] }))
    #expect(count("w", "e", trainer) == 8)
    trainer.train(size: 257)
    #expect(trainer.table.pieces[256] == Array("we".utf8))
    #expect(trainer.words.map(\.pieces.count) == [3, 4, 5])
    #expect(count("l", "o", trainer) == 7)
    trainer.train(size: 258)
    #expect(trainer.table.pieces[257] == Array("lo".utf8))
  }

  @Test func `the loss of skip-gram and its gradient`() {
    var generator = Generator(seed: 0)
    let model = SkipGram(vocabularySize: 3, width: 2, using: &generator)
    model.centers.weight.update { $0 = [[1, 2], [0, 0], [0, 0]] }
    model.contexts.weight.update { $0 = [[0, 0], [1, 0.5], [0.5, -1]] }
    let loss = model.loss(SkipGramBatch(centers: [0], contexts: [1], negatives: [2]))
    loss.backward()
    expect([loss.value.scalar], [0.328])
    expect(Array(model.centers.weight.gradient!.scalars[0..<2]), [-0.028, -0.242])
  }

  @Test func `the lowest loss of the text a b`() {
    let sampler = SkipGramSampler([[0, 1]], vocabularySize: 2, window: 1)
    expect([Scalar(sampler.lowestLoss(negatives: 1))], [0.955])
  }

  @Test func `three rows of the sinusoidal table, and the matrix between them`() {
    let sinusoidal = SinusoidalPositions(width: 4)
    expect(
      Array(sinusoidal.table(0..<3).scalars), [0, 1, 0, 1, 0.841, 0.540, 0.010, 1, 0.909, -0.416, 0.020, 1])
    expect(Array(matmul(sinusoidal.table(1..<2), sinusoidal.shift(by: 1)).scalars), [0.909, -0.416, 0.020, 1])
  }

  @Test func `one frequency nearly repeats its row after 44 positions, and after 710`() {
    let rows = SinusoidalPositions(width: 2).table(0..<711)
    func distance(_ t: Int) -> Scalar {
      let difference = rows.row(t) - rows.row(0)
      return (difference * difference).sum.squareRoot()
    }
    expect([distance(44), distance(710)], [0.0177, 0.00006], within: 2e-5)
  }

  @Test func `rotated queries and keys, near the start and ten positions later`() {
    let rotary = RotaryPositions(width: 2)
    let (q, k) = (constant([[1, 0]] as Tensor), constant([[0, 1]] as Tensor))
    expect(Array(rotary(q, from: 3).value.scalars), [-0.990, 0.141])
    expect(Array(rotary(k, from: 1).value.scalars), [-0.841, 0.540])
    func score(_ i: Int, _ j: Int) -> Scalar {
      matmul(rotary(q, from: i), rotary(k, from: j), transposing: .right).value.scalars[0]
    }
    expect([score(3, 1), score(13, 11), score(1, 3)], [0.909, 0.909, -0.909])
  }

  @Test func `a bias of the keys cancels in the softmax, but not with rotary positions or a norm of the keys`() {
    var generator = Generator(seed: 3)
    let (q, k) = (constant(.normal([5, 8], using: &generator)), constant(.normal([5, 8], using: &generator)))
    let bias = constant(.normal([1, 8], using: &generator))
    let rotary = RotaryPositions(width: 8)
    func difference(_ encode: (Variable) -> Variable) -> Scalar {
      func weights(_ keys: Variable) -> Tensor {
        softmax(matmul(encode(q), encode(keys), transposing: .right)).value
      }
      return (weights(k + bias) - weights(k)).scalars.map { abs($0) }.max()!
    }
    #expect(difference { $0 } < 1e-5)
    #expect(difference { rotary($0) } > 1e-2)
    #expect(difference { RMSNorm(8)($0) } > 1e-2)
  }
}
