import Foundation
import TestSupport
import Testing

/// A file that one option reads or writes is never overwritten by another.
struct SharedFileTests {
  private static let text = "Words that a user wants to keep.\n"

  /// Runs a chapter on paths in a folder with the file `mine`, a symbolic and a hard link to it, and
  /// a folder in which a third link has a picture's name.
  private func run(_ chapter: String, _ words: [String]) throws -> (status: Int32, errors: String, isKept: Bool) {
    let folder = try TemporaryFolder()
    let mine = try folder.write(Self.text, to: "mine")
    try FileManager.default.linkItem(atPath: mine, toPath: folder.path("hard"))
    try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: false)
    for (link, target) in [("symbolic", "mine"), ("links", "folder"), ("folder/loss.svg", "../mine")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path(link), withDestinationPath: target)
    }
    let words = words.map { $0.hasPrefix("--") ? $0 : folder.path($0) }
    let run = try ChapterProcess(chapter, words + ["--quick"])
    return (run.wait(), run.errors, try folder.data("mine") == Data(Self.text.utf8))
  }

  @Test(arguments: [
    ("04-lstm", ["--text", "mine", "--save", "mine"]),
    ("04-lstm", ["--text", "mine", "--pictures", "symbolic"]),
    ("04-lstm", ["--text", "mine", "--save", "hard"]),
    ("04-lstm", ["--text", "mine", "--save", "./mine"]),
    ("06-tokens", ["--text", "mine", "--pictures", "mine"]),
    ("08-encoderdecoder", ["--tsv", "mine", "--save", "symbolic"]),
    ("02-training", ["--save", "later", "--pictures", "later"]),
    ("02-training", ["--resume", "mine", "--pictures", "mine"]),
    ("02-training", ["--save", "later.svg", "--pictures", "."]),
    ("02-training", ["--save", "links/later.SVG", "--pictures", "folder"]),
    ("04-lstm", ["--text", "mine", "--pictures", "folder"]),
  ])
  func `two options with one file end with exit code 64 before any work`(chapter: String, words: [String]) throws {
    let run = try run(chapter, words)
    #expect(run.status == 64 && run.isKept)
    #expect(run.errors.contains(" name the same file: ") && run.errors.contains(words[0]))
    #expect(run.errors.contains(words[2]), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func `a checkpoint may be resumed and saved under one name`() throws {
    let process = try ChapterProcess("02-training", ["--quick", "--save", "x", "--pictures", "y"])
    #expect(process.wait() == 0 && process.files == ["x", "y"], "\(process.errors)")
    let run = try run("02-training", ["--resume", "mine", "--save", "mine"])
    #expect(run.status == 65 && run.isKept, "refused as no checkpoint, not for its name: \(run.errors)")
  }
}
