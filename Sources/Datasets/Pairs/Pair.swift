import Tensors

/// A source and what it becomes, as tokens without marks.
public struct Pair: Sendable, Hashable {
  public let source: [Int]
  public let target: [Int]

  /// For every target token, the positions in the source that it came from: none when it came from nowhere, as a dash in a
  /// date, and no entry at all when nobody knows.
  public let alignment: [Range<Int>]

  public init(source: [Int], target: [Int], alignment: [Range<Int>] = []) {
    require(
      alignment.isEmpty || alignment.count == target.count,
      "Pair: \(alignment.count) alignments do not fit \(target.count) target tokens")
    self.source = source
    self.target = target
    self.alignment = alignment
  }

  /// Whether the pair is set aside for tests: one target in ten, whatever source it belongs to.
  ///
  /// A source has one target, so of a pair set aside neither side is ever met in training. The choice is a hash: each
  /// token seeds a generator with what came before it, which mixes well even when there are one or two tokens.
  var isHeldOut: Bool {
    let hash = target.reduce(0 as UInt64) { hash, token in
      var generator = Generator(seed: Int(truncatingIfNeeded: hash) &+ token)
      return generator.next()
    }
    return (hash >> 32) % 10 == 0
  }

  /// The share of target tokens whose strongest attention lies at the true position, of all that have one.
  ///
  /// - Parameters:
  ///   - pairs: What was translated, with known alignments.
  ///   - strongest: For each pair and target token the place of its largest weight; a position more, for the end, is passed over.
  public static func alignmentScore(_ pairs: [Pair], strongest: [[Int]]) -> Double {
    require(
      pairs.count == strongest.count, "alignmentScore: \(strongest.count) rows of positions for \(pairs.count) pairs")
    let known = zip(pairs, strongest).flatMap { pair, positions in
      zip(pair.alignment, positions).filter { !$0.0.isEmpty }.map { $0.0.contains($0.1) }
    }
    return Double(known.count { $0 }) / Double(max(1, known.count))
  }
}

/// Pairs side by side, as a decoder that is shown the truth reads them.
///
///     source   c a b · ·
///     given    <begin> b a c          what the decoder reads
///     wanted   b a c <end>            what it should answer, one ahead
///
/// Rows are filled up with `SpecialToken.padding`.
public struct PairBatch: Sendable, Equatable {
  public let pairs: [Pair]

  /// `[B, T]`
  public let source: PaddedRows

  /// `[B, U]`, begun by `SpecialToken.begin`
  public let decoderInput: PaddedRows

  /// `[B, U]`, ended by `SpecialToken.end`
  public let targets: PaddedRows

  public init(_ pairs: [Pair]) {
    self.pairs = pairs
    source = PaddedRows(pairs.map(\.source), padding: SpecialToken.padding)
    decoderInput = PaddedRows(pairs.map { [SpecialToken.begin] + $0.target }, padding: SpecialToken.padding)
    targets = PaddedRows(pairs.map { $0.target + [SpecialToken.end] }, padding: SpecialToken.padding)
  }

  /// The number of pairs B.
  public var size: Int { pairs.count }
}
