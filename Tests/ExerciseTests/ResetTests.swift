import Foundation
import Testing

@testable import ExerciseBoard
@testable import ExerciseChecks

struct ResetTests {
  private func reset(_ chapter: Chapter, isConfirmed: Bool = true) throws -> [String] {
    var lines: [String] = []
    let board = Board(
      report: { _, _ in Report(statuses: [:]) }, say: { lines.append($0) })
    _ = try board.run(.reset(chapter, isConfirmed: isConfirmed))
    return lines
  }

  @Test func `a reset keeps each version of the answers under a name of its own`() throws {
    try withAnswers(bodies: "    return a") { chapter in
      let first = try chapter.mine.text()
      let said = try reset(chapter)
      #expect(try chapter.isBlank())
      #expect(said.count == 1 && said[0].hasSuffix("Your answers are kept in exercises/.backups/MyTensors-1.swift"))
      try chapter.write("my second try")
      #expect(try reset(chapter)[0].hasSuffix("exercises/.backups/MyTensors-2.swift"))
      func backup(_ number: Int) throws -> String {
        try SourceFile("exercises/.backups/MyTensors-\(number).swift", in: chapter.root).text()
      }
      #expect(try backup(1) == first)
      #expect(try backup(2) == "my second try")
    }
  }

  @Test func `a reset without confirmation changes nothing`() throws {
    try withAnswers(bodies: "    return a") { chapter in
      let before = try chapter.mine.text()
      #expect(throws: BadArguments.self) { try reset(chapter, isConfirmed: false) }
      #expect(try chapter.mine.text() == before)
    }
  }

  @Test func `a blank file is left alone`() throws {
    try withAnswers { chapter in
      let said = try reset(chapter)
      #expect(said == ["exercises/00-tensors/MyTensors.swift is blank already."])
      #expect(!FileManager.default.fileExists(atPath: chapter.root.appending(path: "exercises/.backups").path))
    }
  }

  @Test func `git ignores the backups`() throws {
    let lines = try SourceFile(".gitignore").lines()
    #expect(lines.contains("exercises/.backups/"))
  }
}
