import Tensors

/// Why a vocabulary or merges file cannot be used.
public struct TokenFileError: BadFile, Equatable {
  public let file: String
  /// The line number from 1; nil when the problem concerns the whole file.
  public let line: Int?
  public let problem: String

  package init(_ file: String, line: Int? = nil, _ problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  public var description: String { "\(file)\(line.map { ", line \($0)" } ?? ""): \(problem)" }
}
