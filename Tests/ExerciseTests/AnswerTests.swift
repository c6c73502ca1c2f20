import TestSupport
import Testing

@testable import ExerciseBoard
@testable import ExerciseChecks

private let exercises = Chapter.all.flatMap(\.exercises)

/// One known mistake of one exercise.
struct KnownMistake: Sendable, CustomTestStringConvertible {
  let exercise: Exercise
  let index: Int

  var testDescription: String { "\(exercise): \(exercise.knownMistakes[index])" }

  static let all = exercises.flatMap { exercise in
    exercise.knownMistakes.indices.map { KnownMistake(exercise: exercise, index: $0) }
  }
}

struct AnswerTests {
  @Test(arguments: exercises)
  func `the model answer passes`(exercise: Exercise) {
    #expect(exercise.diagnoseSolution() == .right)
  }

  @Test(arguments: KnownMistake.all)
  func `a known mistake is caught and named`(mistake: KnownMistake) throws {
    guard case .wrong(let finding) = mistake.exercise.diagnoseMistake(mistake.index) else {
      Issue.record("the checks let it pass")
      return
    }
    #expect(finding.mistake == mistake.exercise.knownMistakes[mistake.index])
  }

  #if !Double
    @Test func `the verdict that the README quotes is one that a mistake gets`() throws {
      let lines = try SourceFile("README.md").lines()
      let quoted = try #require(lines.first { $0.hasPrefix("✘ ") })
      let verdicts = KnownMistake.all.compactMap { mistake -> String? in
        guard case .wrong(let finding) = mistake.exercise.diagnoseMistake(mistake.index) else { return nil }
        return "✘ \(finding)"
      }
      #expect(verdicts.contains(quoted))
    }
  #endif

  /// In a process of its own, as on the board: an answer may trap, or never return.
  @Test(arguments: exercises)
  func `your answer is right, once it is started`(exercise: Exercise) throws {
    let chapter = try #require(Chapter.all.first { exercise.number.hasPrefix($0.number) })
    let report = try Judge(programs: ChapterProcess.programs).report(on: [exercise], of: chapter)
    let status = try #require(report.statuses[exercise.number])
    switch status.state {
    case .right: break
    case .notStarted:
      print("➜ \(exercise) not started: \(chapter.mine)")
      try Test.cancel("not started: \(chapter.mine)")
    case .wrong, .broken, .unjudged: Issue.record("\(exercise): \(status.reason)")
    }
  }
}

/// The line by which a fresh clone says how many exercises wait.
@Test func `no exercise waits`() throws {
  let waiting = try Chapter.all.map { try $0.waitingCount() }.reduce(0, +)
  if waiting > 0 { try Test.cancel("\(waiting) of \(exercises.count) exercises wait for you: swift run exercises") }
}

extension Chapter {
  /// How many functions of the learner's file still say that they are not started.
  func waitingCount() throws -> Int { try mine.text().components(separatedBy: "throw NotStarted()").count - 1 }
}

extension Exercise: CustomTestStringConvertible {
  public var testDescription: String { description }
}
