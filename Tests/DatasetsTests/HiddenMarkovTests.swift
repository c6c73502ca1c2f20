import Datasets
import Foundation
import Tensors
import TestBasics
import Testing

struct HiddenMarkovTests {
  static let mess3 = HiddenMarkovProcess.mess3()

  /// States that differ in everything, so that no mistake hides behind a symmetry.
  static let uneven = HiddenMarkovProcess(
    transitions: [[[0.1, 0.3], [0.25, 0.05]], [[0.2, 0.1], [0.5, 0]], [[0.05, 0.25], [0, 0.2]]])

  static let all = [mess3, uneven, .zeroOneRandom]

  @Test func `the matrices of Mess3 are those of the paper`() {
    let (ay, by, ax, bx) = (0.765, 0.0675, 0.0425, 0.00375)
    let paper = [
      [[ay, bx, bx], [ax, by, bx], [ax, bx, by]],
      [[by, ax, bx], [bx, ay, bx], [bx, ax, by]],
      [[by, bx, ax], [bx, by, ax], [bx, bx, ay]],
    ]
    for (mine, theirs) in zip(Self.mess3.transitions.joined().joined(), paper.joined().joined()) {
      #expect(abs(mine - theirs) < 1e-15)
    }
    #expect(Self.mess3.vocabularySize == 3 && Self.mess3.stateCount == 3)
  }

  @Test(arguments: all)
  func `rows sum to one, and the stationary distribution stays as it is`(process: HiddenMarkovProcess) {
    let states = 0..<process.stateCount
    func chain(_ i: Int, _ j: Int) -> Double { process.transitions.map { $0[i][j] }.sum }
    for i in states { #expect(abs(states.map { chain(i, $0) }.sum - 1) < 1e-14) }
    for j in states {
      #expect(abs(states.map { process.stationary[$0] * chain($0, j) }.sum - process.stationary[j]) < 1e-14)
    }
    #expect(abs(process.stationary.sum - 1) < 1e-13)
  }

  @Test func `stationary distributions are those computed by hand`() {
    // The uneven chain is [0.35, 0.65], [0.75, 0.25]: flows between its states are equal for 0.75 to 0.65.
    expectNear(Self.uneven.stationary, [0.75 / 1.4, 0.65 / 1.4])
    expectNear(HiddenMarkovProcess.zeroOneRandom.stationary, [1.0 / 3, 1.0 / 3, 1.0 / 3])
    // State 0 takes turns with 1 or 2.
    let turns = HiddenMarkovProcess(transitions: [[[0, 0.25, 0.75], [1, 0, 0], [1, 0, 0]]])
    expectNear(turns.stationary, [1.0 / 2, 1.0 / 8, 3.0 / 8])
  }

  @Test func `zero, one, random is what its name says`() {
    var generator = Generator(seed: 3)
    let rows = (0..<300).map { _ in HiddenMarkovProcess.zeroOneRandom.tokens(9, using: &generator) }
    let phases = rows.map { row in
      (0..<3).filter { phase in row.indices.allSatisfy { ($0 + phase) % 3 == 2 || row[$0] == ($0 + phase) % 3 } }
    }
    #expect(phases.allSatisfy { !$0.isEmpty })
    for phase in 0..<3 { #expect(abs(phases.count { $0 == [phase] } - 100) < 35) }
  }

  /// Each word of three tokens as often as the sum over all paths of states says.
  @Test(arguments: all) func `words are as frequent as they are probable`(process: HiddenMarkovProcess) {
    var generator = Generator(seed: 5)
    let count = 40_000
    let drawn = Dictionary(grouping: (0..<count).map { _ in process.tokens(3, using: &generator) }) { $0 }
    for word in words(3, of: process) {
      let p = probability(of: word, process)
      let error = (p * (1 - p) / Double(count)).squareRoot()
      #expect(abs(Double(drawn[word]?.count ?? 0) / Double(count) - p) <= 4 * error, "\(word)")
    }
  }

  @Test(arguments: [1, 7]) func `the targets of a batch are the next tokens`(length: Int) {
    var (a, b) = (Generator(seed: 2), Generator(seed: 2))
    let batch = Self.mess3.batch(size: 5, length: length, using: &a)
    let rows = (0..<5).map { _ in Self.mess3.tokens(length + 1, using: &b) }
    #expect(batch.size == 5 && batch.length == length)
    expectEqual(batch.inputs, to: rows.flatMap { $0.dropLast() })
    expectEqual(batch.targets, to: rows.flatMap { $0.dropFirst() })
  }
}

/// Every word of a length.
func words(_ length: Int, of process: HiddenMarkovProcess) -> [[Int]] {
  (0..<length).reduce([[]]) { words, _ in words.flatMap { word in (0..<process.vocabularySize).map { word + [$0] } } }
}

/// The joint probability of a word and of the state after it: the sum over all paths of states, each multiplied out.
func probability(of word: [Int], endingIn end: Int? = nil, _ process: HiddenMarkovProcess) -> Double {
  func sum(from state: Int, _ rest: ArraySlice<Int>) -> Double {
    guard let token = rest.first else { return end ?? state == state ? 1 : 0 }
    return (0..<process.stateCount).map {
      process.transitions[token][state][$0] * sum(from: $0, rest.dropFirst())
    }.sum
  }
  return (0..<process.stateCount).map { process.stationary[$0] * sum(from: $0, word[...]) }.sum
}

func expectNear(
  _ actual: [Double], _ expected: [Double], tolerance: Double = 1e-12,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let isNear = actual.count == expected.count && zip(actual, expected).allSatisfy { abs($0 - $1) <= tolerance }
  #expect(isNear, "\(actual), expected \(expected)", sourceLocation: sourceLocation)
}
