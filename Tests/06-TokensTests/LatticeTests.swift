import Foundation
import Tensors
import TestBasics
import Testing

@testable import Tokens

/// Dynamic programming against the enumeration of all segmentations.
struct LatticeTests {
  /// A random vocabulary over two characters, one of them of three bytes, with the characters missing now and then.
  private struct Case {
    let word: [UInt8]
    let pieces: [[UInt8]]
    let model: UnigramModel

    init(seed: Int, isTied: Bool = false) {
      var generator = Generator(seed: seed)
      func text(_ count: Int) -> [UInt8] {
        (0..<count).flatMap { _ in Array(Bool.random(using: &generator) ? "a".utf8 : "▁".utf8) }
      }
      word = text(Int.random(in: 1...8, using: &generator))
      let all = Set((0..<12).map { _ in text(Int.random(in: 1...4, using: &generator)) })
      pieces = all.sorted { $0.lexicographicallyPrecedes($1) }
      let scores = pieces.map { _ in
        isTied ? -Double(Int.random(in: 1...2, using: &generator)) : Double.random(in: -5...(-1), using: &generator)
      }
      // The last id is that of the unknown token.
      model = UnigramModel(
        pieces.enumerated().map { (bytes: $1, id: $0) }, scores: scores + [0], unknown: pieces.count)
    }

    /// Every segmentation of the rest of the word from `start`; the last piece varies slowest.
    func segmentations(from start: Int = 0) -> [[Int]] {
      if start == word.count { return [[]] }
      let rest = word[start...]
      var candidates = pieces.indices.filter { rest.starts(with: pieces[$0]) }.map {
        (id: $0, length: pieces[$0].count)
      }
      let length = rest.first! == 0x61 ? 1 : 3
      if !candidates.contains(where: { $0.length == length }) { candidates.append((pieces.count, length)) }
      return candidates.flatMap { id, length in segmentations(from: start + length).map { [id] + $0 } }
    }

    func score(_ path: [Int]) -> Double {
      path.reduce(0) { $0 + ($1 == pieces.count ? model.scores.min()! - 10 : model.scores[$1]) }
    }
  }

  @Test func `the lattice contains exactly the pieces that match`() {
    let model = UnigramModel(
      ["a", "ab", "b", "bc", "é"].enumerated().map { (Array($1.utf8), $0) }, scores: [-1, -2, -3, -4, -5, 0], unknown: 5
    )
    let lattice = Lattice(Array("xabécab".utf8)[1..<6], model)
    #expect(lattice.length == 5)
    #expect(lattice.edges.map(\.start) == [0, 0, 1, 2, 4])
    #expect(lattice.edges.map(\.end) == [1, 2, 2, 4, 5])
    #expect(lattice.edges.map(\.piece) == [0, 1, 2, 4, 5])
    #expect(lattice.edges.map(\.score) == [-1, -2, -3, -5, -15])
  }

  @Test(arguments: 0..<300)
  func `the best path is the best of all segmentations`(seed: Int) {
    let item = Case(seed: seed)
    let best = Lattice(item.word[...], item.model).viterbi()
    let scores = item.segmentations().map(item.score)
    #expect(item.segmentations().contains(best))
    #expect(abs(item.score(best) - scores.max()!) < 1e-9)
  }

  @Test(arguments: 0..<100)
  func `of equally good paths the one with the longer last piece is chosen`(seed: Int) {
    let item = Case(seed: seed, isTied: true)
    func lengths(_ path: [Int]) -> [Int] {
      path.reversed().map { $0 < item.pieces.count ? item.pieces[$0].count : 0 }
    }
    let paths = item.segmentations()
    let most = paths.map(item.score).max()!
    let ties = paths.filter { item.score($0) == most }
    let expected = ties.max { lengths($0).lexicographicallyPrecedes(lengths($1)) }
    #expect(Lattice(item.word[...], item.model).viterbi() == expected)
  }

  @Test(arguments: 0..<100)
  func `without the whole word the best path is the best of the others`(seed: Int) {
    let item = Case(seed: seed)
    let others = item.segmentations().filter { $0.count > 1 }
    let best = Lattice(item.word[...], item.model).viterbi(withoutWhole: true)
    if others.isEmpty {
      #expect(best.isEmpty)
    } else {
      #expect(abs(item.score(best) - others.map(item.score).max()!) < 1e-9)
    }
  }

  @Test(arguments: 0..<100)
  func `forward and backward sums equal the sum over all segmentations`(seed: Int) {
    let item = Case(seed: seed)
    let lattice = Lattice(item.word[...], item.model)
    for smoothing in [1, 0.3, 0] {
      let sum = item.segmentations().map { exp(smoothing * item.score($0)) }.reduce(0, +)
      #expect(abs(lattice.backward(smoothing: smoothing)[0] - log(sum)) < 1e-9)
      if smoothing == 1 { #expect(abs(lattice.forward().last! - log(sum)) < 1e-9) }
    }
  }

  @Test(arguments: 0..<100)
  func `expected counts equal those over all segmentations`(seed: Int) {
    let item = Case(seed: seed)
    let paths = item.segmentations()
    let sum = paths.map { exp(item.score($0)) }.reduce(0, +)
    var expected = [Double](repeating: 0, count: item.pieces.count + 1)
    for path in paths { for piece in path { expected[piece] += 3 * exp(item.score(path)) / sum } }
    var counts = [Double](repeating: 0, count: expected.count)
    let logZ = Lattice(item.word[...], item.model).addExpectedCounts(times: 3, to: &counts)
    #expect(abs(logZ - log(sum)) < 1e-9)
    #expect(zip(counts, expected).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test(arguments: [1, 0.4])
  func `segmentations are drawn with their probabilities`(smoothing: Double) {
    let item = (0...).lazy.map { Case(seed: $0) }.first { $0.segmentations().count == 6 }!
    let paths = item.segmentations()
    let weights = paths.map { exp(smoothing * item.score($0)) }
    let lattice = Lattice(item.word[...], item.model)
    var generator = Generator(seed: 7)
    var counts: [[Int]: Int] = [:]
    let draws = 20_000
    for _ in 0..<draws { counts[lattice.sample(smoothing: smoothing, using: &generator), default: 0] += 1 }
    for (path, weight) in zip(paths, weights) {
      let expected = weight / weights.reduce(0, +)
      let deviation = sqrt(expected * (1 - expected) / Double(draws))
      #expect(abs(Double(counts[path] ?? 0) / Double(draws) - expected) < 4.5 * deviation + 1e-9, "\(path)")
    }
    #expect(counts.keys.allSatisfy { paths.contains($0) })
  }
}
