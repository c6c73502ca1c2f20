import Foundation
import Testing

@testable import ExerciseBoard
@testable import ExerciseChecks

/// What the board says for answers in a given state.
struct PageTests {
  /// The lines of a command and its exit code. Exercises that are not named are right.
  private func page(
    _ words: String..., states: [String: Status.State] = [:], all usual: Status.State = .right
  ) throws -> (lines: [String], code: Int32) {
    var lines: [String] = []
    let board = Board(
      report: { exercises, _ in
        let statuses = exercises.map { ($0.number, Status(state: states[$0.number] ?? usual, reason: "a reason")) }
        return Report(statuses: Dictionary(uniqueKeysWithValues: statuses))
      }, say: { lines.append($0) })
    let code = try board.run(Command(words))
    return (lines, code)
  }

  @Test func `a right answer is followed by the next exercise and by nothing else`() throws {
    let page = try page("00.1", states: ["00.2": .notStarted])
    #expect(page.lines.suffix(3) == ["  ✔ right", "", "next: swift run exercises 00.2"])
    #expect(page.code == 0)
  }

  @Test func `the next exercise is one that is not right`() throws {
    #expect(try page("00.1", states: ["00.3": .wrong]).lines.last == "next: swift run exercises 00.3")
    #expect(try page("00.3", states: ["00.1": .wrong]).lines.last == "next: swift run exercises 00.1")
  }

  @Test func `after the last exercise of a chapter comes the next chapter`() throws {
    let page = try page("0.4", states: ["01.1": .notStarted])
    #expect(page.lines.suffix(2) == ["All of chapter 00 is right.", "next: swift run 01-gradients"])
    let last = try #require(Chapter.all.last)
    #expect(try self.page(last.number).lines.contains("All of chapter \(last.number) is right."))
  }

  @Test func `a wrong answer exits with 1 and says where to write and where help is`() throws {
    let page = try page("00.2", states: ["00.2": .wrong])
    #expect(
      page.lines.suffix(4) == [
        "  ✘ a reason", "",
        "Write your answer in exercises/00-tensors/MyTensors.swift, then: swift run exercises 00.2",
        "Stuck? swift run exercises hint 00.2",
      ])
    #expect(page.code == 1)
    #expect(try self.page("00.2", states: ["00.2": .broken]).code == 1)
    #expect(try self.page("00.2", states: ["00.2": .unjudged]).code == 1)
  }

  @Test func `what is not started is no failure, nor is another answer than those shown`() throws {
    #expect(try page("00.2", states: ["00.1": .wrong, "00.2": .notStarted]).code == 0)
    #expect(try page("00", states: ["00.2": .notStarted, "00.3": .wrong]).code == 1)
  }

  @Test func `the list counts, says what is next, and exits with 1 if an answer is wrong`() throws {
    let count = Chapter.all.map(\.exercises.count).reduce(0, +)
    let fresh = try page(all: .notStarted)
    #expect(fresh.lines.suffix(3).first == "\(count) exercises: 0 right, 0 wrong, \(count) not started")
    #expect(fresh.lines.suffix(2).first == "next: swift run exercises 00.1" && fresh.code == 0)
    let begun = try page(states: ["01.3": .wrong, "01.4": .unjudged, "02.1": .notStarted])
    #expect(
      begun.lines.suffix(3).first == "\(count) exercises: \(count - 3) right, 1 wrong, 1 not judged, 1 not started")
    #expect(begun.lines.suffix(2).first == "next: swift run exercises 01.3" && begun.code == 1)
    #expect(try page().lines.suffix(2).first == "All are right.")
  }

  @Test func `a chapter's page and the list point to the quiz, the page of one exercise does not`() throws {
    #expect(try page("00").lines.last == "Questions on the chapter: swift run exercises quiz 00")
    #expect(try page(all: .notStarted).lines.last?.contains("quiz 00 asks about it") == true)
    #expect(try !page("00.1").lines.contains { $0.contains("quiz") })
  }

  @Test func `a warning is shown with its own exercise only`() throws {
    try withAnswers { chapter in
      let warning = CompilerMessage(
        file: chapter.mine.description, line: try chapter.firstLine(), column: 1, severity: .warning, text: "unused",
        code: "a * 2")
      var lines: [String] = []
      let board = Board(
        report: { exercises, _ in
          let statuses = exercises.map { ($0.number, Status(state: .right)) }
          return Report(statuses: Dictionary(uniqueKeysWithValues: statuses), messages: [warning])
        }, say: { lines.append($0) })
      #expect(try board.run(.tasks(chapter, [chapter.exercises[1]])) == 0)
      #expect(!lines.contains { $0.contains("warning") })
      #expect(try board.run(.tasks(chapter, [chapter.exercises[0]])) == 0)
      #expect(lines.contains { $0.hasSuffix("1: warning: unused") })
    }
  }

  @Test func `next shows the first task to do`() throws {
    let task = try #require(try Chapter.all[1].readTasks().first { $0.number == "01.3" })
    #expect(try page("next", states: ["01.3": .notStarted, "02.1": .wrong]).lines.first == task.summary)
    #expect(try page("next").lines.last?.hasSuffix(" exercises are right.") == true)
  }

  @Test func `a hint for a chapter is for its first exercise that is not right`() throws {
    #expect(try page("hint", "0", states: ["00.3": .wrong]).lines.first == "00.3 softmax, hint 1 of 3")
    #expect(try page("hint", "00", "2").lines.first == "00.1 matmul, hint 2 of 3")
  }

  @Test func `no answer is judged beyond the one that a hint is for`() throws {
    var judged: [String] = []
    let board = Board(
      report: { exercises, _ in
        judged += exercises.map(\.number)
        let statuses = exercises.map { ($0.number, Status(state: $0.number == "00.2" ? .wrong : .right)) }
        return Report(statuses: Dictionary(uniqueKeysWithValues: statuses))
      }, say: { _ in })
    _ = try board.run(Command(["hint", "00"]))
    #expect(judged == ["00.1", "00.2"])
  }

  @Test(arguments: [["1"], ["01"]], [["0.3"], ["00.3"], ["hint", "0.3"], ["solution", "0.3"]])
  func `numbers may be short`(chapter: [String], exercise: [String]) throws {
    guard case .tasks(let found, let exercises) = try Command(chapter) else { throw BadArguments("no tasks") }
    #expect(found.number == "01" && exercises.count == found.exercises.count)
    switch try Command(exercise) {
    case .tasks(_, let found): #expect(found.map(\.number) == ["00.3"])
    case .hint(_, let found, _): #expect(found?.number == "00.3")
    case .solution(_, let found): #expect(found.number == "00.3")
    default: throw BadArguments("another command")
    }
  }
}
