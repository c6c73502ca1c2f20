import Foundation

/// Says it on standard error and ends.
func stop(_ message: String, code: Int32 = 64) -> Never {
  FileHandle.standardError.write(Data((message + "\n").utf8))
  exit(code)
}

/// A command that was run to its end, or stopped.
struct Command {
  private(set) var status: Int32
  /// Whether its time was over.
  private(set) var isLate = false
  /// The last part of what it printed.
  private(set) var output = ""

  /// Runs it for at most so many seconds and in so much memory, and, if wanted, no longer than until a test fails.
  init(_ words: [String], seconds: Double, untilFailure: Bool = false) {
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", #"ulimit -v 16000000 2> /dev/null; exec "$@""#, "sh"] + words
    // Exit tests crash on purpose: a backtrace of each takes seconds.
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    (process.standardOutput, process.standardError) = (pipe, pipe)
    do { try process.run() } catch { stop("\(error)", code: 70) }
    let end = Date(timeIntervalSinceNow: seconds)
    let alarm = DispatchWorkItem { process.interrupt() }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: alarm)
    while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
      output = String((output + String(decoding: data, as: UTF8.self)).suffix(1 << 16))
      if untilFailure && output.contains("recorded an issue") { process.interrupt() }
    }
    process.waitUntilExit()
    alarm.cancel()
    status = process.terminationStatus
    isLate = Date() >= end
  }
}
