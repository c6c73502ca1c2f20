import Attention
import Exercises
import Foundation
import Solutions
import Tensors

private typealias Answer =
  @Sendable (_ candidates: [[Int]], _ references: [[Int]]) throws -> (precisions: Tensor, score: Scalar)

extension Exercise {
  static let bleu = Exercise(
    "05.5", "bleu", solution: AttentionSolutions.self,
    answer: { (answers: any AttentionTasks.Type) in answers.bleu },
    hints: [
      "For each n make a dictionary from every n-gram to its count: one for the candidate, one for the reference.",
      "An n-gram that occurs `count` times in the candidate is matched min(count, allowed[nGram] ?? 0) times. Sum matched and total over all sentences, and divide last.",
      "words[start..<start + n], an ArraySlice, can be a key of the dictionary. The score is penalty * pow(precisions.reduce(1, *), 1 / 4).",
    ],
    mistakes: mistakes, probes: probes)
}

/// The count of each n-gram.
private func nGrams(_ words: [Int], _ n: Int, leavingOut missing: Int = 0) -> [ArraySlice<Int>: Int] {
  Dictionary((0..<words.count - n + 1 - missing).map { (words[$0..<$0 + n], 1) }, uniquingKeysWith: +)
}

/// BLEU with one thing done differently, which the mistakes choose.
private struct Metric {
  /// How many n-grams at the end of a sentence are not counted.
  var missing = 0
  /// How often an n-gram is matched, from its counts in the candidate and in the reference.
  var match: (_ count: Int, _ allowed: Int) -> Int = { min($0, $1) }
  /// The number of n-grams by which the matches are divided.
  var count: (_ candidate: [Int], _ reference: [Int], _ n: Int) -> Int = { candidate, _, n in candidate.count - n + 1 }
  /// The precision, from the matches and totals of all sentences.
  var share: (_ matched: [Int], _ total: [Int]) -> Scalar = {
    Scalar($0.reduce(0, +)) / Scalar($1.reduce(0, +))
  }
  /// The brevity penalty for h words in the candidates and r in the references.
  var penalty: (_ h: Scalar, _ r: Scalar) -> Scalar = { h, r in h < r ? exp(1 - r / h) : 1 }
  var mean: (_ precisions: [Scalar]) -> Scalar = { pow($0.reduce(1, *), 0.25) }

  func callAsFunction(_ candidates: [[Int]], _ references: [[Int]]) -> (precisions: Tensor, score: Scalar) {
    let precisions = (1...4).map { n in
      let matched = zip(candidates, references).map { candidate, reference in
        let allowed = nGrams(reference, n, leavingOut: missing)
        return nGrams(candidate, n, leavingOut: missing).reduce(0) { $0 + match($1.value, allowed[$1.key] ?? 0) }
      }
      return share(matched, zip(candidates, references).map { count($0, $1, n) })
    }
    let (h, r) = (Scalar(candidates.joined().count), Scalar(references.joined().count))
    return (Tensor(precisions), penalty(h, r) * mean(precisions))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the counts are not clipped: an n-gram that occurs m times in the reference is matched m times at most") {
    Metric(match: { count, allowed in allowed > 0 ? count : 0 })($0, $1)
  },
  Mistake("each n-gram was counted once, however often it occurs") {
    Metric(match: { min($0, $1, 1) }, count: { candidate, _, n in nGrams(candidate, n).count })($0, $1)
  },
  Mistake("the counts of the reference were taken: matched is the smaller of both counts") {
    Metric(match: { _, allowed in allowed })($0, $1)
  },
  Mistake("divided by the n-grams of the reference it is a recall: precision divides by those of the candidate") {
    Metric(count: { _, reference, n in reference.count - n + 1 })($0, $1)
  },
  Mistake("all were divided by the number of words: h words have h − n + 1 n-grams") {
    Metric(count: { candidate, _, _ in candidate.count })($0, $1)
  },
  Mistake("the last n-gram of every sentence is missing: it starts at word h − n, so the starts are 0 ... h − n") {
    Metric(missing: 1, count: { candidate, _, n in candidate.count - n })($0, $1)
  },
  Mistake("the last n-gram of every sentence was not matched, only counted: the starts are 0 ... h − n") {
    Metric(missing: 1)($0, $1)
  },
  Mistake("all were divided by one n-gram too few: h words have h − n + 1 of them") {
    Metric(count: { candidate, _, n in candidate.count - n })($0, $1)
  },
  Mistake("the precisions of the sentences were averaged: sum the counts of all sentences, then divide once") {
    Metric(share: { zip($0, $1).map { Scalar($0) / Scalar($1) }.reduce(0, +) / Scalar($0.count) })($0, $1)
  },
  Mistake("the sentences were joined before counting: an n-gram is matched in its own reference only") {
    Metric()([Array($0.joined())], [Array($1.joined())])
  },
  Mistake("the brevity penalty is missing: without it a translation that leaves words out costs nothing") {
    Metric(penalty: { _, _ in 1 })($0, $1)
  },
  Mistake("the brevity penalty is inverted: it is exp(1 − r/h), so that short candidates lower the score") {
    Metric(penalty: { h, r in h < r ? exp(1 - h / r) : 1 })($0, $1)
  },
  Mistake("the brevity penalty punishes length: it is for h < r; precision lowers the score of long candidates") {
    Metric(penalty: { h, r in h > r ? exp(1 - h / r) : 1 })($0, $1)
  },
  Mistake("the brevity penalty rewards length: where h is not below r it is 1") {
    Metric(penalty: { h, r in exp(1 - r / h) })($0, $1)
  },
  Mistake("the brevity penalty is h/r: it is exp(1 − r/h)") {
    Metric(penalty: { h, r in min(1, h / r) })($0, $1)
  },
  Mistake("the mean of the precisions was taken: take the fourth root of their product") {
    Metric(mean: { $0.reduce(0, +) / 4 })($0, $1)
  },
  Mistake("the fourth root of the product is missing") {
    Metric(mean: { $0.reduce(1, *) })($0, $1)
  },
]

private func probes(_ bleu: @escaping Answer) -> [Probe] {
  let references = [[1, 2, 3, 1, 2, 4, 5, 6], [7, 8, 9, 1, 2, 3]]
  // One n-gram more often than in the reference, one less often; in `long` some that occur in the other reference.
  let short = [[2, 2, 3, 1, 2, 4], [7, 8, 9, 1, 4]]
  let long = [[1, 2, 3, 1, 2, 4, 6, 5, 5, 1, 2], [7, 8, 9, 1, 2, 1, 2, 7, 8]]
  func score(_ candidates: [[Int]]) -> Tensor {
    Tensor(Scalar(BLEU(candidates, reference: references, smoothing: .none).score))
  }
  func precisions(_ candidates: [[Int]]) -> Tensor {
    Tensor(BLEU(candidates, reference: references, smoothing: .none).precisions.map { Scalar($0) })
  }
  return [
    .values(
      "the precisions of 11 words, 14 in the references", try bleu(short, references).precisions, are: precisions(short)
    ),
    .values(
      "the precisions of 20 words, 14 in the references", try bleu(long, references).precisions, are: precisions(long)),
    .values(
      "the score of 11 words, 14 in the references", Tensor(try bleu(short, references).score), are: score(short)),
    .values("the score of 20 words, 14 in the references", Tensor(try bleu(long, references).score), are: score(long)),
    .property("the references themselves score 1", Tensor(try bleu(references, references).score), equals: Tensor(1)),
    .property(
      "without a common 4-gram the score is 0",
      Tensor(try bleu([[1, 2, 3, 4, 5, 6]], [[1, 2, 3, 6, 5, 4]]).score), equals: Tensor(0)),
  ]
}
