import Display
import Tensors

/// Pairs from a text file. A line is a source, a tab and a target; spaces separate words.
///
/// Text after a second tab is ignored, since the best-known collections credit their authors there. So are empty lines.
/// Words that are rare in the training set become `<unk>`, in the test set too: a prediction of `<unk>` is correct
/// where the target is `<unk>`.
public struct PairFile: PairTask {
  public let source: Vocabulary
  public let target: Vocabulary

  private let trainingPairs: [Pair]
  private let testPairs: [Pair]

  /// Reads a file and holds out a share of the distinct sources, with all their targets, as the test set.
  ///
  /// - Parameter minimumCount: A word with fewer occurrences in the training set is rare.
  public init(
    contentsOf path: String, minimumCount: Int = 2, testShare: Double = 0.1, seed: Int = 1
  ) throws(PairFileError) {
    let lines = try PairFile.lines(of: path)
    var generator = Generator(seed: seed)
    let sources = Set(lines.map(\.source)).sorted { $0.lexicographicallyPrecedes($1) }.shuffled(using: &generator)
    if sources.count < 2 {
      throw PairFileError(
        file: path, line: nil,
        problem: "\(sources.count) different sources, but at least 2 are needed, one of them for testing")
    }
    let testCount = min(sources.count - 1, max(1, Int((Double(sources.count) * testShare).rounded())))
    let heldOut = Set(sources.prefix(testCount))
    let training = lines.filter { !heldOut.contains($0.source) }
    let (source, target) = (
      PairFile.vocabulary(training.map(\.source), minimumCount),
      PairFile.vocabulary(training.map(\.target), minimumCount)
    )
    func pair(_ line: Line) -> Pair {
      Pair(source: PairFile.encode(line.source, source), target: PairFile.encode(line.target, target))
    }
    trainingPairs = training.map(pair)
    testPairs = lines.filter { heldOut.contains($0.source) }.map(pair)
    (self.source, self.target) = (source, target)
  }

  /// The sizes of the training set and the test set.
  public var counts: (training: Int, test: Int) { (trainingPairs.count, testPairs.count) }

  public func trainingPair(using generator: inout Generator) -> Pair {
    trainingPairs[generator.below(trainingPairs.count)]
  }

  /// The first pairs of the test set, at most `count`.
  public func test(_ count: Int, lengths: ClosedRange<Int>?) -> [Pair] {
    Array(testPairs.lazy.filter { lengths?.contains($0.source.count) ?? true }.prefix(count))
  }
}

// MARK: Reading

extension PairFile {
  private typealias Line = (source: [String], target: [String])

  private static let unknown = "<unk>"

  /// The most words of a source or a target. A batch is as long as its longest pair, so one line would set the cost of all.
  private static let longest = 256

  private static func lines(of path: String) throws(PairFileError) -> [Line] {
    let text: String
    do { text = try Display.text(ofRegularFile: path) } catch {
      throw PairFileError(file: path, line: nil, problem: error.description)
    }
    var lines: [Line] = []
    for (position, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      if line.allSatisfy(\.isWhitespace) { continue }
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).prefix(2).map { column in
        column.split(separator: " ").map(String.init)
      }
      if columns.count < 2 { throw PairFileError(file: path, line: position + 1, problem: "there is no tab") }
      for (side, words) in zip(["source", "target"], columns) {
        if words.isEmpty { throw PairFileError(file: path, line: position + 1, problem: "the \(side) is empty") }
        if words.count > longest {
          let problem = "the \(side) has \(words.count) words, more than \(longest)"
          throw PairFileError(file: path, line: position + 1, problem: problem)
        }
      }
      lines.append((columns[0], columns[1]))
    }
    return lines
  }

  /// `<unk>`, then the words that are not rare, most frequent first.
  private static func vocabulary(_ sentences: [[String]], _ minimumCount: Int) -> Vocabulary {
    let counts = sentences.joined().reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let frequent = counts.filter { $0.value >= minimumCount }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return Vocabulary(words: [unknown] + frequent.map(\.key), special: SpecialToken.names)
  }

  private static func encode(_ words: [String], _ vocabulary: Vocabulary) -> [Int] {
    words.map { vocabulary.id(of: $0) ?? SpecialToken.count }
  }
}

/// Why a file of pairs cannot be used.
public struct PairFileError: BadFile, Equatable {
  public let file: String

  /// The line number from 1; nil when the problem concerns the whole file.
  public let line: Int?
  public let problem: String

  public init(file: String, line: Int?, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  public var description: String { "\(file)\(line.map { ", line \($0)" } ?? ""): \(problem)" }
}
