import Foundation
import LSTM

/// How much translations have in common with those targets: runs of one to four words, counted over a whole corpus.
///
///     score = brevity penalty · (p₁ · p₂ · p₃ · p₄)^¼
///
/// pₙ is the share of the candidates n-grams that stand in a reference as well; one that a reference holds twice counts
/// twice at most, so that *the the the the* earns little. Nothing punishes what is left out but the brevity penalty
/// exp(1 − r/h): h words were candidates, and r stood in the references of the nearest length.
/// Source: Papineni, Roukos, Ward, Zhu, "BLEU: a method for automatic evaluation of machine translation", 2002.
public struct BLEU: Sendable, Equatable {
  /// What becomes of a precision of zero, which would make the score zero.
  public enum Smoothing: Sendable {
    /// It stays zero.
    case none
    /// The k-th such precision becomes 2⁻ᵏ of one n-gram: as sacrebleu does it.
    case exponential
  }

  /// p₁ to p₄, from 0 to 1, smoothed.
  public let precisions: [Double]

  /// 1 when at least as much is candidates as was targets.
  public let brevityPenalty: Double

  /// From 0 to 1; often quoted times 100.
  public let score: Double

  /// The longest n-grams that count.
  public static let order = 4

  /// Scores candidates by one right translation for each sentence.
  public init<Word: Hashable>(_ candidates: [[Word]], reference: [[Word]], smoothing: Smoothing = .exponential) {
    self.init(candidates, references: reference.map { [$0] }, smoothing: smoothing)
  }

  /// Scores candidates by several right translations for each sentence.
  public init<Word: Hashable>(_ candidates: [[Word]], references: [[[Word]]], smoothing: Smoothing = .exponential) {
    require(
      candidates.count == references.count && references.allSatisfy { !$0.isEmpty },
      "BLEU: \(references.count) lists of references, none of them empty, are to fit \(candidates.count) sentences")
    var counts = BLEUCounts()
    for (sentence, references) in zip(candidates, references) { counts.add(sentence, references) }
    brevityPenalty = counts.brevityPenalty
    precisions = counts.precisions(smoothing)
    // Without any word in common there is nothing to smooth.
    let mean = precisions.contains(0) ? 0 : exp(precisions.reduce(0) { $0 + log($1) } / Double(BLEU.order))
    score = brevityPenalty * mean
  }
}

extension BLEU: CustomStringConvertible {
  /// `BLEU 41.2 (precisions 80.0 52.6 33.3 20.0, brevity penalty 0.95)`, in hundredths but for the penalty.
  public var description: String {
    func text(_ share: Double) -> String { String(format: "%.1f", 100 * share) }
    let penalty = String(format: "%.2f", brevityPenalty)
    return "BLEU \(text(score)) (precisions \(precisions.map(text).joined(separator: " ")), brevity penalty \(penalty))"
  }
}

/// The share of sentences that are right from the first word to the last.
public func exactMatch<Sentence: Equatable>(_ candidates: [Sentence], targets: [Sentence]) -> Double {
  require(candidates.count == targets.count, "exactMatch: \(targets.count) targets for \(candidates.count) candidates")
  return Double(zip(candidates, targets).count { $0 == $1 }) / Double(max(1, candidates.count))
}

/// What is summed over a corpus before anything is divided.
private struct BLEUCounts {
  private var matches = [Int](repeating: 0, count: BLEU.order)
  private var totals = [Int](repeating: 0, count: BLEU.order)
  private var candidateLength = 0
  private var referenceLength = 0

  mutating func add<Word: Hashable>(_ sentence: [Word], _ references: [[Word]]) {
    candidateLength += sentence.count
    referenceLength += references.map(\.count).min { isNearer($0, $1, to: sentence.count) }!
    for n in 1...BLEU.order {
      let found = nGrams(sentence, n)
      let allowed = references.map { nGrams($0, n) }
      totals[n - 1] += max(0, sentence.count - n + 1)
      matches[n - 1] += found.reduce(0) { sum, entry in
        sum + min(entry.value, allowed.map { $0[entry.key] ?? 0 }.max()!)
      }
    }
  }

  var brevityPenalty: Double {
    if candidateLength >= referenceLength { return 1 }
    return candidateLength == 0 ? 0 : exp(1 - Double(referenceLength) / Double(candidateLength))
  }

  func precisions(_ smoothing: BLEU.Smoothing) -> [Double] {
    var part = 1.0
    return zip(matches, totals).map { matches, total in
      if matches > 0 { return Double(matches) / Double(total) }
      if total == 0 || smoothing == .none || self.matches[0] == 0 { return 0 }
      part /= 2
      return part / Double(total)
    }
  }

  /// Of two as near, the shorter.
  private func isNearer(_ a: Int, _ b: Int, to length: Int) -> Bool {
    (abs(a - length), a) < (abs(b - length), b)
  }

  /// How often each run of n words occurs.
  private func nGrams<Word: Hashable>(_ words: [Word], _ n: Int) -> [ArraySlice<Word>: Int] {
    var counts: [ArraySlice<Word>: Int] = [:]
    for end in words.indices.dropFirst(n - 1) { counts[words[end - n + 1...end], default: 0] += 1 }
    return counts
  }
}
