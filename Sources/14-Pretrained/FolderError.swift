import Tensors

/// Why a folder with a model cannot be used.
public struct FolderError: BadFile, Equatable {
  public let file: String
  public let problem: String

  public init(_ file: String, _ problem: String) { (self.file, self.problem) = (file, problem) }

  public var description: String { "\(file): \(problem)" }
}
