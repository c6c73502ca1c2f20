import Foundation
import TestSupport

/// The folders of the repository, and the chapters in it.
enum House {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A numbered room, as in `Sources/03-RNN`.
  struct Room: Sendable, CustomStringConvertible {
    let number: Int
    let module: String
    var digits: String { number < 10 ? "0\(number)" : "\(number)" }
    /// The name of the chapter's folder and program, as in `03-rnn`.
    var chapter: String { "\(digits)-\(module.lowercased())" }
    var description: String { "\(digits)-\(module)" }
  }

  static let rooms: [Room] = names(in: "Sources").compactMap { name in
    let parts = name.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, let number = Int(parts[0]) else { return nil }
    return Room(number: number, module: String(parts[1]))
  }

  /// The programs that tell a story, each with a README in its folder of `chapters`: those of the rooms, and `compare`.
  static let programs = rooms.map(\.chapter) + ["compare"]

  static func url(_ path: String) -> URL { root.appendingPathComponent(path) }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: url(path).path) }

  static func text(_ path: String) throws -> String { try String(contentsOf: url(path), encoding: .utf8) }

  static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: url(folder).path).sorted()) ?? []
  }

  /// The names at the top level of what is committed: a reader's checkpoints and data beside it are no part of the house.
  ///
  /// All names that are not hidden where there is no git to ask.
  static func topLevelNames() -> [String] {
    let (git, output) = (Process(), Pipe())
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = ["git", "-C", root.path, "ls-tree", "--name-only", "HEAD"]
    (git.standardOutput, git.standardError) = (output, Pipe())
    guard (try? git.run()) != nil else { return names(in: ".").filter { !$0.hasPrefix(".") } }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    git.waitUntilExit()
    let committed = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    return (git.terminationStatus == 0 ? committed.sorted() : names(in: ".")).filter { !$0.hasPrefix(".") }
  }

  /// Every Swift file below a folder, as a path from the root.
  static func swiftFiles(in folder: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: url(folder).path)?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
  }
}

/// A program of the package, run to its end as a reader would.
struct Program {
  let status: Int32
  let output: String
  let errors: String

  init(_ name: String, _ arguments: [String]) throws {
    let process = try ChapterProcess(name, arguments)
    status = process.wait()
    (output, errors) = (process.output, process.errors)
  }
}
