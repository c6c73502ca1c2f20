import Display
import Foundation
import Tensors

/// The pictures of a run, each with the name of its file.
struct Pictures {
  private(set) var all: [(name: String, svg: String)] = []

  /// Adds a picture. Two of one name would overwrite each other: a mistake in the chapter, which ends the program.
  mutating func add(_ name: String, _ svg: String) {
    let words = name.split(separator: "-", omittingEmptySubsequences: false)
    let isKebabCase = words.allSatisfy { !$0.isEmpty && $0.allSatisfy { "a"..."z" ~= $0 || "0"..."9" ~= $0 } }
    require(isKebabCase, "picture \"\(name)\": the name is not in kebab-case")
    require(!all.contains { $0.name == name }, "picture \"\(name)\": another one has this name")
    all.append((name, svg))
  }

  /// Writes each into a file of its own. One that fails does not cost the others; the first failure is thrown.
  func save(in folder: String) throws(WriteError) {
    try makeFolder(folder)
    var failure: WriteError?
    for (name, svg) in all {
      do { try writeAtomically(Data(svg.utf8), to: "\(folder)/\(name).svg") } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
  }
}

extension Chapter {
  /// Shows a picture, and keeps it for `--pictures`.
  ///
  /// - Parameter name: Of the file, in kebab-case; each picture of a run has its own.
  public func show(_ name: String, _ text: String, svg: String) {
    say(text)
    keep(name, svg: svg)
  }

  /// Keeps a picture for `--pictures` without printing its text.
  public func keep(_ name: String, svg: String) { pictures.add(name, svg) }
}
