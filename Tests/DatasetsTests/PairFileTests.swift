import Datasets
import Foundation
import Tensors
import Testing

struct PairFileTests {
  private func file(_ text: String) throws -> String {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test func `a line is a pair; third columns and empty lines are ignored`() throws {
    let path = try file("go on\tva\tCC-BY\r\n\r\n  \ngo  home\tva domu\nstop\talt")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let pairs = try PairFile(contentsOf: path, minimumCount: 1, testShare: 0.3)
    #expect(pairs.counts == (training: 2, test: 1))
    var generator = Generator(seed: 1)
    let drawn = Set((0..<50).map { _ in pairs.trainingPair(using: &generator) })
    let read = Set(drawn.map { "\(pairs.source.decode($0.source))|\(pairs.target.decode($0.target))" })
    #expect(read.count == 2 && read.isSubset(of: ["go on|va", "go home|va domu", "stop|alt"]))
  }

  @Test func `no source is in both sets, whatever its targets`() throws {
    let path = try file((0..<600).map { "a\($0 % 200) x\tb\($0)" }.joined(separator: "\n"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let pairs = try PairFile(contentsOf: path, minimumCount: 1, testShare: 0.25)
    #expect(pairs.counts == (training: 450, test: 150))
    // Words that only the test set has are unknown: each test source has one.
    let test = pairs.test(1000)
    #expect(test.count == 150 && test.allSatisfy { pairs.source.decode($0.source) == "<unk> x" })
    #expect(pairs.test(7).count == 7 && pairs.test(9, lengths: 3...5).isEmpty)
  }

  @Test func `rare words become unknown, and special tokens in a file are words`() throws {
    let path = try file("<end> often\tx\n<end> often once\tx\n<end> often\ty")
    defer { try? FileManager.default.removeItem(atPath: path) }
    let pairs = try PairFile(contentsOf: path, minimumCount: 1, testShare: 0)
    #expect(pairs.source.id(of: "<end>") != SpecialToken.end)
    #expect(pairs.counts.test > 0, "a share of nothing is still one source")
    let strict = try PairFile(contentsOf: path, minimumCount: 4)
    #expect(strict.source.count == SpecialToken.count + 1 && strict.source.tokens.last == "<unk>")
  }

  @Test func `a vocabulary has the words that are frequent enough in training, most frequent first`() throws {
    // Twelve sources, of which three are held out; each has a word of its own on either side.
    let lines = (0..<12).map { "s\($0) often often rare\($0 / 6)\tt\($0) seldom often often" }
    let path = try file(lines.joined(separator: "\n"))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let all = try PairFile(contentsOf: path, minimumCount: 1, testShare: 0.25)
    #expect(all.source.tokens.dropFirst(SpecialToken.count).prefix(2) == ["<unk>", "often"])
    #expect(all.target.tokens.dropFirst(SpecialToken.count).prefix(3) == ["<unk>", "often", "seldom"])
    #expect(all.source.count == SpecialToken.count + 1 + 9 + 3 && all.target.count == SpecialToken.count + 1 + 9 + 2)
    // `often` is there 18 times, `seldom` 9 times.
    func words(_ minimumCount: Int) throws -> [String] {
      let file = try PairFile(contentsOf: path, minimumCount: minimumCount, testShare: 0.25)
      return Array(file.target.tokens.dropFirst(SpecialToken.count + 1))
    }
    #expect(try words(9) == ["often", "seldom"])
    #expect(try words(10) == ["often"] && words(18) == ["often"] && words(19) == [])
  }

  @Test(arguments: [
    ("a\tb\nc d\n", 2, "there is no tab"), ("a\tb\n\n\tb\n", 3, "the source is empty"),
    ("a\t \nc\td\n", 1, "the target is empty"),
    ("a\tb\na\tc\n", nil, "1 different sources, but at least 2 are needed, one of them for testing"),
    ("", nil, "0 different sources, but at least 2 are needed, one of them for testing"),
  ])
  func `an error names the line and the problem`(text: String, line: Int?, problem: String) throws {
    let path = try file(text)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: PairFileError(file: path, line: line, problem: problem)) { try PairFile(contentsOf: path) }
  }

  @Test func `a missing file and a file that is not text are named`() throws {
    #expect("\(PairFileError(file: "x.tsv", line: 3, problem: "there is no tab"))" == "x.tsv, line 3: there is no tab")
    #expect(throws: PairFileError(file: "/none", line: nil, problem: "the file cannot be read")) {
      try PairFile(contentsOf: "/none")
    }
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data([0xff, 0xfe, 0xff]).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    #expect(throws: PairFileError(file: url.path, line: nil, problem: "the file is not UTF-8 text")) {
      try PairFile(contentsOf: url.path)
    }
  }

  @Test func `a line of 256 words is read, a longer one is named`() throws {
    func lines(_ count: Int) -> String { "a\tb\n" + String(repeating: "c ", count: count) + "\td\n" }
    let (longest, longer) = (try file(lines(256)), try file(lines(257)))
    defer { for path in [longest, longer] { try? FileManager.default.removeItem(atPath: path) } }
    #expect(try PairFile(contentsOf: longest).counts == (training: 1, test: 1))
    let problem = "the source has 257 words, more than 256"
    #expect(throws: PairFileError(file: longer, line: 2, problem: problem)) { try PairFile(contentsOf: longer) }
  }
}
