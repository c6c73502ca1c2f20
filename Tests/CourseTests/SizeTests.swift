import Foundation
import TestSupport
import Testing

/// Sizes that no machine holds are refused before anything is allocated.
struct SizeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(String(repeating: "the dog sleeps, the cat runs. ", count: 100), to: "text")
    try folder.write((0..<50).map { "the dog \($0 % 9)\tder Hund \($0 % 9)" }.joined(separator: "\n"), to: "pairs")
    try folder.write("a b\tc d\na b\t" + String(repeating: "c d ", count: 2000), to: "long pairs")
  }

  private func run(_ chapter: String, _ words: [String]) throws -> (status: Int32, errors: String) {
    let words = words.map { ["text", "pairs", "long pairs"].contains($0) ? folder.path($0) : $0 }
    let run = try ChapterProcess(chapter, words + ["--quick", "--steps", "1"])
    let status = run.wait()
    #expect(run.output.isEmpty && run.files.isEmpty)
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    return (status, run.errors)
  }

  @Test(arguments: [
    ("04-lstm", ["--text", "text", "--hidden", "65536"]), ("04-lstm", ["--text", "text", "--layers", "65536"]),
    ("04-lstm", ["--text", "text", "--width", "65536", "--hidden", "32768"]),
    ("04-lstm", ["--text", "text", "--batch", "65536", "--context", "65536"]),
    ("08-encoderdecoder", ["--width", "65536"]), ("08-encoderdecoder", ["--tsv", "pairs", "--width", "65536"]),
    ("08-encoderdecoder", ["--tsv", "pairs", "--layers", "65536"]),
  ])
  func `a model beyond the memory is refused with an estimate`(chapter: String, words: [String]) throws {
    let run = try run(chapter, words)
    #expect(run.status == 64)
    for word in words where word.hasPrefix("--") && !["--text", "--tsv"].contains(word) {
      #expect(run.errors.contains(word))
    }
    #expect(run.errors.contains(" GB to train, but this machine has "), "\(run.errors)")
  }

  @Test(
    arguments: [
      ("04-lstm", ["--text", "text"], ["width", "hidden", "layers", "context", "batch"]),
      ("06-tokens", ["--text", "text"], ["vocabulary"]),
      ("08-encoderdecoder", ["--tsv", "pairs"], ["width", "layers", "beam"]), ("03-rnn", [], ["steps", "threads"]),
    ], ["1000000000000", "9223372036854775807"])
  func `a size beyond its bound is refused`(case: (chapter: String, words: [String], names: [String]), size: String)
    throws
  {
    for name in `case`.names {
      let run = try run(`case`.chapter, `case`.words + ["--\(name)", size])
      #expect(run.status == 64 && run.errors.contains("--\(name): \(size) is more than "), "\(run.errors)")
    }
  }

  @Test func `a line that is too long for any batch is named`() throws {
    let run = try run("08-encoderdecoder", ["--tsv", "long pairs"])
    #expect(run.status == 65 && run.errors.contains("long pairs, line 2: the target has 4000 words, more than 256"))
  }

  @Test(
    arguments: [
      ("04-lstm", "--text"), ("06-tokens", "--text"), ("08-encoderdecoder", "--tsv"), ("02-training", "--resume"),
    ],
    [("/dev/zero", "it is a device or a pipe, not a file"), ("/", "it is a folder")])
  func `what is no regular file is not read`(reader: (String, String), path: (String, String)) throws {
    let run = try run(reader.0, [reader.1, path.0])
    #expect(run.status == 65 && run.errors == "\(reader.0): \(path.0): \(path.1)\n")
  }
}
