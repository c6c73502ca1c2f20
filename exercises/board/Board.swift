import Display
import ExerciseChecks
import Foundation
import Quizzes

/// What `swift run exercises` shows. It depends on no answer: the tasks, hints and solutions are there whatever state
/// the answers are in.
struct Board {
  var chapters = Chapter.all
  /// How the status of exercises is found.
  let report: ([Exercise], Chapter) throws -> Report
  var say: (String) -> Void = { Display.say($0) }
  /// Waits for a line after a prompt; nil if nobody is there to type it.
  var ask: ((_ prompt: String) -> String?)?

  /// Runs a command. Returns the exit code, 1 if an answer that it shows is begun and not found right.
  func run(_ command: Command) throws -> Int32 {
    switch command {
    case .list: return try showList()
    case .help: say(Command.usage)
    case .tasks(let chapter, let exercises): return try showTasks(of: chapter, exercises)
    case .next: return try showNext()
    case .hint(let chapter, let exercise, let step): showHint(try exercise ?? firstToDo(in: chapter), step)
    case .solution(let chapter, let exercise): say(try chapter.solution(of: exercise))
    case .reset(let chapter, let isConfirmed): try reset(chapter, isConfirmed: isConfirmed)
    case .quiz(let quiz, let answers): return run(quiz, answers: answers)
    }
    return 0
  }

  private func showList() throws -> Int32 {
    var all: [Status] = []
    var toDo: [(Chapter, Exercise)] = []
    for chapter in chapters {
      let report = try report(chapter.exercises, chapter)
      say("\(chapter.number) \(chapter.name)".bold() + "  \(chapter.mine)".dim())
      show(report.messages.filter { $0.severity == .error }, most: 1)
      let width = chapter.exercises.map(\.name.count).max() ?? 0
      for exercise in chapter.exercises {
        let status = report.statuses[exercise.number]!
        all.append(status)
        say(
          "  \(exercise.number) \(exercise.name.padding(toLength: width, withPad: " ", startingAt: 0))  \(status.line)")
      }
      say("")
      toDo += report.toDo(in: chapter).map { (chapter, $0) }
    }
    say("\(all.count) exercises: \(all.summary)")
    say(try next(among: toDo).map { "next: swift run exercises \($0.1.number)" } ?? "All are right.")
    say("swift run exercises 00 shows the tasks of chapter 00, quiz 00 asks about it; --help lists all commands.")
    return all.exitCode
  }

  private func showTasks(of chapter: Chapter, _ exercises: [Exercise]) throws -> Int32 {
    let tasks = try chapter.readTasks()
    var result: Report?
    for exercise in exercises {
      guard let task = tasks.first(where: { $0.name == exercise.name }) else { continue }
      say(task.summary.bold())
      task.comment.dropFirst().forEach { say($0.isEmpty ? "" : "  \($0)") }
      say("")
      task.signature.forEach { say("  \($0.trimmingPrefix("  "))".colored(.blue)) }
      say("")
      let report = try result ?? report(exercises, chapter)  // the task is on the screen while its answer is built
      result = report
      let status = report.statuses[exercise.number]!
      show(status.printed)
      say("  \(status.line)")
      say("")
    }
    guard let result else { return 0 }
    try showMessages(of: result, on: exercises, in: chapter)
    let toDo = result.toDo(in: chapter)
    if toDo.isEmpty {
      try showWhatFollows(exercises.last!, in: chapter)
    } else {
      let number = toDo[0].number
      say("Write your answer in \(chapter.mine), then: swift run exercises \(number)")
      say("Stuck? swift run exercises hint \(number)")
    }
    if exercises.count == chapter.exercises.count, Quiz.all.contains(where: { $0.number == chapter.number }) {
      say("Questions on the chapter: swift run exercises quiz \(chapter.number)")
    }
    return Array(result.statuses.values).exitCode
  }

  /// Shows what the compiler says of these exercises, or why they cannot be judged.
  private func showMessages(of report: Report, on exercises: [Exercise], in chapter: Chapter) throws {
    show(report.output)
    let text = try AnswerText(chapter)
    let own = report.messages.filter { message in exercises.contains { text.contains(message, $0) } }
    let messages = own.isEmpty ? report.messages.filter { $0.severity == .error } : own
    if messages.isEmpty { return }
    show(messages, most: 3)
    say("")
  }

  private func showWhatFollows(_ exercise: Exercise, in chapter: Chapter) throws {
    if let next = try next(after: exercise, in: chapter) { return say("next: swift run exercises \(next.number)") }
    say("All of chapter \(chapter.number) is right.")
    if let following = chapters.first(where: { $0.number > chapter.number }) {
      say("next: swift run \(following.number)-\(following.name)")
    }
  }

  private func showNext() throws -> Int32 {
    let toDo = try chapters.flatMap { chapter in
      try report(chapter.exercises, chapter).toDo(in: chapter).map { (chapter, $0) }
    }
    guard let (chapter, exercise) = try next(among: toDo) else {
      say("All \(chapters.map(\.exercises.count).reduce(0, +)) exercises are right.")
      return 0
    }
    return try showTasks(of: chapter, [exercise])
  }

  private func showHint(_ exercise: Exercise, _ step: Int) {
    say("\(exercise), hint \(step) of \(exercise.hints.count)".bold())
    say(exercise.hints[step - 1])
    let next = step < exercise.hints.count ? "hint \(exercise.number) \(step + 1)" : "solution \(exercise.number)"
    say("More: swift run exercises \(next)".dim())
  }

  private func show(_ printed: Printout) {
    printed.lines.forEach { say("  | \($0)".dim()) }
    if printed.omitted > 0 { say("  | … and \(grouped(printed.omitted)) more lines".dim()) }
  }

  private func show(_ messages: [CompilerMessage], most: Int) {
    var advices: Set<String> = []
    for message in messages.prefix(most) {
      say("  " + message.headline.colored(message.severity == .error ? .red : .yellow))
      say("  " + message.excerpt)
      if let advice = message.advice, advices.insert(advice).inserted { say("  = \(advice)") }
    }
    let rest = messages.count - most
    if rest > 0 { say("  … and \(rest) more of the compiler's \(messages[0].severity)s") }
  }
}

extension Status {
  fileprivate var line: String {
    switch state {
    case .right: "✔ right".colored(.green)
    case .wrong, .broken: "✘ \(reason)".colored(.red)
    case .unjudged: "? \(reason)".dim()
    case .notStarted: "· not started".dim()
    }
  }
}

extension [Status] {
  fileprivate var summary: String {
    func count(_ states: Status.State...) -> Int { self.count { states.contains($0.state) } }
    let unjudged = count(.unjudged)
    return "\(count(.right)) right, \(count(.wrong, .broken)) wrong, "
      + (unjudged > 0 ? "\(unjudged) not judged, " : "") + "\(count(.notStarted)) not started"
  }

  /// 1 if an answer is wrong, or begun and not to be judged.
  fileprivate var exitCode: Int32 { contains { $0.state != .right && $0.state != .notStarted } ? 1 : 0 }
}
