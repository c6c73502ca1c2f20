import Foundation
import Tensors
import TestSupport
import Testing

/// The promises of the options, held against the programs themselves.
@Suite(.serialized)
struct ChapterOptionTests {
  static let chapters = ["01-gradients", "02-training"]

  @Test(arguments: chapters)
  func `help says how to use it and ends well`(chapter: String) throws {
    let run = try ChapterProcess(chapter, ["--help"])
    #expect(run.wait() == 0 && run.errors.isEmpty)
    let options = ["--seed N", "--steps N", "--threads N", "--quick", "--json", "--pictures FOLDER"]
    for word in ["swift run \(chapter)"] + options { #expect(run.output.contains(word)) }
    #expect(run.output.contains("--resume") == (chapter == "02-training"))
  }

  @Test(
    arguments: chapters,
    [
      ["--nonsense"], ["--bad\noption"], ["--seed"], ["--seed", "many"], ["--steps", "0"], ["--pictures", "--json"],
      ["word"], ["--beam", "3"], ["--full"],
    ])
  func `nonsense is one line on standard error and exit code 64`(chapter: String, words: [String]) throws {
    let run = try ChapterProcess(chapter, words)
    #expect(run.wait() == 64 && run.output.isEmpty && run.files.isEmpty)
    #expect(run.errors.hasPrefix("\(chapter): ") && run.errors.hasSuffix("\n"))
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }

  @Test(arguments: [
    ("04-lstm", ["--width", "8"], "--width: only together with --text"),
    ("06-tokens", ["--text", #filePath, "--save", "s"], "--save: not together with --text, which trains no model"),
    ("08-encoderdecoder", ["--beam", "2"], "--beam: only together with --tsv"),
  ])
  func `an option that would do nothing is refused`(chapter: String, words: [String], problem: String) throws {
    let run = try ChapterProcess(chapter, words + ["--quick"])
    #expect(run.wait() == 64 && run.output.isEmpty && run.files.isEmpty)
    #expect(run.errors == "\(chapter): \(problem)\n")
  }

  @Test(arguments: chapters, ["/nowhere/pictures", "file", "/dev/null", "/proc/pictures"])
  func `a folder that cannot be written to is refused before the work`(chapter: String, path: String) throws {
    if path.hasPrefix("/proc") && !FileManager.default.fileExists(atPath: "/proc/self") { return }
    let run = try ChapterProcess(chapter, ["--quick", "--pictures", path], files: ["file"])
    #expect(run.wait() == 65, "\(run.errors)")
    #expect(run.errors.contains(path) && run.errors.split(separator: "\n").count == 1)
    #expect(run.output.isEmpty || path.hasPrefix("/proc"))
  }

  @Test(arguments: chapters)
  func `a run ends with what is next, on standard error beside JSON`(chapter: String) throws {
    let next = "\nnext: swift run exercises \(chapter.prefix(2))\n"
    let run = try ChapterProcess(chapter, ["--steps", "3"])
    #expect(run.wait() == 0 && run.output.hasSuffix(next))
    let json = try ChapterProcess(chapter, ["--steps", "3", "--json"])
    #expect(json.wait() == 0 && json.errors.hasSuffix(next))
  }

  @Test(arguments: chapters)
  func `json is one object, and all else goes to standard error`(chapter: String) throws {
    let run = try ChapterProcess(chapter, ["--steps", "3", "--json"])
    #expect(run.wait() == 0, "\(run.errors)")
    #expect(run.output.split(separator: "\n").count == 1)
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect(object?.isEmpty == false)
    #expect(run.errors.contains("1. "))
  }

  @Test(arguments: chapters, [[], ["--json"]])
  func `results that cannot be written are an error`(chapter: String, words: [String]) throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let run = try ChapterProcess(chapter, ["--steps", "1"] + words, output: "/dev/full")
    #expect(run.wait() == 65)
    let line = "\(chapter): cannot write standard output: No space left on device\n"
    #expect(run.errors.hasSuffix(line), "\(run.errors)")
  }

  @Test(arguments: chapters)
  func `pictures that fail at the end do not cost the results`(chapter: String) throws {
    guard FileManager.default.isWritableFile(atPath: "/proc") else { return }
    let run = try ChapterProcess(chapter, ["--steps", "1", "--json", "--pictures", "/proc/pictures"])
    #expect(run.wait() == 65 && run.errors.contains("/proc/pictures"))
    #expect(try results(run.output).count > 0)
  }

  @Test(arguments: chapters)
  func `the seed decides every digit`(chapter: String) throws {
    let runs = try [["--seed", "1"], ["--seed", "1"], ["--seed", "2"]].map { words in
      let run = try ChapterProcess(chapter, ["--steps", "5", "--json"] + words)
      #expect(run.wait() == 0, "\(run.errors)")
      return try results(run.output)
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] != runs[2])
  }

  @Test(arguments: chapters)
  func `a single step is enough for everything that is shown`(chapter: String) throws {
    let run = try ChapterProcess(chapter, ["--steps", "1", "--pictures", "out", "--threads", "7"])
    #expect(run.wait() == 0, "\(run.errors)")
    #expect(run.files == ["out"])
  }

  /// All results but the speeds, which no seed decides.
  private func results(_ text: String) throws -> NSDictionary {
    func settled(_ value: Any) -> Any {
      guard let object = value as? [String: Any] else { return value }
      let timed = ["PerSecond", "Milliseconds"]
      return object.filter { entry in !timed.contains { entry.key.hasSuffix($0) } }.mapValues(settled)
    }
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    return try #require(settled(object) as? NSDictionary)
  }
}
