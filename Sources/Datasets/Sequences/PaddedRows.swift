import Tensors

/// A batch of sequences of different lengths: shorter rows are filled with a **padding** token after their end.
public struct PaddedRows: Sendable, Equatable {
  /// Row by row, `[B · T]`.
  public let tokens: [Int]

  /// The length of each sequence without padding.
  public let lengths: [Int]

  /// The width T of all rows, at least 1.
  public let width: Int

  /// - Parameters:
  ///   - padding: The id of the padding token.
  ///   - width: The width T, to which longer sequences are truncated. Nil for the length of the longest sequence.
  public init(_ sequences: [[Int]], padding: Int = 0, width: Int? = nil) {
    let T = max(1, width ?? sequences.map(\.count).max() ?? 1)
    lengths = sequences.map { min($0.count, T) }
    self.width = T
    tokens = sequences.flatMap { $0.prefix(T) + [Int](repeating: padding, count: max(0, T - $0.count)) }
  }

  /// The rows without their padding.
  public var sequences: [[Int]] {
    lengths.enumerated().map { row, length in Array(tokens[row * width..<row * width + length]) }
  }
}
