import Foundation
import TestSupport

@testable import ExerciseChecks

/// Runs `body` on chapter 00 in a folder of its own, with other answers.
///
/// - Parameter edit: The answers, from the blank file.
func withAnswers<R>(_ edit: (_ blank: String) -> String = { $0 }, _ body: (Chapter) throws -> R) throws -> R {
  let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    .appending(path: UUID().uuidString, directoryHint: .notDirectory)
  let original = Chapter.tensors
  let chapter = Chapter("00", "tensors", subject: "Tensor", mine: "MyTensors", original.exercises, in: root)
  try FileManager.default.createDirectory(at: root.appending(path: chapter.folder), withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: root) }
  try FileManager.default.copyItem(at: original.tasks.location, to: chapter.tasks.location)
  try chapter.write(edit(try chapter.blank()))
  return try body(chapter)
}

/// The same with other bodies of the first functions.
func withAnswers<R>(bodies: String..., body: (Chapter) throws -> R) throws -> R {
  let edit = { (blank: String) in
    bodies.reduce(blank) { $0.replacing("    throw NotStarted()", with: $1, maxReplacements: 1) }
  }
  return try withAnswers(edit, body)
}

extension Chapter {
  /// The line of the first body in a file of answers.
  func firstLine() throws -> Int {
    let lines = try blank().components(separatedBy: "\n")
    return 1 + (lines.firstIndex(of: "    throw NotStarted()") ?? 0)
  }

  func write(_ answers: String) throws { try Data(answers.utf8).write(to: mine.location) }
}

/// The compiler on answers, in place of a build, which would wait for the tests to end.
func compile(_ chapter: Chapter) throws -> (output: String, isDone: Bool) {
  let (process, pipe) = (Process(), Pipe())
  process.executableURL = URL(filePath: "/usr/bin/env")
  let modules = ChapterProcess.programs.appending(path: "Modules").path
  process.arguments =
    ["swiftc", "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-I", modules, chapter.mine.location.path]
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (output, process.terminationStatus == 0)
}
