import Datasets
import Tensors
import TestSupport
import Testing

struct LabeledTextsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Ten texts, of which two are the same.
  private let lines = (0..<9).map { "text \($0)\t\($0 < 3 ? "low" : "high")" } + ["text 8\thigh"]

  private func read(_ lines: [String], test: [String]? = nil, count: Int? = nil) throws -> LabeledTexts {
    let path = try folder.write(lines.joined(separator: "\n"), to: "all.tsv")
    let testPath = try test.map { try folder.write($0.joined(separator: "\n"), to: "test.tsv") }
    return try LabeledTexts(contentsOf: path, test: testPath, count: count)
  }

  @Test func `every text has its class and is either for training or for testing`() throws {
    let texts = try read(lines)
    #expect(texts.classes == ["high", "low"] && texts.test.count == 2)
    for text in texts.training + texts.test {
      let number = try #require(Int(text.text.dropFirst(5)))
      #expect(texts.classes[text.label] == (number < 3 ? "low" : "high"))
    }
    let (training, test) = (Set(texts.training.map(\.text)), Set(texts.test.map(\.text)))
    #expect(training.isDisjoint(with: test) && training.union(test).count == 9)
  }

  @Test func `the class may stand first, and a heading is left out`() throws {
    let turned = lines.map { $0.split(separator: "\t").reversed().joined(separator: "\t") }
    let (texts, other) = (try read(lines), try read(turned))
    #expect(texts.training == other.training && texts.test == other.test)
    #expect(try read(["sentence\tlabel"] + lines).test == texts.test)
    #expect(try read(["label\tsentence"] + turned).classes == ["high", "low"])
    #expect(try read(lines, test: ["text\tLabel", "b\tlow"]).test.map(\.text) == ["b"])
    // The only line of a class is no heading.
    #expect(try read(["rare\tmiddle"] + lines).classes == ["high", "low", "middle"])
  }

  @Test func `no text is in both sets, however often the file has it`() throws {
    let lines = (0..<30).flatMap { ["text \($0)\t\($0 % 2)", "text \($0)\t\($0 % 2)"] }
    let texts = try read(lines)
    let test = Set(texts.test.map(\.text))
    #expect(texts.test.count == 12 && texts.training.count < 48 && !texts.training.isEmpty)
    #expect(texts.training.allSatisfy { !test.contains($0.text) })
    let own = try read(lines, test: ["text 3\t1", "text 4\t0"])
    #expect(own.training.count == 56)
    let problem = UnusableFile(
      folder.path("all.tsv"), "all its texts are in the test set, and none is left to train on")
    #expect(throws: problem) { try read((0..<30).flatMap { _ in ["good\tpos", "bad\tneg"] }) }
  }

  @Test func `the seed decides which texts are held out`() throws {
    let path = try folder.write((0..<50).map { "text \($0)\t\($0 % 2)" }.joined(separator: "\n"), to: "all.tsv")
    let sets = try (0..<3).map { try LabeledTexts(contentsOf: path, seed: $0).test.map(\.text) }
    #expect(Set(sets).count == 3 && sets.allSatisfy { $0.count == 10 })
    #expect(sets.allSatisfy { Set($0) != Set((40..<50).map { "text \($0)" }) })
    #expect(try LabeledTexts(contentsOf: path, seed: 2).test.map(\.text) == sets[2])
  }

  @Test func `ends of lines, spaces around and a byte order mark are no part of a text`() throws {
    let texts = try read(lines)
    for end in ["\r\n", "\r", " \n\n "] {
      let path = try folder.write("\u{FEFF}" + lines.joined(separator: end) + end, to: "all.tsv")
      #expect(try LabeledTexts(contentsOf: path).training == texts.training, "\(end.debugDescription)")
    }
    // Inside a text other characters that end lines elsewhere may stand.
    #expect(try read(["a\u{85}b\u{2028}c\tx"] + lines).classes == ["high", "low", "x"])
  }

  @Test func `a smaller training set is a part of a larger one, and is tested on the same texts`() throws {
    let (all, few) = (try read(lines), try read(lines, count: 3))
    #expect(few.training == Array(all.training.prefix(3)) && few.test == all.test)
  }

  @Test func `the test set may be a file of its own`() throws {
    let texts = try read(lines, test: ["another\tlow", "a third\thigh", "a fourth\tlow"])
    #expect(texts.training.count == 10)
    #expect(texts.test.map(\.text) == ["another", "a third", "a fourth"] && texts.test.map(\.label) == [1, 0, 1])
    #expect(texts.shareOfMostFrequentClass == 1 / 3.0)
  }

  @Test(arguments: [
    (["no tab"], "line 1 is no text, tab and class"),
    (["a\tx", "b\tx"], "it has one class, but at least 2 are needed"),
    (["a\tx", "", "b\ty\tz"], "line 3 is no text, tab and class"),
    (["a\tx", "\ty"], "line 2 is no text, tab and class"),
    ([""], "it has no texts"), (["a\tx", " \tx"], "line 2 is no text, tab and class"),
  ])
  func `a file that is none of the kind`(lines: [String], problem: String) throws {
    #expect(throws: UnusableFile(folder.path("all.tsv"), problem)) { try read(lines) }
  }

  @Test func `a class that only the test set has`() throws {
    let problem = UnusableFile(
      folder.path("test.tsv"), "column 2 has the class middle, which is not in the training set")
    #expect(throws: problem) { try read(lines, test: ["a\tmiddle", "b\tlow", "c\tmiddle"]) }
  }
}
