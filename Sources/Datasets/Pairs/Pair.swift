import Tensors

/// A source sequence and its target sequence, as tokens without special ones.
public struct Pair: Sendable, Hashable {
  public let source: [Int]
  public let target: [Int]

  /// For every target token, the source positions that it is a translation of.
  ///
  /// A range is empty where the source has no counterpart, as for a dash in a date. The array is empty if no alignment
  /// is known.
  public let alignment: [Range<Int>]

  public init(source: [Int], target: [Int], alignment: [Range<Int>] = []) {
    require(
      alignment.isEmpty || alignment.count == target.count,
      "Pair: an alignment of \(alignment.count) entries does not fit \(target.count) target tokens")
    self.source = source
    self.target = target
    self.alignment = alignment
  }

  /// The alignment accuracy: the share of aligned target tokens whose largest attention weight is at an aligned
  /// position.
  ///
  /// - Parameters:
  ///   - pairs: Pairs with known alignments.
  ///   - strongest: For each pair and target token, the source position of its largest weight. An entry more, for the
  ///     end token, is ignored.
  public static func alignmentAccuracy(_ pairs: [Pair], strongest: [[Int]]) -> Double {
    require(
      pairs.count == strongest.count, "alignmentAccuracy: \(strongest.count) rows of positions for \(pairs.count) pairs"
    )
    let known = zip(pairs, strongest).flatMap { pair, positions in
      zip(pair.alignment, positions).filter { !$0.0.isEmpty }.map { $0.0.contains($0.1) }
    }
    return Double(known.count { $0 }) / Double(max(1, known.count))
  }
}

/// A batch of pairs for **teacher forcing**: the decoder's input is the true target, not its own predictions.
///
///     source          c a b · ·
///     decoder input   <begin> b a c
///     targets         b a c <end>        the decoder input, shifted by one
///
/// At each position the decoder has seen all earlier target tokens and predicts the next one. Rows of different lengths
/// are filled with padding, which the loss ignores.
public struct PairBatch: Sendable, Equatable {
  public let pairs: [Pair]

  /// `[B, T]`, padded
  public let source: PaddedRows

  /// The target after the begin token, `[B, U]`
  public let decoderInput: PaddedRows

  /// The target before the end token, `[B, U]`
  public let targets: PaddedRows

  public init(_ pairs: [Pair], _ tokens: DecodingTokens = DecodingTokens()) {
    self.pairs = pairs
    source = PaddedRows(pairs.map(\.source), padding: tokens.padding)
    decoderInput = PaddedRows(pairs.map { [tokens.begin] + $0.target }, padding: tokens.padding)
    targets = PaddedRows(pairs.map { $0.target + [tokens.end] }, padding: tokens.padding)
  }

  /// The batch size B.
  public var size: Int { pairs.count }
}
