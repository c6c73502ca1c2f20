import Display
import ExerciseChecks
import Foundation

/// How an exercise stands, in words.
struct Standing {
  enum State: String { case right, wrong, waiting }
  let state: State
  /// What is wrong, on one line.
  var reason = ""
  /// What the answer itself printed.
  var printed: [String] = []
}

/// Marks the lines of a judging process that are results; all others were printed by the answers.
private let mark = "=>"

/// Judges exercises in this process and prints one marked line for each.
func judgeHere(_ exercises: [Exercise]) {
  for exercise in exercises {
    alarm(10)  // an answer that never ends is ended by this signal
    let result =
      switch exercise.diagnoseMine() {
      case .right: "right"
      case .wrong(let finding): "wrong \("\(finding)".split(whereSeparator: \.isNewline).joined(separator: " "))"
      case .notStarted: "waiting"
      }
    say("\(mark) \(exercise.number) \(result)")
  }
}

/// How exercises stand, by number. Where an answer traps, judging goes on behind it.
func standings(of exercises: [Exercise]) throws -> [String: Standing] {
  var result: [String: Standing] = [:]
  var rest = exercises[...]
  while !rest.isEmpty {
    let (output, signal) = try judgeElsewhere(Array(rest))
    var printed: [String] = []
    for line in output.components(separatedBy: "\n") {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      if words.first == mark, words.count >= 3, let state = Standing.State(rawValue: words[2]) {
        result[words[1]] = Standing(state: state, reason: words.count > 3 ? words[3] : "", printed: printed)
        printed = []
      } else {
        printed.append(line)
      }
    }
    rest = rest.drop { result[$0.number] != nil }
    if let trapped = rest.popFirst() {
      result[trapped.number] = Standing(state: .wrong, reason: lastWords(in: output, signal: signal))
    }
  }
  return result
}

/// What a process of its own prints, and the signal that ended it.
private func judgeElsewhere(_ exercises: [Exercise]) throws -> (output: String, signal: Int32) {
  let process = Process()
  let pipe = Pipe()
  process.executableURL = Bundle.main.executableURL
  process.arguments = ["--judge"] + exercises.map(\.number)
  let backtrace = "enable=yes,color=no,threads=crashed,images=none,registers=none,limit=32,interactive=no"
  process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": backtrace]) { $1 }
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  return (output, process.terminationStatus)
}

/// Why a process died, and the line of the learner's file where it did.
private func lastWords(in output: String, signal: Int32) -> String {
  if signal == SIGALRM { return "no answer after 10 seconds: does a loop never end?" }
  let fatal = output.firstMatch(of: /(?:Fatal error|Error): (.+)/)
  let position = output.firstMatch(of: /exercises\/\d\d-[a-z-]+\/My\w+\.swift:\d+/)
  return "it traps: \(fatal?.1 ?? "signal \(signal)")" + (position.map { ", at \($0.0)" } ?? "")
}
