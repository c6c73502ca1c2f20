/// A file from outside that cannot be used: its description says which file, and what is wrong where.
///
/// A chapter ends with exit code 65 on it.
public protocol BadFile: Error, CustomStringConvertible {}

/// A file or folder that cannot be used, and why: the error of whatever needs no more than that.
public struct UnusableFile: BadFile, Equatable {
  public let path: String
  public let problem: String

  public init(_ path: String, _ problem: String) { (self.path, self.problem) = (path, problem) }

  public var description: String { "\(path): \(problem)" }
}
