import Display
import ExerciseChecks
import Foundation

extension Command {
  func run() throws {
    switch self {
    case .list: try printList()
    case .help: say(Command.usage)
    case .chapter(let chapter): try printTasks(of: chapter, chapter.exercises)
    case .task(let chapter, let exercise): try printTasks(of: chapter, [exercise])
    case .hint(let exercise, let step): printHint(exercise, step)
    case .solution(let chapter, let exercise): say(try chapter.solution(of: exercise))
    case .reset(let chapter, let isConfirmed): try makeBlank(chapter, isConfirmed: isConfirmed)
    case .check(let exercises): checkHere(exercises)
    }
  }
}

private func printList() throws {
  let statuses = try statuses(of: Chapter.all.flatMap(\.exercises))
  for chapter in Chapter.all {
    say("\(chapter.number) \(chapter.name)".bold() + "  \(chapter.mine)".dim())
    let width = chapter.exercises.map(\.name.count).max() ?? 0
    for exercise in chapter.exercises {
      let name = exercise.name.padding(toLength: width, withPad: " ", startingAt: 0)
      say("  \(exercise.number) \(name)  \(statuses[exercise.number]!.line)")
    }
    say()
  }
  func count(_ state: Status.State) -> Int { statuses.values.count { $0.state == state } }
  say("\(statuses.count) exercises: \(count(.right)) right, \(count(.wrong)) wrong, \(count(.waiting)) not started")
  say("swift run exercises 00 shows the tasks of chapter 00; --help lists the other commands.")
}

private func printTasks(of chapter: Chapter, _ exercises: [Exercise]) throws {
  let statuses = try statuses(of: exercises)
  let tasks = try chapter.readTasks()
  for exercise in exercises {
    guard let task = tasks.first(where: { $0.name == exercise.name }) else { continue }
    say(task.summary.bold())
    task.comment.dropFirst().forEach { say($0.isEmpty ? "" : "  \($0)") }
    say()
    task.signature.forEach { say("  \($0.trimmingPrefix("  "))".colored(.blue)) }
    say()
    statuses[exercise.number]!.printed.forEach { say("  | \($0)".dim()) }
    say("  \(statuses[exercise.number]!.line)")
    say()
  }
  say(
    "Write your answer in \(chapter.mine), then run this again. Stuck? swift run exercises hint \(exercises[0].number)")
}

private func printHint(_ exercise: Exercise, _ step: Int) {
  say("\(exercise), hint \(step) of \(exercise.hints.count)".bold())
  say(exercise.hints[step - 1])
  let next = step < exercise.hints.count ? "hint \(exercise.number) \(step + 1)" : "solution \(exercise.number)"
  say("More: swift run exercises \(next)".dim())
}

private func makeBlank(_ chapter: Chapter, isConfirmed: Bool) throws {
  if try chapter.isBlank() { return say("\(chapter.mine) is blank already.") }
  guard isConfirmed else {
    throw BadArguments("\(chapter.mine) has answers in it; `reset \(chapter.number) discard` deletes them")
  }
  try writeAtomically(Data(chapter.blank().utf8), to: chapter.mine.location.path)
  say("\(chapter.mine) is blank again.")
}

extension Status {
  fileprivate var line: String {
    switch state {
    case .right: "✔ right".colored(.green)
    case .wrong: "✘ \(reason)".colored(.red)
    case .waiting: "· not started".dim()
    }
  }
}
