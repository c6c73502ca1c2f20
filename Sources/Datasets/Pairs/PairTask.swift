import Tensors

/// A sequence-to-sequence task: pairs of a source and its one correct target.
public protocol PairTask: Sendable {
  /// The vocabulary of the sources.
  var source: Vocabulary { get }

  /// The vocabulary of the targets.
  var target: Vocabulary { get }

  /// A random pair of the training set.
  func trainingPair(using generator: inout Generator) -> Pair

  /// Pairs of the test set, the same at every call; with `lengths`, only pairs whose source has such a length.
  func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair]
}

extension PairTask {
  /// A random batch of the training set.
  public func batch(size: Int, using generator: inout Generator) -> PairBatch {
    PairBatch((0..<size).map { _ in trainingPair(using: &generator) })
  }

  /// Pairs of the test set, the same at every call.
  public func test(_ count: Int) -> [Pair] { test(count, lengths: nil) }
}

/// A task that generates its pairs. A hash of each decides whether it is held out for the test set.
public protocol PairGenerator: PairTask {
  /// A random pair, of the training set or the test set.
  func pair(using generator: inout Generator) -> Pair

  /// What the hash is taken of: the target unless there are few of them. A source has one target, so then neither side of
  /// a test pair occurs in training.
  func heldOutSide(of pair: Pair) -> [Int]
}

extension PairGenerator {
  public func heldOutSide(of pair: Pair) -> [Int] { pair.target }

  public func trainingPair(using generator: inout Generator) -> Pair {
    pair(using: &generator) { !isHeldOut(heldOutSide(of: $0)) }
  }

  public func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair] {
    var generator = Generator(seed: 0x7E57)
    return (0..<count).map { _ in
      pair(using: &generator) { pair in
        isHeldOut(heldOutSide(of: pair)) && lengths.map { $0.contains(pair.source.count) } ?? true
      }
    }
  }

  /// The first of many random pairs that meets a condition.
  private func pair(using generator: inout Generator, where condition: (Pair) -> Bool) -> Pair {
    for _ in 0..<1_000_000 {
      let pair = pair(using: &generator)
      if condition(pair) { return pair }
    }
    fail("\(Self.self): none of a million pairs meets the condition; are there pairs of these lengths?")
  }
}
