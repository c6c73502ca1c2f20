import Foundation
import TestSupport
import Testing

@testable import ExerciseBoard
@testable import ExerciseChecks

/// Answers that do not compile: what the board can say of them, and what goes on without them.
struct BrokenAnswerTests {
  /// The first answer does not compile, nor does the second, the third is written, the last is not started.
  private func withBrokenAnswers<R>(_ body: (Chapter) throws -> R) throws -> R {
    try withAnswers(
      bodies: "    return softmax(a)", "    return c", "    return x", body: body)
  }

  private func judge(_ chapter: Chapter) -> Judge {
    Judge(programs: chapter.root, builder: Builder(programs: chapter.root) { _ in try compile(chapter) })
  }

  /// The line of the first answer.
  private let line: Int

  init() throws { line = try Chapter.tensors.firstLine() }

  private func page(_ words: String..., of chapter: Chapter) throws -> (text: String, code: Int32) {
    try page(words, of: chapter, by: judge(chapter))
  }

  /// What the board says of this chapter, which stands in for the one of the package.
  private func page(
    _ words: [String], of chapter: Chapter, by judge: Judge
  ) throws -> (text: String, code: Int32) {
    var lines: [String] = []
    let board = Board(
      chapters: [chapter], report: { exercises, _ in try judge.report(on: exercises, of: chapter) },
      say: { lines.append($0) })
    let code = try board.run(Command(words))
    return (lines.joined(separator: "\n"), code)
  }

  @Test func `the answers that do not compile are told from one that waits for them and one not started`() throws {
    let report = try withBrokenAnswers { try judge($0).report(on: $0.exercises, of: $0) }
    let states = ["00.1", "00.2", "00.3", "00.4"].map { report.statuses[$0]?.state }
    #expect(states == [.broken, .broken, .unjudged, .notStarted])
    #expect(report.statuses["00.1"]?.reason == "exercises/00-tensors/MyTensors.swift:\(line) does not compile")
    #expect(report.statuses["00.3"]?.reason == "not judged: exercises/00-tensors/MyTensors.swift does not compile")
  }

  @Test func `an error outside of all answers is shown all the same`() throws {
    let page = try withAnswers({ $0.replacing("import Tensors", with: "import Tensor") }) {
      try self.page("00.1", of: $0)
    }
    #expect(page.text.contains("error: no such module 'Tensor'"))
  }

  @Test func `the page of an exercise shows its own errors, and exits with 1`() throws {
    let page = try withBrokenAnswers { try self.page("00.1", of: $0) }
    #expect(
      page.text.contains("MyTensors.swift:\(line):12: error: call can throw but is not marked with 'try'\n  \(line) | ")
    )
    #expect(page.text.contains("\n  = write `try` before the call"))
    #expect(!page.text.contains("cannot find 'c'"))
    #expect(page.code == 1)
  }

  @Test func `the list shows the first error and how many there are`() throws {
    let page = try withBrokenAnswers { try self.page(of: $0) }
    #expect(page.text.contains("MyTensors.swift:\(line):12: error: "))
    #expect(page.text.contains("… and 1 more of the compiler's errors"))
    #expect(page.text.contains("? not judged: "))
    #expect(page.code == 1)
  }

  @Test(arguments: [["hint", "00.1"], ["hint", "00"], ["solution", "00.1"], ["00.4"]])
  func `hints, tasks and solutions do not need the answers`(words: [String]) throws {
    let page = try withBrokenAnswers { try self.page(words, of: $0, by: judge($0)) }
    #expect(page.code == 0 && !page.text.isEmpty)
  }

  /// The name of a module is part of the name of all that is in it.
  @Test(arguments: Chapter.all.indices)
  func `a judge contains the answers to its own chapter, and the board contains none`(index: Int) throws {
    let (chapter, other) = (Chapter.all[index], Chapter.all[(index + 1) % Chapter.all.count])
    func contains(_ program: String, answersTo chapter: Chapter) throws -> Bool {
      let name = "\(chapter.judge.count)\(chapter.judge)"
      return try Data(contentsOf: ChapterProcess.programs.appending(path: program)).range(of: Data(name.utf8)) != nil
    }
    #expect(try contains(chapter.judge, answersTo: chapter))
    #expect(try !contains(other.judge, answersTo: chapter))
    #expect(try !contains("exercises", answersTo: chapter))
  }

  @Test func `a judge is built again only when something changed, and its warnings stay`() throws {
    try withAnswers(bodies: "    a.sum(axis: 0)\n    return a") { chapter in
      var builds = 0
      let builder = Builder(programs: chapter.root) { _ in
        builds += 1
        return try compile(chapter)
      }
      #expect(try builder.build(chapter).messages.map(\.severity) == [.warning])
      #expect(try builder.build(chapter).messages.map(\.severity) == [.warning])
      #expect(builds == 1)
      try chapter.write(try chapter.mine.text().replacing("return a", with: "return c"))
      #expect(try builder.build(chapter).isDone == false)
      #expect(try builder.build(chapter).isDone == false)
      #expect(builds == 3)
    }
  }

  @Test func `a build that fails for another reason says so`() throws {
    try withAnswers(bodies: "    return a") { chapter in
      let builder = Builder(programs: chapter.root) { _ in ("error: no space left on device", false) }
      let judge = Judge(programs: chapter.root, builder: builder)
      let page = try page(["00.1"], of: chapter, by: judge)
      #expect(page.text.contains("? not judged: exercises/00-tensors/MyTensors.swift does not build"))
      #expect(page.text.contains("| error: no space left on device") && page.code == 1)
      #expect(try self.page([], of: chapter, by: judge).code == 1)
    }
  }
}
