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
    ([""], "0 lines, but at least 2 are needed"),
  ])
  func `a file that is none of the kind`(lines: [String], problem: String) throws {
    #expect(throws: UnusableFile(folder.path("all.tsv"), problem)) { try read(lines) }
  }

  @Test func `a class that only the test set has`() throws {
    let problem = UnusableFile(folder.path("test.tsv"), "the class middle is not in the training set")
    #expect(throws: problem) { try read(lines, test: ["a\tmiddle", "b\tlow", "c\tmiddle"]) }
  }
}
