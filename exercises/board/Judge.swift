import ExerciseChecks
import Foundation

/// Gets the status of exercises: builds the program with the learner's answers, and lets it check them.
struct Judge {
  /// Where this package's programs lie.
  let programs: URL
  /// Builds a program before it is used; nil if all are used as they are.
  var builder: Builder?
  /// Seconds that an answer may take.
  var timeLimit = 10

  func report(on exercises: [Exercise], of chapter: Chapter) throws -> Report {
    if try chapter.isBlank() {
      return Report(statuses: statuses(of: exercises) { _ in Status(state: .notStarted) })
    }
    let build = try builder?.build(chapter) ?? Build()
    if build.isDone {
      return Report(statuses: try check(exercises, by: chapter.judge, in: chapter.folder), messages: build.messages)
    }
    let text = try AnswerText(chapter)
    return Report(
      statuses: statuses(of: exercises) { text.statusUnbuilt($0, because: build.messages) },
      messages: build.messages, output: build.output)
  }

  /// Lets a judge check exercises. After an answer that traps, a new process checks the next ones.
  func check(_ exercises: [Exercise], by program: String, in folder: String) throws -> [String: Status] {
    var (result, rest): ([String: Status], ArraySlice<Exercise>) = ([:], exercises[...])
    while !rest.isEmpty {
      let (transcript, ending) = try run(program, on: Array(rest))
      result.merge(transcript.statuses) { $1 }
      rest = rest.drop { result[$0.number] != nil }
      if let trapped = rest.popFirst() {
        let call = transcript.lastCall?.number == trapped.number ? transcript.lastCall?.text : nil
        let reason = Crash(ending: ending, lines: transcript.crash, folder: folder).reason(call)
        result[trapped.number] = Status(state: .wrong, reason: reason, printed: transcript.printed)
      }
    }
    return result
  }

  private func run(_ program: String, on exercises: [Exercise]) throws -> (Transcript, Crash.Ending) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = programs.appending(path: program)
    process.arguments = ["\(timeLimit)"] + exercises.map(\.number)
    let trace = "enable=yes,color=no,threads=crashed,images=none,registers=none,limit=32,interactive=no"
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": trace]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    var transcript = Transcript()
    while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty { transcript.read(data) }
    transcript.finish()
    process.waitUntilExit()
    let status = process.terminationStatus
    if transcript.isLate { return (transcript, .late(seconds: timeLimit)) }
    return (transcript, process.terminationReason == .exit ? .exit(code: status) : .signal(status))
  }

  private func statuses(of exercises: [Exercise], _ status: (Exercise) -> Status) -> [String: Status] {
    Dictionary(uniqueKeysWithValues: exercises.map { ($0.number, status($0)) })
  }
}
