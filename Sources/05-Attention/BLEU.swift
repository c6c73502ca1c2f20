import Foundation
import LSTM
import Tensors

/// The BLEU score of candidate translations: how many of their n-grams occur in reference translations.
///
///     score = brevity penalty · (p₁ · p₂ · p₃ · p₄)^¼
///
/// pₙ is the **modified n-gram precision**: the share of the candidates' n-grams that match an n-gram of a reference,
/// summed over the corpus. The count of an n-gram is clipped to its count in a reference, so *the the the the* scores
/// low. Precision does not penalize missing words. The **brevity penalty** exp(1 − r/c) does, if the candidates' length
/// c is below the references' length r, where each sentence counts its reference of the nearest length.
/// Source: Papineni, Roukos, Ward, Zhu, "BLEU: a method for automatic evaluation of machine translation", 2002.
public struct BLEU: Sendable, Equatable {
  /// The treatment of a precision of zero, which would make the score zero.
  public enum Smoothing: Sendable {
    /// No smoothing.
    case none
    /// The k-th such precision counts 2⁻ᵏ matches, as in sacrebleu.
    case exponential
  }

  /// The modified n-gram precisions p₁ to p₄, from 0 to 1, smoothed.
  public let precisions: [Double]

  /// 1 if the candidates are at least as long as the references, less if they are shorter.
  public let brevityPenalty: Double

  /// From 0 to 1; papers quote it times 100.
  public let score: Double

  /// The largest n of the n-grams.
  public static let order = 4

  /// Scores candidates against one reference for each.
  public init<Word: Hashable>(_ candidates: [[Word]], reference: [[Word]], smoothing: Smoothing = .exponential) {
    self.init(candidates, references: reference.map { [$0] }, smoothing: smoothing)
  }

  /// Scores candidates against several references for each.
  public init<Word: Hashable>(_ candidates: [[Word]], references: [[[Word]]], smoothing: Smoothing = .exponential) {
    require(
      candidates.count == references.count && references.allSatisfy { !$0.isEmpty },
      "BLEU: \(candidates.count) candidates need as many non-empty lists of references, not \(references.count)")
    var counts = BLEUCounts()
    for (candidate, references) in zip(candidates, references) { counts.add(candidate, references) }
    brevityPenalty = counts.brevityPenalty
    precisions = counts.precisions(smoothing)
    // If no word matches, no precision is smoothed.
    let mean = precisions.contains(0) ? 0 : exp(precisions.reduce(0) { $0 + log($1) } / Double(BLEU.order))
    score = brevityPenalty * mean
  }
}

extension BLEU: CustomStringConvertible {
  /// `BLEU 41.2 (precisions 80.0 52.6 33.3 20.0, brevity penalty 0.95)`, all but the penalty times 100.
  public var description: String {
    func text(_ share: Double) -> String { String(format: "%.1f", 100 * share) }
    let penalty = String(format: "%.2f", brevityPenalty)
    return "BLEU \(text(score)) (precisions \(precisions.map(text).joined(separator: " ")), brevity penalty \(penalty))"
  }
}

/// The **exact match**: the share of candidates that equal their targets from the first token to the last.
public func exactMatch<Sentence: Equatable>(_ candidates: [Sentence], targets: [Sentence]) -> Double {
  require(candidates.count == targets.count, "exactMatch: \(targets.count) targets for \(candidates.count) candidates")
  return Double(zip(candidates, targets).count { $0 == $1 }) / Double(max(1, candidates.count))
}

/// The sums over the corpus: matches and numbers of n-grams for each n, and lengths.
private struct BLEUCounts {
  private var matches = [Int](repeating: 0, count: BLEU.order)
  private var totals = [Int](repeating: 0, count: BLEU.order)
  private var candidateLength = 0
  private var referenceLength = 0

  mutating func add<Word: Hashable>(_ candidate: [Word], _ references: [[Word]]) {
    candidateLength += candidate.count
    referenceLength += references.map(\.count).min { isNearer($0, $1, to: candidate.count) }!
    for n in 1...BLEU.order {
      let counts = nGrams(candidate, n)
      let referenceCounts = references.map { nGrams($0, n) }
      totals[n - 1] += max(0, candidate.count - n + 1)
      matches[n - 1] += counts.reduce(0) { sum, entry in
        sum + min(entry.value, referenceCounts.map { $0[entry.key] ?? 0 }.max()!)
      }
    }
  }

  var brevityPenalty: Double {
    if candidateLength >= referenceLength { return 1 }
    return candidateLength == 0 ? 0 : exp(1 - Double(referenceLength) / Double(candidateLength))
  }

  func precisions(_ smoothing: BLEU.Smoothing) -> [Double] {
    var matched = 1.0
    return zip(matches, totals).map { matches, total in
      if matches > 0 { return Double(matches) / Double(total) }
      if total == 0 || smoothing == .none || self.matches[0] == 0 { return 0 }
      matched /= 2
      return matched / Double(total)
    }
  }

  /// Compares distances to a length; of two equally near, the shorter is nearer.
  private func isNearer(_ a: Int, _ b: Int, to length: Int) -> Bool {
    (abs(a - length), a) < (abs(b - length), b)
  }

  /// The count of each n-gram.
  private func nGrams<Word: Hashable>(_ words: [Word], _ n: Int) -> [ArraySlice<Word>: Int] {
    var counts: [ArraySlice<Word>: Int] = [:]
    for end in words.indices.dropFirst(n - 1) { counts[words[end - n + 1...end], default: 0] += 1 }
    return counts
  }
}
