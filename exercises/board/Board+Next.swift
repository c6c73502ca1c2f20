import ExerciseChecks

extension Board {
  /// The exercise that comes after one that is right: in the same chapter, and before the end of it what was left out.
  func next(after exercise: Exercise, in chapter: Chapter) throws -> Exercise? {
    let index = chapter.exercises.firstIndex { $0.number == exercise.number } ?? 0
    return try firstToDo(among: chapter.exercises[(index + 1)...] + chapter.exercises[..<index], of: chapter)
  }

  /// The exercise to go on with: in a chapter that is begun, or else the first.
  func next(among toDo: [(Chapter, Exercise)]) throws -> (Chapter, Exercise)? {
    try toDo.first { try !$0.0.isBlank() } ?? toDo.first
  }

  /// The first exercise of a chapter that is not right, or its first one.
  func firstToDo(in chapter: Chapter) throws -> Exercise {
    try firstToDo(among: chapter.exercises[...], of: chapter) ?? chapter.exercises[0]
  }

  /// One is judged after the other: an answer that does not return costs its time only if it is the one.
  private func firstToDo(among exercises: ArraySlice<Exercise>, of chapter: Chapter) throws -> Exercise? {
    try exercises.first { try !report([$0], chapter).toDo(in: chapter).isEmpty }
  }
}

extension Report {
  /// The exercises that are not right, out of those in the report.
  func toDo(in chapter: Chapter) -> [Exercise] {
    chapter.exercises.filter { exercise in statuses[exercise.number].map { $0.state != .right } ?? false }
  }
}
