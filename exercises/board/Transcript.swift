import ExerciseChecks
import Foundation

/// What one judge process wrote, taken in as it comes: an answer may print without end.
struct Transcript {
  /// The results, by the number of the exercise.
  private(set) var statuses: [String: Status] = [:]
  /// The last call of an answer.
  private(set) var lastCall: Record?
  /// Whether it did not return in time.
  private(set) var isLate = false
  /// What was printed since the last result.
  private(set) var printed = Printout()
  /// What Swift says when a program crashes, from the first line on.
  private(set) var crash: [String] = []

  private var line: [UInt8] = []
  private static let crashLimit = 300

  mutating func read(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        endLine()
      } else {
        // A record may follow a line that an answer did not end.
        if byte == Record.mark.asciiValue, !line.isEmpty { endLine() }
        if line.count < 4 * Printout.widthLimit { line.append(byte) }
      }
    }
  }

  /// Ends the last line. To be called when there is no more to read.
  mutating func finish() {
    if !line.isEmpty { endLine() }
    if !crash.isEmpty { printed.dropEmptyLinesAtEnd() }  // Swift begins with one
  }

  private mutating func endLine() {
    defer { line.removeAll(keepingCapacity: true) }
    let text = String(decoding: line, as: UTF8.self)
    if let record = Record(text) {
      take(record)
    } else if !crash.isEmpty || Crash.begins(text) {
      if crash.count < Transcript.crashLimit { crash.append(text) }
    } else if !isLate {
      printed.append(text)
    }
  }

  private mutating func take(_ record: Record) {
    // Who goes on has not crashed: the answer itself printed what looked like it.
    printed.append(crash)
    crash = []
    switch record.kind {
    case .checking: return lastCall = record
    case .late: return isLate = true
    case .right: statuses[record.number] = Status(state: .right, printed: printed)
    case .wrong: statuses[record.number] = Status(state: .wrong, reason: record.text, printed: printed)
    case .notStarted: statuses[record.number] = Status(state: .notStarted, printed: printed)
    }
    printed = Printout()
  }
}
