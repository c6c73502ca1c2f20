/// Thrown by a function that still waits for its author.
public struct NotStarted: Error {
  public init() {}
}

/// Thrown by an answer when its inputs do not fit together.
public struct Misfit: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
