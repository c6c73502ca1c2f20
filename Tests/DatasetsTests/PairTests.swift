import Datasets
import Foundation
import Tensors
import Testing

/// Properties of every pair task.
struct PairTests {
  /// Tasks with so many targets that those of the test set can be held out.
  static let manyTargets: [any PairGenerator] = [Dates(), Reversal(letters: 5, lengths: 2...6), Translation()]
  static let tasks = manyTargets + [Swaps(), Swaps(letters: 3, counts: 5...8, writesSteps: true)]

  @Test(arguments: manyTargets)
  func `neither side of a test pair occurs in training`(task: any PairGenerator) {
    var generator = Generator(seed: 1)
    let training = (0..<40_000).map { _ in task.trainingPair(using: &generator) }
    let test = task.test(2000)
    #expect(Set(training.map(\.source)).isDisjoint(with: test.map(\.source)))
    #expect(Set(training.map(\.target)).isDisjoint(with: test.map(\.target)))
    #expect(Set(test.map(\.source)).count > 200)
  }

  /// If only long pairs were held out, for example, the test set would not represent the task.
  @Test(arguments: tasks)
  func `the test set has the same lengths as the training set`(task: any PairGenerator) {
    var generator = Generator(seed: 2)
    let training = (0..<10_000).map { _ in task.trainingPair(using: &generator) }
    #expect(abs(meanLength(task.test(5000)) - meanLength(training)) < 0.3)
  }

  /// Of 36,525 days 32,872.5 are expected in training, with a standard deviation of 57. Half a million draws miss none.
  @Test func `a tenth of all days is held out`() {
    let dates = Dates()
    var generator = Generator(seed: 2)
    let training = Set((0..<500_000).map { _ in dates.trainingPair(using: &generator).target })
    #expect(abs(Double(training.count) - 32_872.5) < 4 * 57)
  }

  private func meanLength(_ pairs: [Pair]) -> Double {
    Double(pairs.reduce(0) { $0 + $1.source.count }) / Double(pairs.count)
  }

  @Test(arguments: tasks)
  func `a source has one target`(task: any PairGenerator) {
    var generator = Generator(seed: 3)
    var targets: [[Int]: [Int]] = [:]
    for _ in 0..<60_000 {
      let pair = task.pair(using: &generator)
      if let known = targets.updateValue(pair.target, forKey: pair.source) { #expect(known == pair.target) }
    }
    #expect(targets.count < 60_000, "no source occurred twice, so nothing was tested")
  }

  @Test(arguments: tasks)
  func `every ordinary token is used, and decoded text encodes to the same ids`(task: any PairGenerator) throws {
    var generator = Generator(seed: 4)
    let pairs = (0..<20_000).map { _ in task.pair(using: &generator) }
    #expect(Set(pairs.flatMap(\.source)) == Set(SpecialToken.count..<task.source.count))
    #expect(Set(pairs.flatMap(\.target)) == Set(SpecialToken.count..<task.target.count))
    for pair in pairs.prefix(200) {
      #expect(try task.source.encode(task.source.decode(pair.source)) == pair.source)
      #expect(try task.target.encode(task.target.decode(pair.target)) == pair.target)
      #expect(pair.alignment.count == pair.target.count)
      for positions in pair.alignment where !positions.isEmpty { #expect(positions.upperBound <= pair.source.count) }
    }
  }

  @Test(arguments: tasks)
  func `the same seed draws the same pairs, and the test set is fixed`(task: any PairGenerator) {
    func batch(_ seed: Int) -> PairBatch {
      var generator = Generator(seed: seed)
      return task.batch(size: 20, using: &generator)
    }
    #expect(batch(5) == batch(5) && batch(5) != batch(6))
    #expect(task.test(20) == task.test(20) && task.test(20) == Array(task.test(40).prefix(20)))
  }

  @Test(arguments: [3...3, 7...8, 14...14])
  func `the test set can be restricted to lengths`(lengths: ClosedRange<Int>) {
    let pairs = Translation().test(50, lengths: lengths)
    #expect(pairs.count == 50 && pairs.allSatisfy { lengths.contains($0.source.count) })
    #expect(Set(pairs.map(\.source.count)) == Set(lengths))
  }

  @Test(arguments: tasks)
  func `a batch of 64 takes well under a millisecond`(task: any PairGenerator) {
    var generator = Generator(seed: 1)
    let times = (0..<20).map { _ in ContinuousClock().measure { _ = task.batch(size: 64, using: &generator) } }
    #expect(times.min()! < .milliseconds(1))
  }

  @Test(arguments: [false, true])
  func `the row of a swap is held out by its swaps, and test rows occur in training`(writesSteps: Bool) {
    let task = Swaps(writesSteps: writesSteps)
    var generator = Generator(seed: 1)
    let training = (0..<20_000).map { _ in task.trainingPair(using: &generator) }
    let test = task.test(1000)
    #expect(Set(training.map(\.source)).isDisjoint(with: test.map(\.source)))
    #expect(Set(test.map(\.target.last)).count == 24 && Set(training.map(\.target.last)).count == 24)
  }

  @Test func `swaps are made one after another, from a row in order`() throws {
    for writesSteps in [false, true] {
      let task = Swaps(counts: 1...9, writesSteps: writesSteps)
      var generator = Generator(seed: 6)
      let pairs = (0..<500).map { _ in task.pair(using: &generator) }
      #expect(Set(pairs.map(\.source.count)) == Set(1...9))
      for pair in pairs {
        var (row, rows) = (Array("abcd"), [String]())
        for swap in task.source.decode(pair.source).split(separator: " ") {
          let positions = swap.split(separator: "↔").map { Int($0)! - 1 }
          row.swapAt(positions[0], positions[1])
          rows.append(String(row))
        }
        #expect(task.target.decode(pair.target) == (writesSteps ? rows.joined(separator: " ") : rows.last))
        let all = 0..<rows.count
        #expect(pair.alignment == (writesSteps ? all.map { $0..<$0 + 1 } : [all]))
      }
    }
    let task = Swaps()
    #expect(try task.source.encode("2↔3 1↔2") == [6, 3] && task.target.count == 24 + SpecialToken.count)
  }

  @Test func `a reversal has every length asked for, and each letter is aligned with itself`() {
    let task = Reversal(letters: 5, lengths: 2...6)
    var generator = Generator(seed: 6)
    let pairs = (0..<500).map { _ in task.pair(using: &generator) }
    #expect(Set(pairs.map(\.source.count)) == [2, 3, 4, 5, 6])
    for pair in pairs {
      #expect(pair.target == pair.source.reversed())
      #expect(pair.alignment.flatMap { pair.source[$0] } == pair.target)
    }
  }

  @Test func `the targets are the decoder input shifted by one`() {
    let batch = PairBatch([Pair(source: [3, 4, 5], target: [6, 7]), Pair(source: [3], target: [8])])
    #expect(batch.size == 2 && batch.source == PaddedRows([[3, 4, 5], [3]]))
    #expect(batch.decoderInput.tokens == [SpecialToken.begin, 6, 7, SpecialToken.begin, 8, SpecialToken.padding])
    #expect(batch.targets.tokens == [6, 7, SpecialToken.end, 8, SpecialToken.end, SpecialToken.padding])
    #expect(batch.decoderInput.lengths == [3, 2] && batch.targets.lengths == [3, 2])
  }

  @Test func `alignment accuracy counts aligned tokens only`() {
    let pairs = [
      Pair(source: [3, 4, 5], target: [3, 4, 5], alignment: [0..<2, 0..<0, 2..<3]), Pair(source: [3], target: [4]),
      Pair(source: [3, 4], target: [4, 3], alignment: [1..<2, 0..<1]),
    ]
    #expect(Pair.alignmentAccuracy(pairs, strongest: [[1, 1, 2, 0], [0, 0], [1, 0, 0]]) == 1)
    #expect(Pair.alignmentAccuracy(pairs, strongest: [[2, 0, 2, 0], [0, 0], [1, 1, 0]]) == 0.5)
    #expect(Pair.alignmentAccuracy([], strongest: []) == 0)
  }
}

// A failure should name the task, not list its words.
extension Dates: CustomTestStringConvertible { public var testDescription: String { "dates" } }
extension Reversal: CustomTestStringConvertible { public var testDescription: String { "reversal" } }
extension Swaps: CustomTestStringConvertible { public var testDescription: String { "swaps" } }
extension Translation: CustomTestStringConvertible { public var testDescription: String { "translation" } }
