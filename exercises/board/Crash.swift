import ExerciseChecks
import Foundation

/// The end of a judge process before it was done.
struct Crash {
  let ending: Ending
  /// What Swift said about it.
  let lines: [String]
  /// Where the answers are.
  let folder: String

  enum Ending: Equatable {
    case signal(Int32)
    case exit(code: Int32)
    /// The answer took more time than that.
    case late(seconds: Int)
  }

  /// Whether a line is the first that Swift prints when a program crashes.
  static func begins(_ line: String) -> Bool {
    line.firstMatch(of: /^(.+\.swift:\d+: )?(Fatal error|Precondition failed|Assertion failed)/) != nil
      || line.hasPrefix("swift-runtime: ") || line.hasPrefix("*** Signal ") || line.hasPrefix("*** Program crashed")
  }

  /// The reason in one line.
  ///
  /// - Parameter occasion: When the answer was called: `for a matrix`.
  func reason(_ occasion: String?) -> String {
    let when = occasion.map { " \($0)" } ?? ""
    let place = location.map { ", at \($0)" } ?? ""
    switch ending {
    case .late(let seconds):
      return "no answer after \(seconds) seconds\(when)\(place): is there an endless loop?"
    case .signal(let signal):
      return "it traps\(when): \(message ?? Crash.name(of: signal))\(place)"
    case .exit(let code):
      return "it ended the whole program\(when), with exit code \(code): an answer returns or throws\(place)"
    }
  }

  /// What the program said, as in `fatalError("…")`, or what the line did that trapped.
  private var message: String? {
    let pattern = #/(?:Fatal error|Precondition failed|Assertion failed)(?:: (.+))?$/#
    if let match = lines.lazy.compactMap({ $0.firstMatch(of: pattern) }).first {
      return match.1.map(String.init) ?? "a precondition failed"
    }
    let failure = #/Swift runtime failure: (.+?) in /#
    return lines.lazy.compactMap { $0.firstMatch(of: failure) }.first.map { String($0.1) }
  }

  /// The line of the learner's file, from the trace of the calls.
  private var location: String? {
    lines.lazy.compactMap { line in
      guard let start = line.firstRange(of: "\(folder)/")?.upperBound else { return nil }
      return line[start...].prefixMatch(of: /(?!main\.|\w+Tasks\.)\w+\.swift:\d+/).map { "\(folder)/\($0.0)" }
    }.first
  }

  static func name(of signal: Int32) -> String {
    switch signal {
    case SIGILL, SIGTRAP:
      "illegal instruction (a trap: an index out of range, a number too large for its type, or a `!` on nil)"
    case SIGSEGV, SIGBUS: "bad memory access (does the function call itself without end?)"
    case SIGFPE: "arithmetic exception (a division by zero?)"
    case SIGABRT: "abort"
    case SIGKILL: "killed by the system (is there memory without end?)"
    case SIGTERM, SIGINT, SIGHUP: "ended from outside"
    default: "signal \(signal)"
    }
  }
}
