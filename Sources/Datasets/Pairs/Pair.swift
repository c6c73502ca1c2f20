import Tensors

/// A source and what it becomes, as symbols without marks.
public struct Pair: Sendable, Hashable {
  public let source: [Int]
  public let target: [Int]

  /// For every target symbol, the places in the source that it came from: none when it came from nowhere, as a dash in a
  /// date, and no entry at all when nobody knows.
  public let alignment: [Range<Int>]

  public init(source: [Int], target: [Int], alignment: [Range<Int>] = []) {
    require(
      alignment.isEmpty || alignment.count == target.count,
      "Pair: \(alignment.count) alignments do not fit \(target.count) target symbols")
    self.source = source
    self.target = target
    self.alignment = alignment
  }

  /// Whether the pair is set aside for tests: one target in ten, whatever source it belongs to.
  ///
  /// A source has one target, so of a pair set aside neither side is ever met in training. The choice is a hash: each
  /// symbol seeds a generator with what came before it, which mixes well even when there are one or two symbols.
  var isHeldOut: Bool {
    let hash = target.reduce(0 as UInt64) { hash, symbol in
      var generator = Generator(seed: Int(truncatingIfNeeded: hash) &+ symbol)
      return generator.next()
    }
    return (hash >> 32) % 10 == 0
  }

  /// The share of target symbols whose strongest attention lies at the true place, of all that have one.
  ///
  /// - Parameters:
  ///   - pairs: What was translated, with known alignments.
  ///   - strongest: For each pair and target symbol the place of its largest weight; a place more, for the end, is passed over.
  public static func alignmentScore(_ pairs: [Pair], strongest: [[Int]]) -> Double {
    require(
      pairs.count == strongest.count, "alignmentScore: \(strongest.count) rows of places for \(pairs.count) pairs")
    let known = zip(pairs, strongest).flatMap { pair, places in
      zip(pair.alignment, places).filter { !$0.0.isEmpty }.map { $0.0.contains($0.1) }
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
/// Rows are filled up with `Mark.padding`.
public struct PairBatch: Sendable, Equatable {
  public let pairs: [Pair]

  /// `[B, T]`
  public let source: PaddedRows

  /// `[B, U]`, begun by `Mark.begin`
  public let given: PaddedRows

  /// `[B, U]`, ended by `Mark.end`
  public let wanted: PaddedRows

  public init(_ pairs: [Pair]) {
    self.pairs = pairs
    source = PaddedRows(pairs.map(\.source), filler: Mark.padding)
    given = PaddedRows(pairs.map { [Mark.begin] + $0.target }, filler: Mark.padding)
    wanted = PaddedRows(pairs.map { $0.target + [Mark.end] }, filler: Mark.padding)
  }

  /// The number of pairs B.
  public var size: Int { pairs.count }
}
