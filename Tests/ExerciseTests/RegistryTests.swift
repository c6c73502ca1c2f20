import Foundation
import Testing

@testable import ExerciseChecks

struct RegistryTests {
  @Test func `every chapter folder is registered, in order`() throws {
    let folder = SourceFile.root.appending(path: "exercises")
    let chapters = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.first?.isNumber == true }.sorted()
    #expect(chapters == Chapter.all.map { "\($0.number)-\($0.name)" })
  }

  @Test(arguments: Chapter.all)
  func `every task has its exercise, in order`(chapter: Chapter) throws {
    let tasks = try chapter.readTasks()
    #expect(tasks.map { "\($0.number) \($0.name)" } == chapter.exercises.map(\.description))
    #expect(tasks.map(\.number) == (1...max(3, tasks.count)).map { "\(chapter.number).\($0)" })
  }

  @Test(arguments: Chapter.all.flatMap(\.exercises))
  func `every exercise has three hints and three mistakes or more, all different`(exercise: Exercise) {
    #expect(exercise.hints.count == 3)
    #expect(exercise.knownMistakes.count >= 3)
    let sentences = exercise.hints + exercise.knownMistakes
    #expect(Set(sentences).count == sentences.count)
    #expect(sentences.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
  }

  @Test(arguments: Chapter.all)
  func `the tasks import Foundation and link the cheat sheet`(chapter: Chapter) throws {
    #expect(try chapter.blank().hasPrefix("import ") && chapter.blank().contains("import Foundation\n"))
    #expect(try chapter.tasks.text().contains("`chapters/CHEATSHEET.md`"))
  }

  @Test(arguments: Chapter.all)
  func `the blank imports what the model answers need`(chapter: Chapter) throws {
    func imports(_ text: String) -> Set<Substring> {
      Set(text.split(separator: "\n").filter { $0.hasPrefix("import ") })
    }
    let missing = try imports(chapter.solutions.text()).subtracting(imports(chapter.blank()))
    #expect(missing.isSubset(of: ["import Exercises"]))
  }

  @Test(arguments: Chapter.all)
  func `a task that asks for an error says how to throw it`(chapter: Chapter) throws {
    for task in try chapter.readTasks() {
      let text = task.comment.joined(separator: " ")
      #expect(!text.contains("Misfit") || text.contains("`throw Misfit(\"…\")`"), "\(task.number)")
    }
  }

  @Test(arguments: Chapter.all)
  func `what an answer may not use is named in its tasks`(chapter: Chapter) throws {
    let text = try chapter.tasks.text()
    for name in chapter.exercises.flatMap(\.forbidden) {
      #expect(text.contains("`\(name.split(separator: ".").last!)"), "\(name)")
    }
  }

  /// What was written and is still followed by NotStarted would be left unjudged without a word; so would a file of
  /// answers that no longer fits its tasks.
  @Test(arguments: Chapter.all)
  func `a file of answers is the blank, or has one that is started`(chapter: Chapter) throws {
    #expect(
      try chapter.isBlank() || chapter.waitingCount() < chapter.exercises.count,
      "\(chapter.mine) is not blank, but all its functions still throw NotStarted")
  }

  @Test(arguments: Chapter.all)
  func `every model answer is found in its file, and is short`(chapter: Chapter) throws {
    for exercise in chapter.exercises {
      let lines = try chapter.solution(of: exercise).components(separatedBy: "\n")
      #expect(lines.first { !$0.hasPrefix("//") }?.hasPrefix("public static func \(exercise.name)(") == true)
      #expect(lines.last?.hasSuffix("}") == true)
      #expect(lines.count <= 40)
    }
  }
}

extension Chapter: CustomTestStringConvertible {
  public var testDescription: String { "\(number)-\(name)" }
}
