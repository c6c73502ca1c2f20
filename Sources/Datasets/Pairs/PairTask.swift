import Tensors

/// Something to be learned from pairs of a source and its one right target.
public protocol PairTask: Sendable {
  /// What sources are written in.
  var source: Vocabulary { get }

  /// What targets are written in.
  var target: Vocabulary { get }

  /// A pair to learn from.
  func trainingPair(using generator: inout Generator) -> Pair

  /// Pairs never met in training, the same at every call; only those whose source has one of `lengths`, if given.
  func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair]
}

extension PairTask {
  /// Pairs to learn from, side by side.
  public func batch(size: Int, using generator: inout Generator) -> PairBatch {
    PairBatch((0..<size).map { _ in trainingPair(using: &generator) })
  }

  /// Pairs never met in training, the same at every call.
  public func test(_ count: Int) -> [Pair] { test(count, lengths: nil) }
}

/// A task that makes up its pairs: as many as are wanted, some of them set aside for tests.
public protocol PairGenerator: PairTask {
  /// Any pair, be it to learn from or to test.
  func pair(using generator: inout Generator) -> Pair
}

extension PairGenerator {
  public func trainingPair(using generator: inout Generator) -> Pair {
    pair(using: &generator) { !$0.isHeldOut }
  }

  public func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair] {
    var generator = Generator(seed: 0x7E57)
    return (0..<count).map { _ in
      pair(using: &generator) { pair in pair.isHeldOut && lengths.map { $0.contains(pair.source.count) } ?? true }
    }
  }

  /// Draws until a pair is as wanted.
  private func pair(using generator: inout Generator, where isWanted: (Pair) -> Bool) -> Pair {
    for _ in 0..<1_000_000 {
      let pair = pair(using: &generator)
      if isWanted(pair) { return pair }
    }
    fail("\(Self.self): a million draws brought no pair as wanted; is there one of such a length?")
  }
}
