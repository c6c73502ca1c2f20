import Foundation

/// The exercises of one chapter, and their files.
public struct Chapter: Sendable {
  /// `00`, as in the names of all folders of this chapter.
  public let number: String
  /// `tensors`
  public let name: String
  /// The tasks: a protocol with doc comments.
  public let tasks: SourceFile
  /// The learner's answers.
  public let mine: SourceFile
  /// The solutions.
  public let solutions: SourceFile
  public let exercises: [Exercise]

  /// - Parameter subject: The stem of the file names: `Tensor` for `TensorTasks.swift` and `TensorSolutions.swift`.
  /// - Parameter mine: The type with the learner's answers.
  init(_ number: String, _ name: String, subject: String, mine: Any.Type, _ exercises: [Exercise]) {
    self.number = number
    self.name = name
    self.exercises = exercises
    tasks = SourceFile("exercises/\(number)-\(name)/\(subject)Tasks.swift")
    self.mine = SourceFile("exercises/\(number)-\(name)/\(mine).swift")
    solutions = SourceFile("exercises/solutions/\(subject)Solutions.swift")
  }
}

/// A Swift file of this package.
public struct SourceFile: Sendable, CustomStringConvertible {
  /// Its path from the package's root.
  public let description: String

  init(_ path: String) { description = path }

  /// Its name without folder and extension, which is the name of the type in it.
  public var name: String { location.deletingPathExtension().lastPathComponent }

  /// Its location on this machine.
  public var location: URL { SourceFile.root.appending(path: description) }

  public func text() throws -> String { try String(contentsOf: location, encoding: .utf8) }

  public func lines() throws -> [String] { try text().components(separatedBy: "\n") }

  /// The package's root, three folders above this file.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
