import ExerciseChecks

/// The status of an exercise.
struct Status: Equatable {
  enum State {
    case right, wrong, notStarted
    /// Its file does not compile: because of this answer, or of another one.
    case broken, unjudged
  }

  let state: State
  /// The error, in one line.
  var reason = ""
  /// What the answer itself printed.
  var printed = Printout()
}

/// What is known about the answers to one chapter.
struct Report {
  /// By the number of the exercise.
  var statuses: [String: Status]
  /// Errors if the answers do not compile, or else warnings.
  var messages: [CompilerMessage] = []
  /// What was said if the answers cannot be built for another reason.
  var output = Printout()
}

/// The lines that a program printed, up to a limit.
struct Printout: Equatable {
  static let (lineLimit, widthLimit) = (20, 200)

  private(set) var lines: [String] = []
  /// How many more there were.
  private(set) var omitted = 0

  mutating func append(_ line: String) {
    guard lines.count < Printout.lineLimit else { return omitted += 1 }
    let printable = line.filter {
      !$0.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\t" }
    }
    lines.append(printable.count > Printout.widthLimit ? printable.prefix(Printout.widthLimit) + " …" : printable)
  }

  mutating func append(_ lines: [String]) { lines.forEach { append($0) } }

  mutating func dropEmptyLinesAtEnd() {
    while omitted == 0, lines.last == "" { lines.removeLast() }
  }
}
