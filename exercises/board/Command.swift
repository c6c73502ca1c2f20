import ExerciseChecks

/// The command of `swift run exercises`, parsed from its arguments.
enum Command {
  case list
  case help
  case chapter(Chapter)
  case task(Chapter, Exercise)
  case hint(Exercise, step: Int)
  case solution(Chapter, Exercise)
  case reset(Chapter, isConfirmed: Bool)
  /// Checks exercises in a process of its own, which the board starts: if an answer traps, only that process ends.
  case check([Exercise])

  static let usage = """
    swift run exercises                    all exercises with their status
    swift run exercises 00                 the tasks of chapter 00, and the file for your answers
    swift run exercises 00.3               one task
    swift run exercises hint 00.3 [1|2|3]  a hint; 2 says more, 3 almost everything
    swift run exercises solution 00.3      the solution
    swift run exercises reset 00           empties the file of chapter 00; `reset 00 discard` if it has answers
    """

  init(_ words: [String]) throws {
    switch words.first {
    case nil: self = .list
    case "--help", "-h", "help": self = .help
    case "hint":
      let (_, exercise) = try Command.exercise(words, most: 3)
      let steps = 1...exercise.hints.count
      guard let step = Int(words.count > 2 ? words[2] : "1"), steps.contains(step) else {
        throw BadArguments("there is no hint \(words[2]); hints are 1 to \(exercise.hints.count)")
      }
      self = .hint(exercise, step: step)
    case "solution":
      let (chapter, exercise) = try Command.exercise(words, most: 2)
      self = .solution(chapter, exercise)
    case "reset":
      guard words.count >= 2 else { throw BadArguments("reset which chapter? As in: reset 00") }
      try Command.refuse(words.dropFirst(words.dropFirst(2).first == "discard" ? 3 : 2))
      self = .reset(try Command.chapter(words[1]), isConfirmed: words.count == 3)
    case "--check": self = .check(try words.dropFirst().map { try Command.exercise(named: $0).1 })
    case let word?:
      guard word.first?.isNumber == true else {
        throw BadArguments("unknown argument \"\(word)\"; --help lists the commands")
      }
      try Command.refuse(words.dropFirst())
      if word.contains(".") {
        let (chapter, exercise) = try Command.exercise(named: word)
        self = .task(chapter, exercise)
      } else {
        self = .chapter(try Command.chapter(word))
      }
    }
  }
}

/// Arguments that are not a command.
struct BadArguments: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

extension Command {
  /// The exercise that the second argument names. There may be at most `most` arguments.
  private static func exercise(_ words: [String], most: Int) throws -> (Chapter, Exercise) {
    guard words.count >= 2 else { throw BadArguments("\(words[0]) for which exercise? As in: \(words[0]) 00.1") }
    try refuse(words.dropFirst(most))
    return try exercise(named: words[1])
  }

  private static func exercise(named number: String) throws -> (Chapter, Exercise) {
    for chapter in Chapter.all {
      if let exercise = chapter.exercises.first(where: { $0.number == number }) { return (chapter, exercise) }
    }
    throw BadArguments("there is no exercise \"\(number)\"; `swift run exercises` lists them")
  }

  private static func chapter(_ number: String) throws -> Chapter {
    if let chapter = Chapter.all.first(where: { $0.number == number }) { return chapter }
    throw BadArguments(
      "no exercises for a chapter \"\(number)\"; there are \(Chapter.all.map(\.number).joined(separator: ", "))")
  }

  private static func refuse(_ words: ArraySlice<String>) throws {
    if let word = words.first { throw BadArguments("unknown argument \"\(word)\"; --help lists the commands") }
  }
}
