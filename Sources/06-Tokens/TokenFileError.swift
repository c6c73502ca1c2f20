/// Why a file of pieces or merges cannot be used.
public struct TokenFileError: BadFile, Equatable {
  public let file: String
  /// Counted from 1.
  public let line: Int?
  public let problem: String

  init(_ file: String, line: Int? = nil, _ problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  public var description: String { "\(file)\(line.map { ", line \($0)" } ?? ""): \(problem)" }
}
