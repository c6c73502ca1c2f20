import ExerciseChecks
import Quizzes

/// The command of `swift run exercises`, parsed from its arguments.
enum Command {
  case list
  case help
  case tasks(Chapter, [Exercise])
  case next
  /// A hint for an exercise, or for the first of the chapter that is not right.
  case hint(Chapter, Exercise?, step: Int)
  case solution(Chapter, Exercise)
  case reset(Chapter, isConfirmed: Bool)
  /// The answers are indices of choices; nil if they are still to be given.
  case quiz(Quiz, answers: [Int]?)

  static let usage = """
    swift run exercises                    all exercises with their status
    swift run exercises next               the first task to do
    swift run exercises 00                 the tasks of chapter 00, and the file for your answers
    swift run exercises 00.3               one task, and the verdict on your answer
    swift run exercises hint 00.3 [1|2|3]  a hint; 2 says more, 3 almost everything
    swift run exercises solution 00.3      the solution
    swift run exercises reset 00           empties the file of chapter 00; `reset 00 discard` if it has answers
    swift run exercises quiz 00            questions on chapter 00, each with a few answers to choose from

    A number may be short: 0.3 is 00.3. `hint 00` is for the first exercise of chapter 00 that is not right. `discard`
    keeps a copy of your answers. `quiz 00 --answers 1,3,2` gives the choices for the first questions at once.
    `--skip-build` judges the answers as they were when last built. The exit code is 1 if an answer is wrong.
    """

  init(_ words: [String]) throws {
    switch words.first {
    case nil: self = .list
    case "--help", "-h", "help": self = .help
    case "next":
      try Command.refuse(words.dropFirst())
      self = .next
    case "hint":
      let (chapter, exercise) = try Command.place(words, most: 3)
      let steps = 1...chapter.exercises[0].hints.count
      guard let step = Int(words.count > 2 ? words[2] : "1"), steps.contains(step) else {
        throw BadArguments("there is no hint \(words[2]); hints are 1 to \(steps.upperBound)")
      }
      self = .hint(chapter, exercise, step: step)
    case "solution":
      guard case (let chapter, let exercise?) = try Command.place(words, most: 2) else {
        throw BadArguments("solution for which exercise? As in: solution \(words[1]).1")
      }
      self = .solution(chapter, exercise)
    case "reset":
      guard words.count >= 2 else { throw BadArguments("reset which chapter? As in: reset 00") }
      try Command.refuse(words.dropFirst(words.dropFirst(2).first == "discard" ? 3 : 2))
      guard case (let chapter, nil) = try Command.place(named: words[1]) else {
        throw BadArguments("only a whole chapter can be reset, as in: reset \(words[1].prefix { $0 != "." })")
      }
      self = .reset(chapter, isConfirmed: words.count == 3)
    case "quiz": self = try Command.quiz(words.dropFirst())
    case let word?:
      guard word.first?.isNumber == true else {
        throw BadArguments.unknown(word)
      }
      try Command.refuse(words.dropFirst())
      let (chapter, exercise) = try Command.place(named: word)
      self = .tasks(chapter, exercise.map { [$0] } ?? chapter.exercises)
    }
  }
}

/// Arguments that are not a command.
struct BadArguments: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func unknown(_ word: String) -> BadArguments {
    BadArguments("unknown argument \"\(word)\"; --help lists the commands")
  }
}

extension Command {
  /// The chapter or exercise that the second argument names. There may be at most `most` arguments.
  private static func place(_ words: [String], most: Int) throws -> (Chapter, Exercise?) {
    guard words.count >= 2 else { throw BadArguments("\(words[0]) for which exercise? As in: \(words[0]) 00.1") }
    try refuse(words.dropFirst(most))
    return try place(named: words[1])
  }

  /// A chapter, `00` or `0`, or an exercise in it, `00.3` or `0.3`.
  private static func place(named number: String) throws -> (Chapter, Exercise?) {
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let chapter = Chapter.all.first(where: { parts[0] == $0.number || "0\(parts[0])" == $0.number }) else {
      throw BadArguments(
        "no exercises for a chapter \"\(parts[0])\"; there are \(Chapter.all.map(\.number).joined(separator: ", "))")
    }
    if parts.count == 1 { return (chapter, nil) }
    guard let exercise = chapter.exercises.first(where: { $0.number == "\(chapter.number).\(parts[1])" }) else {
      throw BadArguments("there is no exercise \"\(number)\"; `swift run exercises` lists them")
    }
    return (chapter, exercise)
  }

  static func refuse(_ words: ArraySlice<String>) throws {
    if let word = words.first { throw BadArguments.unknown(word) }
  }
}
