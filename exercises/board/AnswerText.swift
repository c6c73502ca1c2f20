import ExerciseChecks

/// A file of answers as text, for what can be said of it although it does not compile.
struct AnswerText {
  let file: SourceFile
  private let lines: [String]
  /// The name of the function that begins at each line.
  private let functions: [(line: Int, name: String)]

  init(_ chapter: Chapter) throws {
    file = chapter.mine
    lines = try chapter.mine.lines()
    let names = Set(chapter.exercises.map(\.name))
    functions = lines.enumerated().compactMap { index, line in
      Task.name(in: line).flatMap { names.contains($0) ? (index + 1, $0) : nil }
    }
  }

  /// Whether a message is about the answer to an exercise.
  func contains(_ message: CompilerMessage, _ exercise: Exercise) -> Bool {
    message.file == file.description && lines(of: exercise).contains(message.line)
  }

  /// The lines of an exercise, counted from 1, up to the next exercise.
  private func lines(of exercise: Exercise) -> Range<Int> {
    guard let index = functions.firstIndex(where: { $0.name == exercise.name }) else { return 0..<0 }
    let end = index + 1 < functions.count ? functions[index + 1].line : lines.count + 1
    return functions[index].line..<end
  }

  /// The status of an exercise whose file does not compile.
  func statusUnbuilt(_ exercise: Exercise, because messages: [CompilerMessage]) -> Status {
    if let message = messages.first(where: { contains($0, exercise) }) {
      return Status(state: .broken, reason: "\(file):\(message.line) does not compile")
    }
    let isStarted = !lines(of: exercise).contains { lines[$0 - 1].contains("throw NotStarted()") }
    return isStarted
      ? Status(state: .unjudged, reason: "not judged: \(file) does not \(messages.isEmpty ? "build" : "compile")")
      : Status(state: .notStarted)
  }
}
