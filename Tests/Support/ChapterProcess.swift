import Foundation

/// A program of the package at work: to be waited for, interrupted or killed.
public final class ChapterProcess {
  private let process = Process()
  private let folder: URL

  /// Starts the program in a folder of its own.
  ///
  /// - Parameters:
  ///   - input: Where its standard input comes from, if there is any.
  ///   - output: Where its standard output goes, if not to `output`.
  ///   - files: The files that are in the folder before, each empty.
  ///   - environment: Variables that are set beside those of the tests.
  public init(
    _ name: String, _ arguments: [String], input: String? = nil, output: String? = nil, files: [String] = [],
    environment: [String: String] = [:]
  ) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for stream in ["output", "errors"] + files { try Data().write(to: folder.appendingPathComponent(stream)) }
    process.executableURL = ChapterProcess.programs.appendingPathComponent(name)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    process.standardInput =
      try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) } ?? FileHandle.nullDevice
    process.standardOutput = try FileHandle(
      forWritingTo: output.map { URL(fileURLWithPath: $0) } ?? folder.appendingPathComponent("output"))
    process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent("errors"))
    try ChapterProcess.withSignals { try process.run() }
  }

  /// Lets signals through on this thread: those that the tests run on block them, and a program inherits that.
  private static func withSignals(_ body: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  deinit {
    if process.isRunning { kill() }
    try? FileManager.default.removeItem(at: folder)
  }

  public var output: String { text("output") }
  public var errors: String { text("errors") }
  public var isRunning: Bool { process.isRunning }

  /// The files that the program left where it ran.
  public var files: [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return found.filter { $0 != "output" && $0 != "errors" }.sorted()
  }

  /// Waits for the end; returns the exit code, or the negative number of the signal that ended it.
  @discardableResult
  public func wait() -> Int32 {
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
  }

  /// Ctrl-C.
  public func interrupt() { process.interrupt() }

  /// SIGKILL, which no program can catch.
  @discardableResult
  public func kill() -> Int32 {
    send(SIGKILL)
    return wait()
  }

  public func send(_ signal: Int32) {
    #if canImport(Glibc)
      Glibc.kill(process.processIdentifier, signal)
    #else
      Darwin.kill(process.processIdentifier, signal)
    #endif
  }

  /// Waits until `condition` holds, as long as the program runs; false when it does not come to that.
  public func wait(until condition: () -> Bool) -> Bool {
    while !condition() {
      if !isRunning { return condition() }
      usleep(2000)
    }
    return true
  }

  private func text(_ stream: String) -> String {
    (try? String(contentsOf: folder.appendingPathComponent(stream), encoding: .utf8)) ?? ""
  }

  /// Where the package's programs lie: beside the tests that run now.
  public static let programs: URL = {
    let tests = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    var folder = URL(fileURLWithPath: tests).resolvingSymlinksInPath().deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("benchmark").path), folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    return folder
  }()
}
