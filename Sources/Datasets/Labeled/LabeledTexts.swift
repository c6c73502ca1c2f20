import Display
import Tensors

/// A text of a class.
public struct LabeledText: Sendable, Equatable {
  public let text: String
  /// The index of its class.
  public let label: Int

  public init(text: String, label: Int) { (self.text, self.label) = (text, label) }
}

/// Texts with their classes from files. A line is a text, a tab and its class, or the class first.
///
/// The column with fewer different values is the class. A first line is a heading if it calls that column `label`, `class`,
/// `category`, `sentiment` or `target`, and no other line does.
public struct LabeledTexts: Sendable {
  /// The names of the classes, sorted.
  public let classes: [String]
  public let training: [LabeledText]
  public let test: [LabeledText]

  /// Reads a file, and holds out a share of its lines as the test set, or reads that from a file of its own. No text of the
  /// test set is trained on.
  ///
  /// - Parameter count: Only so many lines of the training set, so that a smaller set is a part of a larger one.
  public init(
    contentsOf path: String, test testPath: String? = nil, count: Int? = nil, testShare: Double = 0.2, seed: Int = 0
  ) throws(UnusableFile) {
    let file = try Lines(path)
    let classes = Set(file.lines.map { $0[file.classColumn] }).sorted()
    if classes.count < 2 { throw UnusableFile(path, "it has one class, but at least 2 are needed") }
    let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var generator = Generator(seed: seed)
    var training = try file.labeled(numbers).shuffled(using: &generator)
    if let testPath {
      test = try Lines(testPath, classColumn: file.classColumn).labeled(numbers)
    } else {
      test = Array(training.suffix(max(1, Int((Double(training.count) * testShare).rounded()))))
    }
    let heldOut = Set(test.map(\.text))
    training.removeAll { heldOut.contains($0.text) }
    if training.isEmpty { throw UnusableFile(path, "all its texts are in the test set, and none is left to train on") }
    self.training = Array(training.prefix(count ?? training.count))
    self.classes = classes
  }

  /// The accuracy on the test set of always choosing the class that is most frequent in the training set.
  public var shareOfMostFrequentClass: Double {
    let counts = training.reduce(into: [Int](repeating: 0, count: classes.count)) { $0[$1.label] += 1 }
    let most = counts.firstIndex(of: counts.max()!)!
    return Double(test.count { $0.label == most }) / Double(test.count)
  }
}

/// The two columns of each line.
private struct Lines {
  let path: String
  let classColumn: Int
  private(set) var lines: [[String]] = []

  private static let headings: Set = ["label", "class", "category", "sentiment", "target"]

  /// - Parameter known: Which column holds the classes; nil to find out.
  init(_ path: String, classColumn known: Int? = nil) throws(UnusableFile) {
    self.path = path
    var text: String
    do { text = try Display.text(ofRegularFile: path) } catch { throw UnusableFile(path, error.description) }
    if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }  // a byte order mark
    let all = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
    for (number, line) in all.enumerated() where !line.allSatisfy(\.isWhitespace) {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map { String($0.trimmed) }
      guard columns.count == 2, columns.allSatisfy({ !$0.isEmpty }) else {
        throw UnusableFile(path, "line \(number + 1) is no text, tab and class")
      }
      lines.append(columns)
    }
    let lines = lines
    let distinct = (0..<2).map { column in Set(lines.map { $0[column] }).count }
    let column = known ?? (distinct[0] < distinct[1] ? 0 : 1)
    classColumn = column
    if let first = lines.first?[column], Lines.headings.contains(first.lowercased()),
      !lines.dropFirst().contains(where: { $0[column] == first })
    {
      self.lines.removeFirst()
    }
    if self.lines.isEmpty { throw UnusableFile(path, "it has no texts") }
  }

  func labeled(_ numbers: [String: Int]) throws(UnusableFile) -> [LabeledText] {
    try lines.map { columns throws(UnusableFile) in
      guard let label = numbers[columns[classColumn]] else {
        throw UnusableFile(
          path, "column \(classColumn + 1) has the class \(columns[classColumn]), which is not in the training set")
      }
      return LabeledText(text: columns[1 - classColumn], label: label)
    }
  }
}

extension Substring {
  /// Without spaces before and behind.
  fileprivate var trimmed: Substring {
    let start = drop(while: \.isWhitespace)
    return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
  }
}
