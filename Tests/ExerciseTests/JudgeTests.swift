import ExerciseChecks
import Foundation
import TestSupport
import Testing

@testable import ExerciseBoard

/// What the board learns about `HostileAnswers`.
struct JudgeTests {
  private func check(_ numbers: String..., timeLimit: Int = 20) throws -> [Status] {
    let judge = Judge(programs: ChapterProcess.programs, timeLimit: timeLimit)
    let exercises = Chapter.all.flatMap(\.exercises).filter { numbers.contains($0.number) }
    let statuses = try judge.check(exercises, by: "HostileAnswers", in: "Tests/HostileAnswers")
    return try exercises.map { try #require(statuses[$0.number]) }
  }

  private func check(_ number: String, timeLimit: Int = 20) throws -> Status {
    let statuses: [Status] = try check(number, timeLimit: timeLimit)
    return try #require(statuses.first)
  }

  @Test func `a failed precondition is told in its own words, with the input and the line`() throws {
    let status = try check("00.1")
    #expect(status.state == .wrong)
    #expect(status.reason.hasPrefix("it traps for [2, 4] · [4, 3]: two rows are too many"))
    #if os(Linux)
      #expect(status.reason.hasSuffix(", at Tests/HostileAnswers/HostileAnswers.swift:11"))
    #endif
  }

  @Test func `what an answer printed before it trapped is shown up to a limit, without control characters`() throws {
    let printed = try check("00.1").printed
    #expect(printed.lines == (1...Printout.lineLimit).map { "row \($0) [31m" })
    #expect(printed.omitted == 1000 - Printout.lineLimit)
  }

  @Test func `an endless loop ends after the limit, with what it printed`() throws {
    let status = try check("00.2", timeLimit: 1)
    #expect(status.reason.hasPrefix("no answer after 1 seconds for ["))
    #expect(status.reason.hasSuffix(": is there an endless loop?"))
    #expect(status.printed.lines.count == 1 && status.printed.lines[0].hasPrefix("a ["))
  }

  @Test func `one line without end is cut`() throws {
    let status = try check("07.2", timeLimit: 1)
    #expect(status.reason.hasPrefix("no answer after 1 seconds"))
    #expect(status.printed.lines.count == 1 && status.printed.omitted == 0)
    #expect(status.printed.lines[0].hasPrefix("more more more "))
    #expect(status.printed.lines[0].count == Printout.widthLimit + 2)
  }

  @Test func `what is printed after the time is over is left out, unless Swift says it`() {
    var transcript = Transcript()
    transcript.read("one \u{1E}00.1 late \nmore\n*** Signal 3: Backtracing\nat a line\n".utf8)
    transcript.finish()
    #expect(transcript.isLate && transcript.printed.lines == ["one "])
    #expect(transcript.crash == ["*** Signal 3: Backtracing", "at a line"])
  }

  @Test func `endless recursion is bad memory access`() throws {
    #expect(try check("00.3").reason.contains(": bad memory access (does the function call itself without end?)"))
  }

  @Test func `the input is named that trapped, not the first one`() throws {
    #expect(try check("00.4").reason.hasPrefix("it traps for [3, 3, 3] along axis 1: Index out of range"))
  }

  @Test func `an overflow is called so`() throws {
    #expect(try check("07.3").reason.contains(": arithmetic overflow"))
  }

  @Test func `another signal has a name`() throws {
    #expect(try check("07.4").reason.contains(": arithmetic exception"))
  }

  @Test func `an answer that ends the program is wrong`() throws {
    let reason = try check("07.1").reason
    #expect(reason.hasPrefix("it ended the whole program for 4 positions, width 8, 2 heads, with exit code 3"))
  }

  @Test func `answers after one that traps are judged all the same`() throws {
    let statuses: [Status] = try check("07.1", "07.3", "07.5", "07.6", "07.7")
    #expect(statuses.map(\.state) == [.wrong, .wrong, .notStarted, .wrong, .right])
    #expect(statuses.map(\.printed.lines.first) == [nil, nil, "looked at it", nil, "Fatal error: I am joking"])
    #expect(statuses[3].reason.hasPrefix("value ["))
  }

  @Test func `the line of an endless loop is told if Swift found it`() {
    let trace = [
      "0 static MyTensors.sum(_:axis:) + 5 in TensorAnswers at /a/exercises/00-tensors/MyTensors.swift:17:13"
    ]
    let crash = Crash(ending: .late(seconds: 10), lines: trace, folder: "exercises/00-tensors")
    let place = "at exercises/00-tensors/MyTensors.swift:17"
    #expect(crash.reason("for a row") == "no answer after 10 seconds for a row, \(place): is there an endless loop?")
  }

  @Test(arguments: [
    (SIGILL, "illegal instruction (a trap: "), (SIGTRAP, "illegal instruction (a trap: "),
    (SIGSEGV, "bad memory access"), (SIGBUS, "bad memory access"), (SIGABRT, "abort"),
    (SIGKILL, "killed by the system"),
    (SIGTERM, "ended from outside"), (SIGUSR1, "signal \(SIGUSR1)"),
  ])
  func `signals have names`(signal: Int32, name: String) {
    let reason = Crash(ending: .signal(signal), lines: ["no words"], folder: "exercises").reason("for a matrix")
    #expect(reason.hasPrefix("it traps for a matrix: \(name)"))
  }

  @Test func `what Swift says of its own trace is not what an answer printed`() {
    #expect(Crash.begins("swift-runtime: failed to suspend thread 8967 while processing a crash; …"))
    #expect(!Crash.begins("my swift-runtime: 3 seconds"))
  }

  @Test(arguments: [
    ("MyTensors.swift:9: Precondition failed: K is 4", "K is 4"),
    ("Swift/x.swift:692: Fatal error: Index out of range", "Index out of range"),
    ("Fatal error: no rows", "no rows"),
    ("MyTensors.swift:9: Assertion failed: a: b", "a: b"),
    ("MyTensors.swift:9: Precondition failed", "a precondition failed"),
  ])
  func `the words of a failure are found`(line: String, message: String) {
    #expect(Crash.begins(line))
    let trace = [
      "0 in TensorTasks at /a/exercises/00-tensors/TensorTasks.swift:1:1",
      "1 at /a/exercises/00-tensors/MyTensors.swift:7:3",
    ]
    let crash = Crash(ending: .signal(SIGILL), lines: [line, ""] + trace, folder: "exercises/00-tensors")
    #expect(crash.reason(nil) == "it traps: \(message), at exercises/00-tensors/MyTensors.swift:7")
  }
}
