import Datasets
import Tensors

// B batch · T positions

/// One text or two, as token ids.
public struct TextPair: Sendable, Equatable {
  public var first: [Int]
  public var second: [Int]?

  public init(_ first: [Int], _ second: [Int]? = nil) { (self.first, self.second) = (first, second) }

  /// Shortened to at most so many tokens together: the longer text loses its last token until both fit.
  ///
  /// A share of each would take as much from a short question as from a long passage. When both are equally long, the
  /// second is shortened, as in the original.
  public func truncated(to limit: Int) -> TextPair {
    var pair = self
    while pair.first.count + (pair.second?.count ?? 0) > limit {
      if pair.first.count > pair.second?.count ?? 0 { pair.first.removeLast() } else { pair.second?.removeLast() }
    }
    return pair
  }
}

/// A batch of rows `[CLS] A [SEP]` or `[CLS] A [SEP] B [SEP]`, padded to the length of the longest.
public struct BERTInput: Sendable, Equatable {
  /// Row by row, `[B · T]`.
  public var tokens: [Int]
  /// 0 for `[CLS] A [SEP]` and the padding, 1 for `B [SEP]`; `[B · T]`.
  public let segments: [Int]
  /// The length of each row without its padding.
  public let lengths: [Int]
  /// T, the width of all rows.
  public let width: Int

  /// - Parameters:
  ///   - limit: The largest length of a row, special tokens included; longer texts are truncated. Nil for any length.
  ///   - width: T; nil for the length of the longest row.
  public init(_ pairs: [TextPair], _ special: BERTSpecialTokens, limit: Int? = nil, width: Int? = nil) {
    let rows = pairs.map { pair in
      let frame = pair.second == nil ? 2 : 3
      require(limit ?? frame >= frame, "BERTInput: \(limit ?? 0) positions do not hold the special tokens")
      let pair = limit.map { pair.truncated(to: $0 - frame) } ?? pair
      let first = [special.classification] + pair.first + [special.separator]
      let second = pair.second.map { $0 + [special.separator] } ?? []
      return (tokens: first + second, segments: first.map { _ in 0 } + second.map { _ in 1 })
    }
    let longest = rows.map(\.tokens.count).max() ?? 0
    require(width ?? longest >= longest, "BERTInput: a row of \(longest) tokens does not fit the width \(width ?? 0)")
    let padded = PaddedRows(rows.map(\.tokens), padding: special.padding, width: width)
    tokens = padded.tokens
    (lengths, self.width) = (padded.lengths, padded.width)
    segments = PaddedRows(rows.map(\.segments), padding: 0, width: padded.width).tokens
  }

  /// Rows that are complete already, special tokens included.
  ///
  /// - Parameter segments: For each token of each row; nil for 0 everywhere.
  public init(rows: [[Int]], segments: [[Int]]? = nil, padding: Int) {
    let padded = PaddedRows(rows, padding: padding)
    tokens = padded.tokens
    (lengths, width) = (padded.lengths, padded.width)
    self.segments = PaddedRows(segments ?? rows.map { $0.map { _ in 0 } }, padding: 0, width: width).tokens
  }

  /// B, the number of rows.
  public var batchSize: Int { lengths.count }

  /// The flat indices of the positions that are no padding, row by row.
  public var realPositions: [Int] {
    lengths.enumerated().flatMap { row, length in row * width..<row * width + length }
  }

  /// One number for each position, `[B · T]`, from one for each token of the first texts: the labels of `[CLS]`, `[SEP]`,
  /// second texts and padding are `ignored`.
  ///
  /// Texts that were truncated lose the labels of the tokens they lost.
  public func aligned(_ labels: [[Int]], ignored: Int = -1) -> [Int] {
    require(labels.count == batchSize, "BERTInput: \(labels.count) lists of labels for \(batchSize) rows")
    var aligned = [Int](repeating: ignored, count: tokens.count)
    for (row, list) in labels.enumerated() {
      for (index, label) in list.prefix(firstTextRange(row).count).enumerated() {
        aligned[row * width + 1 + index] = label
      }
    }
    return aligned
  }

  /// The positions of a row at which its first text stands.
  public func firstTextRange(_ row: Int) -> Range<Int> { 1..<firstEnd(row) - 1 }

  /// The positions of a row at which its second text stands; empty when there is none.
  public func secondTextRange(_ row: Int) -> Range<Int> {
    let start = firstEnd(row)
    return start == lengths[row] ? start..<start : start..<lengths[row] - 1
  }

  /// The position after the first `[SEP]`.
  private func firstEnd(_ row: Int) -> Int {
    let ids = segments[row * width..<row * width + lengths[row]]
    return ids.firstIndex(of: 1).map { $0 - row * width } ?? lengths[row]
  }
}
