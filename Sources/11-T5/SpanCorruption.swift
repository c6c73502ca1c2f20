import Datasets
import Tensors

/// T5's objective, **span corruption**: spans are taken out of a text, and are to be generated.
///
///     text      two dogs help one king near the river .
///     source    two dogs <extra_id_0> king near <extra_id_1> .
///     target    <extra_id_0> help one <extra_id_1> the river <extra_id_2>
///
/// Each span is replaced by one sentinel, so the source is shorter than the text, and the target is shorter still: a step
/// costs less than BERT's, which reads and predicts rows of full length.
///
/// Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", 2020, section 3.1.4.
public struct SpanCorruption: Sendable {
  /// The share of the tokens that are taken out.
  public var rate = 0.15
  /// The mean length of a span.
  public var meanLength = 3.0
  /// Whether the mask is rotated by a random offset, a span that crosses the end being split in two.
  ///
  /// The published mask begins with kept tokens and ends with a span. With hundreds of tokens that hardly matters. But a
  /// text of less than 30 tokens has one span, and without the rotation it would always be the end of the text.
  public var rotates = true
  public let sentinels: Sentinels

  public init(_ sentinels: Sentinels) { self.sentinels = sentinels }

  /// A corrupted text and what is missing in it. The batch adds the end tokens.
  public func callAsFunction(_ tokens: [Int], using generator: inout Generator) -> Pair {
    pair(tokens, isNoise: mask(tokens.count, using: &generator))
  }

  // MARK: Which tokens are taken out

  /// For each of T positions whether its token is taken out.
  public func mask(_ T: Int, using generator: inout Generator) -> [Bool] {
    guard T > 1 else { return [Bool](repeating: false, count: T) }
    // As in the published code, halves are rounded to even, and neither part is ever empty.
    let noise = min(max(rounded(Double(T) * rate), 1), T - 1)
    let spans = min(max(rounded(Double(noise) / meanLength), 1), T - noise)
    let kept = lengths(of: spans, total: T - noise, using: &generator)
    let removed = lengths(of: spans, total: noise, using: &generator)
    let mask = zip(kept, removed).flatMap { kept, removed in
      [Bool](repeating: false, count: kept) + [Bool](repeating: true, count: removed)
    }
    let offset = rotates ? Int.random(in: 0..<T, using: &generator) : 0
    return Array(mask[offset...] + mask[..<offset])
  }

  private func rounded(_ number: Double) -> Int { Int(number.rounded(.toNearestOrEven)) }

  /// The lengths of so many segments, none of them empty: every way to cut is equally probable.
  private func lengths(of segments: Int, total: Int, using generator: inout Generator) -> [Int] {
    let isCut = (0..<total - 1).map { $0 < segments - 1 }.shuffled(using: &generator)
    let cuts = isCut.indices.filter { isCut[$0] }.map { $0 + 1 }
    return zip([0] + cuts, cuts + [total]).map { $1 - $0 }
  }

  // MARK: Source and target

  /// Replaces each span of the mask by a sentinel. The target repeats it before the span's tokens, and ends with one more.
  ///
  /// The closing sentinel, as in the paper, says that nothing follows the last span.
  public func pair(_ tokens: [Int], isNoise: [Bool]) -> Pair {
    require(tokens.count == isNoise.count, "SpanCorruption: a mask of \(isNoise.count) for \(tokens.count) tokens")
    var (source, target): ([Int], [Int]) = ([], [])
    var spans = 0
    for (index, token) in tokens.enumerated() {
      guard isNoise[index] else {
        source.append(token)
        continue
      }
      if index == 0 || !isNoise[index - 1] {
        source.append(sentinels[spans])
        target.append(sentinels[spans])
        spans += 1
      }
      target.append(token)
    }
    return Pair(source: source, target: target + [sentinels[spans]])
  }

  /// The text that a source becomes when the spans of a target are put where their sentinels stand.
  ///
  /// A target may be a model's prediction: a sentinel that it lacks stays, one that the source lacks is passed over, and of
  /// two spans of one sentinel the first counts.
  public func filled(_ source: [Int], with target: [Int]) -> [Int] {
    var spans: [Int: [Int]] = [:]
    var open: Int?
    for token in target {
      if sentinels.number(of: token) != nil {
        open = spans[token] == nil ? token : nil
        if let open { spans[open] = [] }
      } else if let open {
        spans[open]!.append(token)
      }
    }
    return source.flatMap { spans[$0] ?? [$0] }
  }
}
