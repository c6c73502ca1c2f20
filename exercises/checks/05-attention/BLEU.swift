import Attention
import Exercises
import Foundation
import Solutions

private typealias Answer =
  @Sendable (_ written: [[Int]], _ targets: [[Int]]) throws -> (precisions: Tensor, score: Scalar)

extension Exercise {
  static let bleu = Exercise(
    "05.5", "bleu", mine: MyAttention.bleu, solution: AttentionSolutions.bleu,
    hints: [
      "For each n a dictionary from every run of n words to how often it occurs: once for the written, once for the wanted.",
      "A run that was written `count` times is matched min(count, allowed[run] ?? 0) times. Sum matched and total over all sentences, and divide last.",
      "words[start..<start + n], an ArraySlice, can be a key of the dictionary. The score is penalty * pow(precisions.reduce(1, *), 1 / 4).",
    ],
    mistakes: mistakes, probes: probes)
}

/// How often each run of n words occurs.
private func runs(_ words: [Int], _ n: Int) -> [ArraySlice<Int>: Int] {
  Dictionary((0...words.count - n).map { (words[$0..<$0 + n], 1) }, uniquingKeysWith: +)
}

/// BLEU with one thing done differently, which the mistakes choose.
private struct Judge {
  /// How often a run counts as matched, found and allowed so often.
  var match: (_ found: Int, _ allowed: Int) -> Int = { min($0, $1) }
  /// How many runs of n words there are, of which the matched ones are a share.
  var count: (_ written: [Int], _ targets: [Int], _ n: Int) -> Int = { written, _, n in written.count - n + 1 }
  /// The share, from the matches and totals of all sentences.
  var share: (_ matched: [Int], _ total: [Int]) -> Scalar = {
    Scalar($0.reduce(0, +)) / Scalar($1.reduce(0, +))
  }
  /// The brevity penalty for h written words, r being wanted.
  var penalty: (_ h: Scalar, _ r: Scalar) -> Scalar = { h, r in h < r ? exp(1 - r / h) : 1 }
  var mean: (_ precisions: [Scalar]) -> Scalar = { pow($0.reduce(1, *), 0.25) }

  func callAsFunction(_ written: [[Int]], _ targets: [[Int]]) -> (precisions: Tensor, score: Scalar) {
    let precisions = (1...4).map { n in
      let matched = zip(written, targets).map { written, targets in
        let allowed = runs(targets, n)
        return runs(written, n).reduce(0) { $0 + match($1.value, allowed[$1.key] ?? 0) }
      }
      return share(matched, zip(written, targets).map { count($0, $1, n) })
    }
    let (h, r) = (Scalar(written.joined().count), Scalar(targets.joined().count))
    return (Tensor(precisions), penalty(h, r) * mean(precisions))
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the counts are not clipped: what is wanted m times is matched m times at most") {
    Judge(match: { found, allowed in allowed > 0 ? found : 0 })($0, $1)
  },
  Mistake("each n-gram was counted once, however often it occurs") {
    Judge(match: { min($0, $1, 1) }, count: { written, _, n in runs(written, n).count })($0, $1)
  },
  Mistake("what is wanted was counted even where it was not written: matched is the smaller of both counts") {
    Judge(match: { _, allowed in allowed })($0, $1)
  },
  Mistake("divided by what was wanted, it is a recall: precision is the share of what was written") {
    Judge(count: { _, wanted, n in wanted.count - n + 1 })($0, $1)
  },
  Mistake("all were divided by the number of words: h words hold h − n + 1 runs of n") {
    Judge(count: { written, _, _ in written.count })($0, $1)
  },
  Mistake("the shares of the sentences were averaged: sum the counts of all sentences, then divide once") {
    Judge(share: { zip($0, $1).map { Scalar($0) / Scalar($1) }.reduce(0, +) / Scalar($0.count) })($0, $1)
  },
  Mistake("the sentences were joined before counting: a match in another sentence is none") {
    Judge()([Array($0.joined())], [Array($1.joined())])
  },
  Mistake("the brevity penalty is missing: what is left out would cost nothing") {
    Judge(penalty: { _, _ in 1 })($0, $1)
  },
  Mistake("the brevity penalty is upside down: r/h stands in it, so that less than was wanted lowers the score") {
    Judge(penalty: { h, r in h < r ? exp(1 - h / r) : 1 })($0, $1)
  },
  Mistake("the brevity penalty punishes length: it is for h < r, and precision takes care of the rest") {
    Judge(penalty: { h, r in h > r ? exp(1 - h / r) : 1 })($0, $1)
  },
  Mistake("the brevity penalty rewards length: where h is not below r it is 1") {
    Judge(penalty: { h, r in exp(1 - r / h) })($0, $1)
  },
  Mistake("the brevity penalty is h/r: it is exp(1 − r/h)") {
    Judge(penalty: { h, r in min(1, h / r) })($0, $1)
  },
  Mistake("the precisions were added and divided by 4: their product is taken, and its fourth root") {
    Judge(mean: { $0.reduce(0, +) / 4 })($0, $1)
  },
  Mistake("the fourth root of the product is missing") {
    Judge(mean: { $0.reduce(1, *) })($0, $1)
  },
]

private func probes(_ bleu: @escaping Answer) -> [Probe] {
  let wanted = [[1, 2, 3, 1, 2, 4, 5, 6], [7, 8, 9, 1, 2, 3]]
  // One run more often than wanted, one less often; in `long` some that are wanted in the other sentence.
  let short = [[2, 2, 3, 1, 2, 4], [7, 8, 9, 1, 4]]
  let long = [[1, 2, 3, 1, 2, 4, 6, 5, 5, 1, 2], [7, 8, 9, 1, 2, 1, 2, 7, 8]]
  func score(_ written: [[Int]]) -> Tensor { Tensor(Scalar(BLEU(written, reference: wanted, smoothing: .none).score)) }
  func precisions(_ written: [[Int]]) -> Tensor {
    Tensor(BLEU(written, reference: wanted, smoothing: .none).precisions.map { Scalar($0) })
  }
  return [
    .values("the precisions of 11 words, 14 being wanted", try bleu(short, wanted).precisions, are: precisions(short)),
    .values("the precisions of 20 words, 14 being wanted", try bleu(long, wanted).precisions, are: precisions(long)),
    .values("the score of 11 words, 14 being wanted", Tensor(try bleu(short, wanted).score), are: score(short)),
    .values("the score of 20 words, 14 being wanted", Tensor(try bleu(long, wanted).score), are: score(long)),
    .property("what was wanted scores 1", Tensor(try bleu(wanted, wanted).score), equals: Tensor(1)),
    .property(
      "without four words in a row in common the score is 0",
      Tensor(try bleu([[1, 2, 3, 4, 5, 6]], [[1, 2, 3, 6, 5, 4]]).score), equals: Tensor(0)),
  ]
}
