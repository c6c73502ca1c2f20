import Tensors

/// Sequences of different lengths in one rectangle: each row is filled up behind its end.
public struct PaddedRows: Sendable, Equatable {
  /// Row by row, `[B · T]`.
  public let tokens: [Int]

  /// How many tokens of each row are its own.
  public let lengths: [Int]

  /// The number of columns T: the length of the longest sequence, and at least 1.
  public let width: Int

  public init(_ sequences: [[Int]], filler: Int = 0) {
    lengths = sequences.map(\.count)
    let T = max(1, lengths.max() ?? 1)
    width = T
    tokens = sequences.flatMap { $0 + [Int](repeating: filler, count: T - $0.count) }
  }
}
