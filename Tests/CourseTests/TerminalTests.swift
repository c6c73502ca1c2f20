import Display
import Foundation
import TestSupport
import Testing

/// What the chapters write fits the terminal that it is written to.
@Suite(.serialized)
struct TerminalTests {
  /// What a chapter writes to a terminal of so many columns; nil where the system has no terminals to give.
  private func run(_ chapter: String, columns: Int, type: String) throws -> String? {
    guard let terminal = PseudoTerminal(columns: columns) else { return nil }
    let run = try ChapterProcess(
      chapter, ["--quick", "--steps", "2"], output: terminal.path, environment: ["TERM": type, "COLUMNS": ""])
    #expect(run.wait() == 0, "\(run.errors)")
    return terminal.text
  }

  @Test(arguments: [
    ("00-tensors", 40), ("01-gradients", 40), ("02-training", 40), ("03-rnn", 80), ("04-lstm", 80),
    ("05-attention", 80), ("06-tokens", 40), ("07-transformer", 80), ("08-encoderdecoder", 80), ("02-training", 13),
    ("06-tokens", 13),
  ])
  func `no line is wider than the terminal`(chapter: String, columns: Int) throws {
    guard let text = try run(chapter, columns: columns, type: "xterm-256color") else { return }
    let lines = text.split { "\n\r".contains($0) }.map(String.init)
    #expect(lines.count > 10)
    for line in lines where line.visibleWidth > columns {
      Issue.record("\(line.visibleWidth) columns: \(line.withoutEscapes)")
    }
  }

  @Test func `a dumb terminal gets plain lines`() throws {
    guard let text = try run("02-training", columns: 80, type: "dumb") else { return }
    #expect(!text.contains("\u{1B}") && !text.contains("\r"))
    #expect(text.contains("2/2 steps"))
    guard let other = try run("02-training", columns: 80, type: "xterm") else { return }
    #expect(other.contains("\u{1B}") && other.contains("\r"))
  }

  @Test func `control characters of arguments and files are not sent to the terminal`() throws {
    let folder = try TemporaryFolder()
    let evil = "\u{1B}]0;title\u{7}\u{1B}[2J\u{9B}1m"
    let text = try folder.write(String(repeating: "the dog\(evil) sleeps.\n", count: 200), to: "text")
    let pairs = try folder.write(
      (0..<60).map { "\(evil) dog \($0 % 9)\tder Hund\(evil)" }.joined(separator: "\n"), to: "pairs")
    for (chapter, words, status) in [
      ("04-lstm", ["--text", text, "--quick", "--batch", "4", "--context", "16"], 0),
      ("06-tokens", ["--text", text, "--quick"], 0), ("08-encoderdecoder", ["--tsv", pairs, "--quick"], 0),
      ("02-training", ["--quick", "--\(evil)"], 64), ("02-training", ["--resume", evil], 65),
      ("03-rnn", ["--seed", evil], 64),
    ] as [(String, [String], Int32)] {
      let run = try ChapterProcess(chapter, words)
      #expect(run.wait() == status, "\(run.errors)")
      let controls = (run.output + run.errors).unicodeScalars.filter {
        $0.properties.generalCategory == .control && $0 != "\n"
      }
      #expect(controls.isEmpty, "\(chapter): \(controls.count)")
    }
  }
}
