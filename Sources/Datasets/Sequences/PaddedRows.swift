import Tensors

/// Sequences of different lengths in one rectangle: each row is filled up behind its end.
public struct PaddedRows: Sendable, Equatable {
  /// Row by row, `[B · T]`.
  public let tokens: [Int]

  /// How many tokens of each row are its own.
  public let lengths: [Int]

  /// The number of columns T, at least 1.
  public let width: Int

  /// - Parameter width: Longer sequences are cut. Nil for the length of the longest.
  public init(_ sequences: [[Int]], padding: Int = 0, width: Int? = nil) {
    let T = max(1, width ?? sequences.map(\.count).max() ?? 1)
    lengths = sequences.map { min($0.count, T) }
    self.width = T
    tokens = sequences.flatMap { $0.prefix(T) + [Int](repeating: padding, count: max(0, T - $0.count)) }
  }
}
