import Foundation
import TestSupport
import Testing

@testable import ExerciseChecks

/// The output of `swift run exercises`, from the program itself.
struct BoardTests {
  private let chapter = Chapter.all[0]

  /// Nothing is built: the tests have done so, and a build would wait for their end.
  private func board(_ words: String...) throws -> (status: Int32, output: String, errors: String) {
    let process = try ChapterProcess("exercises", words + ["--skip-build"])
    let status = process.wait()
    return (status, process.output, process.errors)
  }

  @Test func `the list has a line for every exercise, and counts them`() throws {
    let board = try board()
    #expect((0...1).contains(board.status) && board.errors.isEmpty)
    for exercise in Chapter.all.flatMap(\.exercises) {
      #expect(board.output.contains("  \(exercise.number) \(exercise.name) "))
    }
    #expect(board.output.contains("\(Chapter.all.map(\.exercises.count).reduce(0, +)) exercises: "))
  }

  @Test(arguments: Chapter.all)
  func `a chapter's number shows all of its tasks and the file for answers`(chapter: Chapter) throws {
    let board = try board(chapter.number)
    #expect((0...1).contains(board.status) && board.errors.isEmpty)
    for task in try chapter.readTasks() {
      #expect(board.output.contains(task.summary))
      #expect(task.comment.allSatisfy { $0.isEmpty || board.output.contains($0) })
      #expect(board.output.contains(task.signature[0].trimmingPrefix("  ")))
    }
    #expect(board.output.contains("Write your answer in \(chapter.mine)") || board.output.contains("All of chapter"))
  }

  @Test func `an exercise's number shows that task alone`() throws {
    let (first, second) = (try chapter.readTasks()[0], try chapter.readTasks()[1])
    let board = try board(first.number)
    #expect((0...1).contains(board.status))
    #expect(board.output.contains(first.summary) && !board.output.contains(second.summary))
  }

  @Test func `hints are shown one by one, the first by default`() throws {
    let exercise = chapter.exercises[0]
    for (index, hint) in exercise.hints.enumerated() {
      let board = try board("hint", exercise.number, "\(index + 1)")
      #expect(board.status == 0)
      for other in exercise.hints { #expect(board.output.contains(other) == (other == hint)) }
    }
    #expect(try board("hint", exercise.number).output == board("hint", exercise.number, "1").output)
  }

  @Test func `the solution is shown and nothing else`() throws {
    let exercise = chapter.exercises[1]
    let board = try board("solution", exercise.number)
    #expect(board.status == 0)
    #expect(try board.output == chapter.solution(of: exercise) + "\n")
  }

  /// The test never discards: the file may have a learner's answers.
  @Test(arguments: Chapter.all)
  func `a reset without confirmation changes no answer`(chapter: Chapter) throws {
    let (before, isBlank) = (try chapter.mine.text(), try chapter.isBlank())
    let board = try board("reset", chapter.number)
    #expect(board.status == (isBlank ? 0 : 64))
    #expect((isBlank ? board.output : board.errors).contains(isBlank ? "is blank already" : "has answers in it"))
    #expect(try chapter.mine.text() == before)
  }

  @Test(
    arguments: [
      ["word"], ["99"], ["00.99"], ["00", "00"], ["hint"], ["hint", "00.1", "4"], ["hint", "00.1", "0"],
      ["hint", "00.1", "-9223372036854775808"], ["hint", "00.1", "1", "2"], ["solution"], ["solution", "00"],
      ["next", "00"], ["1.2.3"], ["000"], ["0."], ["+1"], ["hint", "word"], ["reset", "00.1"], ["reset"],
      ["reset", "99"], ["reset", "00", "word"], ["--word"], [""],
    ])
  func `invalid arguments give one line on standard error and exit code 64`(words: [String]) throws {
    let process = try ChapterProcess("exercises", words)
    #expect(process.wait() == 64 && process.output.isEmpty)
    #expect(process.errors.hasPrefix("exercises: ") && process.errors.hasSuffix("\n"))
    #expect(process.errors.split(separator: "\n").count == 1, "\(process.errors)")
  }
}
