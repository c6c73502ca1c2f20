import Display
import ExerciseChecks
import Foundation

/// The status of an exercise.
struct Status {
  enum State: String { case right, wrong, waiting }
  let state: State
  /// The error, in one line.
  var reason = ""
  /// The lines that the answer itself printed.
  var printed: [String] = []
}

/// Starts each line of the checker's output that is a result. All other lines were printed by the answers.
private let resultPrefix = "=>"

/// Checks exercises in this process, and prints one line of result for each.
func checkHere(_ exercises: [Exercise]) {
  for exercise in exercises {
    alarm(10)  // this signal ends an answer that does not return
    let result =
      switch exercise.diagnoseMine() {
      case .right: "right"
      case .wrong(let finding): "wrong \("\(finding)".split(whereSeparator: \.isNewline).joined(separator: " "))"
      case .notStarted: "waiting"
      }
    say("\(resultPrefix) \(exercise.number) \(result)")
  }
}

/// The status of each exercise by its number. After an answer that traps, a new process checks the next ones.
func statuses(of exercises: [Exercise]) throws -> [String: Status] {
  var result: [String: Status] = [:]
  var rest = exercises[...]
  while !rest.isEmpty {
    let (output, signal) = try checkInProcess(Array(rest))
    var printed: [String] = []
    for line in output.components(separatedBy: "\n") {
      let fields = line.split(separator: " ", maxSplits: 3).map(String.init)
      if fields.first == resultPrefix, fields.count >= 3, let state = Status.State(rawValue: fields[2]) {
        result[fields[1]] = Status(state: state, reason: fields.count > 3 ? fields[3] : "", printed: printed)
        printed = []
      } else {
        printed.append(line)
      }
    }
    rest = rest.drop { result[$0.number] != nil }
    if let trapped = rest.popFirst() {
      result[trapped.number] = Status(state: .wrong, reason: reason(in: output, signal: signal))
    }
  }
  return result
}

/// Checks exercises in a new process. Returns its output, and the signal that ended it.
private func checkInProcess(_ exercises: [Exercise]) throws -> (output: String, signal: Int32) {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = Bundle.main.executableURL
  process.arguments = ["--check"] + exercises.map(\.number)
  let backtrace = "enable=yes,color=no,threads=crashed,images=none,registers=none,limit=32,interactive=no"
  process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": backtrace]) { $1 }
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (output, process.terminationStatus)
}

/// The reason why a process ended, and the line of the learner's file where it did.
private func reason(in output: String, signal: Int32) -> String {
  if signal == SIGALRM { return "no answer after 10 seconds: is there an endless loop?" }
  let fatal = output.firstMatch(of: /(?:Fatal error|Error): (.+)/)
  let location = output.firstMatch(of: /exercises\/\d\d-[a-z-]+\/My\w+\.swift:\d+/)
  return "it traps: \(fatal?.1 ?? "signal \(signal)")" + (location.map { ", at \($0.0)" } ?? "")
}
