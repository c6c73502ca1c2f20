import ExerciseChecks
import Foundation

/// The outcome of building a judge.
struct Build {
  var isDone = true
  var messages: [CompilerMessage] = []
  /// Everything that was said, if the build failed and no answer is to blame.
  var output = Printout()
}

/// Builds the programs that depend on a learner's answers.
struct Builder {
  /// Where this package's programs lie.
  let programs: URL
  /// Builds a product. Returns what the compiler said.
  let run: (_ product: String) throws -> (output: String, isDone: Bool)

  /// Builds the judge of a chapter, unless that was done with the files as they are.
  func build(_ chapter: Chapter) throws -> Build {
    let stamp = programs.appending(path: "\(chapter.judge).built")
    let state = try state(of: chapter)
    if let text = try? String(contentsOf: stamp, encoding: .utf8), text.hasPrefix(state) {
      return Build(messages: CompilerMessage.messages(in: String(text.dropFirst(state.count)), about: chapter))
    }
    let (output, isDone) = try run(chapter.judge)
    var build = Build(isDone: isDone, messages: CompilerMessage.messages(in: output, about: chapter))
    if isDone {
      try Data((state + output).utf8).write(to: stamp)
    } else if !build.messages.contains(where: { $0.severity == .error }) {
      build.messages = []
      build.output.append(output.components(separatedBy: "\n"))
    }
    return build
  }

  /// Sizes and times of all that a judge is made of: the files of answers, and the checks, which the board contains too.
  private func state(of chapter: Chapter) throws -> String {
    let folder = chapter.root.appending(path: chapter.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    let board = programs.appending(path: "exercises")
    return try (names.sorted().map { folder.appending(path: $0) } + [board]).map { file in
      let facts = try FileManager.default.attributesOfItem(atPath: file.path)
      let time = (facts[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
      return "\(file.lastPathComponent) \(facts[.size] ?? 0) \(time)\n"
    }.joined()
  }
}

extension Builder {
  /// Builds as `swift build` does.
  init(programs: URL) {
    let options = Builder.options(programs)
    self.init(programs: programs) { product in
      let (process, pipe) = (Process(), Pipe())
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments =
        ["swift", "build", "--quiet", "--package-path", SourceFile.root.path, "--product", product] + options
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return (output, process.terminationReason == .exit && process.terminationStatus == 0)
    }
  }

  /// The options with which the board itself was built, as its own place tells: `.build/x86_64-unknown-linux-gnu/debug`.
  private static func options(_ programs: URL) -> [String] {
    var options: [String] = []
    #if Double
      options += ["--traits", "Double"]
    #endif
    let configuration = programs.lastPathComponent
    guard ["debug", "release"].contains(configuration) else { return options }
    let scratch = programs.deletingLastPathComponent().deletingLastPathComponent()
    return options + ["--configuration", configuration, "--scratch-path", scratch.path]
  }
}
