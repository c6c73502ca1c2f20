import Foundation
import Testing

@testable import ExerciseChecks

/// The whole way from an edit to the verdict in a copy of the package, which is built for minutes:
/// `EXERCISE_LOOP=1 swift test --filter LoopTests`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["EXERCISE_LOOP"] != nil))
struct LoopTests {
  private func board(_ words: String..., in package: URL) throws -> (output: String, code: Int32) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["swift", "run", "--package-path", package.path, "exercises"] + words
    process.standardOutput = pipe
    process.standardError = FileHandle.standardError
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (output, process.terminationStatus)
  }

  @Test func `an answer that does not compile stops no other chapter, and is judged once it is mended`() throws {
    let package = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: UUID().uuidString, directoryHint: .notDirectory)
    try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: package) }
    for name in ["Package.swift", "Sources", "Tests", "chapters", "exercises"] {
      try FileManager.default.copyItem(
        at: SourceFile.root.appending(path: name), to: package.appending(path: name))
    }
    func write(_ body: String, _ chapter: Chapter) throws {
      let answers = try chapter.blank().replacing("    throw NotStarted()", with: body, maxReplacements: 1)
      try Data(answers.utf8).write(to: package.appending(path: chapter.mine.description))
    }
    try write("    return softmax(a)", .tensors)
    try write("    return dy * y * (1 - y)", .gradients)

    let right = try board("01.1", in: package)
    #expect(right.output.contains("✔ right\n\nnext: swift run exercises 01.2") && right.code == 0)
    let broken = try board("00.1", in: package)
    #expect(broken.output.contains("error: call can throw") && broken.code == 1)
    #expect(try board("hint", "00.1", in: package).code == 0)
    let list = try board(in: package)
    #expect(list.output.contains("1 right, 1 wrong") && list.code == 1)

    try write("    return a", .tensors)
    let start = Date()
    let wrong = try board("00.1", in: package)
    print("from an edit to the verdict: \(Date().timeIntervalSince(start)) seconds")
    #expect(wrong.output.contains("✘ the shape is [2, 4], expected [2, 3]") && wrong.code == 1)
  }
}
