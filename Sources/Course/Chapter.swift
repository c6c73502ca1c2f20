@_exported import Display
import Foundation
import Tensors
@_exported import Training

/// A chapter's program: its options, its pictures, its results, and how it ends.
public final class Chapter {
  public let name: String
  let summary: String
  let options: [Option]
  let commands: [Command]
  /// What is to be done instead of the story, if anything.
  public let command: Command?
  let arguments: Arguments
  var pictures = Pictures()
  /// What `--json` prints.
  public var results: JSON = [:]

  /// Reads the command line; an unknown option ends the program with one line and exit code 64.
  ///
  /// - Parameters:
  ///   - trains: Whether the chapter trains models that can be saved.
  ///   - options: The options of this chapter alone.
  ///   - commands: What can be done instead of the story. The first word of the command line may name one.
  public init(
    _ name: String, _ summary: String, trains: Bool = true, options: [Option] = [], commands: [Command] = []
  ) {
    self.name = name
    self.summary = summary
    self.commands = commands
    var words = Array(CommandLine.arguments.dropFirst())
    command = words.first.flatMap { first in commands.first { $0.name == first } }
    if command != nil { words.removeFirst() }
    self.options =
      command.map { Command.common + $0.options } ?? Option.common + (trains ? Option.training : []) + options
    do {
      if let first = words.first, command == nil, !commands.isEmpty, !first.hasPrefix("--") {
        throw UsageError("\(first): unknown command; --help lists them")
      }
      arguments = try Arguments(words, options: self.options, trains: trains, texts: command?.texts)
    } catch {
      Chapter.end("\(name): \(error)", code: 64)
    }
    if arguments.has("help") {
      print(help, terminator: "")
      exit(0)
    }
    Screen.usesStandardError = isJSON
    if let threads = arguments.integer("threads") { Threads.count = threads }
  }

  public var seed: Int { arguments.integer("seed") ?? 0 }

  /// Whether a chapter that takes `--full` should train its larger sizes, too.
  public var isFull: Bool { arguments.has("full") }

  /// Whether everything should be over in a few seconds.
  public var isQuick: Bool { arguments.has("quick") }

  private var isJSON: Bool { arguments.has("json") }

  /// A generator of its own for this run of the chapter.
  public var generator: Generator { Generator(seed: seed) }

  /// How many steps to train: `--steps`, or else `quick` under `--quick`, or else `usual`.
  public func steps(_ usual: Int, quick: Int) -> Int { arguments.integer("steps") ?? (isQuick ? quick : usual) }

  public func integer(_ option: String) -> Int? { arguments.integer(option) }

  public func number(_ option: String) -> Double? { arguments.number(option) }

  public func text(_ option: String) -> String? { arguments.text(option) }

  /// The texts that follow a command.
  public var words: [String] { arguments.words }

  /// Whether an option without a value was given.
  public func has(_ option: String) -> Bool { arguments.has(option) }

  public func file(_ option: String) -> String? { arguments.text(option) }

  /// Runs the chapter, then writes the results for `--json` and the files for `--pictures`.
  public func run(_ story: (Chapter) throws -> Void) {
    do {
      try checkFiles()
      try story(self)
      if isJSON { Screen.writeResult(results.encoded) }
      if let folder = file("pictures") { try pictures.save(in: folder) }
      let number = name.prefix { $0.isNumber }
      if command == nil, !number.isEmpty { say("next: swift run exercises \(number)") }
      try Screen.checkOutput()
    } catch let error as UsageError {
      Chapter.end("\(name): \(error)", code: 64)
    } catch let error as any BadFile {
      Chapter.end("\(name): \(error)", code: 65)
    } catch let error as WriteError {
      Chapter.end("\(name): \(error)", code: 65)
    } catch let error as Interrupted {
      Chapter.end("\(name): stopped after step \(error.step) and saved; to go on: \(toResume(error.path))", code: 130)
    } catch {
      Chapter.end("\(name): \(error)", code: 1)
    }
  }

  private var help: String {
    let width = options.map(\.usage.count).max() ?? 0
    let lines = options.map { option in
      "  \(option.usage)\(String(repeating: " ", count: width - option.usage.count))  \(option.help)"
    }
    let title = command.map { "\(name) \($0.name): \($0.help)" } ?? "\(name): \(summary)"
    let usage = command.map { "swift run \(name) \($0.usage)" } ?? "swift run \(name) [options]"
    let others = command == nil ? commands.map { "swift run \(name) \($0.usage)\n  \($0.help)" } : []
    return ([title, "", usage, ""] + lines + (others.isEmpty ? [] : [""]) + others).joined(separator: "\n") + "\n"
  }

  static func end(_ message: String, code: Int32) -> Never {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ").printable
    FileHandle.standardError.write(Data("\(line)\n".utf8))
    exit(code)
  }
}
