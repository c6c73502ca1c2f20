import Foundation

/// The exercises of one chapter, and their files.
public struct Chapter: Sendable {
  /// `00`, as in the names of all folders of this chapter.
  public let number: String
  /// `tensors`
  public let name: String
  public let root: URL
  /// The folder of its tasks and of the learner's answers, from the root.
  public let folder: String
  /// The tasks: a protocol with doc comments.
  public let tasks: SourceFile
  /// The learner's answers.
  public let mine: SourceFile
  /// The program that checks the learner's answers: one for each chapter, so that an answer that does not compile stops
  /// no other chapter.
  public let judge: String
  /// The solutions.
  public let solutions: SourceFile
  public let exercises: [Exercise]

  /// - Parameter subject: The stem of all names: `Tensor` for `TensorTasks.swift` and for the program `TensorAnswers`.
  /// - Parameter mine: The name of the type with the learner's answers.
  init(
    _ number: String, _ name: String, subject: String, mine: String, _ exercises: [Exercise],
    in root: URL = SourceFile.root
  ) {
    self.number = number
    self.name = name
    self.exercises = exercises
    judge = "\(subject)Answers"
    folder = "exercises/\(number)-\(name)"
    self.root = root
    tasks = SourceFile("\(folder)/\(subject)Tasks.swift", in: root)
    self.mine = SourceFile("\(folder)/\(mine).swift", in: root)
    solutions = SourceFile("exercises/solutions/\(subject)Solutions.swift", in: root)
  }
}

/// A Swift file of this package.
public struct SourceFile: Sendable, CustomStringConvertible {
  /// Its path from the root.
  public let description: String
  private let folder: URL

  public init(_ path: String, in root: URL = SourceFile.root) { (description, folder) = (path, root) }

  /// Its name without folder and extension, which is the name of the type in it.
  public var name: String { location.deletingPathExtension().lastPathComponent }

  /// Its location on this machine.
  public var location: URL { folder.appending(path: description) }

  public func text() throws -> String { try String(contentsOf: location, encoding: .utf8) }

  public func lines() throws -> [String] { try text().components(separatedBy: "\n") }

  /// The package's root, three folders above this file.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
