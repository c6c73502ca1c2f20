import Exercises
import Foundation
import Solutions
import T5
import Tensors

private typealias Path = (pieces: [String], score: Scalar)

private typealias Answer = @Sendable (_ word: String, _ logProbabilities: [String: Scalar]) throws -> Path

extension Exercise {
  static let bestSegmentation = Exercise(
    "11.5", "bestSegmentation", solution: T5Solutions.self,
    answer: { (answers: any T5Tasks.Type) in answers.bestSegmentation },
    hints: [
      "The best way to a position ends with some piece, and before it is the best way to where that piece starts. So go from left to right, and keep for each position its best sum and its last piece.",
      "let letters = Array(word); best has letters.count + 1 numbers, −∞ except best[0] = 0. For end in 1...letters.count and start in 0..<end: String(letters[start..<end]) may be a piece.",
      "If best[start] + score > best[end], with > so that the longer piece, found first, stays: best[end] = best[start] + score; last[end] = piece. Then from the end: append last[position], position -= its count; at last reverse.",
    ],
    forbidden: ["UnigramTokenizer"], mistakes: mistakes, probes: probes)
}

/// Viterbi's algorithm with one thing done differently, which the mistakes choose.
private struct Segmenter {
  /// Whether a sum replaces the best one so far.
  var beats: (_ new: Scalar, _ old: Scalar) -> Bool = { $0 > $1 }
  /// The sum up to the end of a piece.
  var add: (_ best: Scalar, _ piece: Scalar) -> Scalar = { $0 + $1 }
  /// The sum at position 0.
  var start: Scalar = 0
  /// Whether a piece from start to end of a word of T letters is tried.
  var isTried: (_ start: Int, _ end: Int, _ T: Int) -> Bool = { _, _, _ in true }
  var order: (_ pieces: [String]) -> [String] = { $0.reversed() }
  /// What is returned for a word that no pieces make up.
  var fail: (_ word: String) -> Path? = { _ in nil }

  func callAsFunction(_ word: String, _ logProbabilities: [String: Scalar]) throws -> Path {
    let letters = Array(word)
    var ways: [Int: (score: Scalar, last: String)] = [0: (start, "")]
    for end in 1...letters.count {
      for start in 0..<end where isTried(start, end, letters.count) {
        let piece = String(letters[start..<end])
        guard let way = ways[start], let score = logProbabilities[piece] else { continue }
        let sum = add(way.score, score)
        if ways[end].map({ beats(sum, $0.score) }) ?? true { ways[end] = (sum, piece) }
      }
    }
    guard let way = ways[letters.count] else {
      guard let failed = fail(word) else { throw Misfit("no pieces") }
      return failed
    }
    var (pieces, position): ([String], Int) = ([], letters.count)
    while position > 0, let last = ways[position]?.last {
      pieces.append(last)
      position -= last.count
    }
    return (order(pieces), way.score)
  }
}

/// From the left, of all pieces with which the rest begins the one that is chosen.
private func greedy(
  _ word: String, _ logProbabilities: [String: Scalar], isBetter: (_ a: String, _ b: String) -> Bool
) throws -> Path {
  var (rest, pieces): (Substring, [String]) = (word[...], [])
  while !rest.isEmpty {
    let fitting = (1...rest.count).map { String(rest.prefix($0)) }.filter { logProbabilities[$0] != nil }
    guard let piece = fitting.max(by: { isBetter($1, $0) }) else { throw Misfit("no piece") }
    pieces.append(piece)
    rest = rest.dropFirst(piece.count)
  }
  return (pieces, pieces.reduce(0) { $0 + logProbabilities[$1]! })
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("of equally good ways the last one found counts: the first, with the longer last piece, should stay") {
    try Segmenter(beats: { $0 >= $1 })($0, $1)
  },
  Mistake("the longest piece was taken from the left, as in WordPiece: compare the sums of whole segmentations") {
    try greedy($0, $1) { $0.count > $1.count }
  },
  Mistake("the most probable piece was taken from the left: compare the sums of whole segmentations") { word, scores in
    try greedy(word, scores) { scores[$0]! > scores[$1]! }
  },
  Mistake("the segmentation with the fewest pieces was chosen: the sum of the log-probabilities counts") {
    let scores = $1
    let (pieces, _) = try Segmenter(add: { best, _ in best - 1 })($0, $1)
    return (pieces, pieces.reduce(0) { $0 + scores[$1]! })
  },
  Mistake("this is the least probable segmentation: the largest sum is the best, as log-probabilities are negative") {
    try Segmenter(beats: { $0 < $1 })($0, $1)
  },
  Mistake("best[start] was not added: a sum covers all pieces up to `end`, not the last one alone") {
    try Segmenter(add: { _, piece in piece })($0, $1)
  },
  Mistake("log-probabilities were multiplied: the logarithm of a product is a sum") {
    try Segmenter(add: { $0 * $1 }, start: 1)($0, $1)
  },
  Mistake("the word as a whole was not tried: it may be a piece itself") {
    try Segmenter(isTried: { $1 - $0 < $2 })($0, $1)
  },
  Mistake("pieces of one letter were not tried: start goes up to end − 1") {
    try Segmenter(isTried: { start, end, _ in end - start > 1 })($0, $1)
  },
  Mistake("only pieces of one or two letters were tried: a piece may be as long as the word") {
    try Segmenter(isTried: { start, end, _ in end - start <= 2 })($0, $1)
  },
  Mistake("the pieces are in reverse order: they were followed from the end of the word") {
    try Segmenter(order: { $0 })($0, $1)
  },
  Mistake("only the last piece was returned: follow the pieces from the end to the start") {
    try Segmenter(order: { Array($0.prefix(1)) })($0, $1)
  },
  Mistake("the first piece is missing: follow the pieces until position 0") {
    try Segmenter(order: { $0.dropLast().reversed() })($0, $1)
  },
  Mistake("the score is a probability: return the sum of the log-probabilities") {
    let (pieces, score) = try Segmenter()($0, $1)
    return (pieces, exp(score))
  },
  Mistake("the sign of the score is wrong: it is a log-probability, not a loss") {
    let (pieces, score) = try Segmenter()($0, $1)
    return (pieces, -score)
  },
  Mistake("the score was divided by the number of pieces: it is their sum") {
    let (pieces, score) = try Segmenter()($0, $1)
    return (pieces, score / Scalar(pieces.count))
  },
  Mistake("the score is that of the last piece: return the sum") {
    let (pieces, _) = try Segmenter()($0, $1)
    return (pieces, $1[pieces.last!]!)
  },
  Mistake("a word that no pieces make up was returned as one piece: throw a Misfit") {
    try Segmenter(fail: { ([$0], -.infinity) })($0, $1)
  },
  Mistake("a word that no pieces make up has no pieces: throw a Misfit") {
    try Segmenter(fail: { _ in ([], -.infinity) })($0, $1)
  },
  Mistake("a word that no pieces make up was returned letter by letter: throw a Misfit") {
    try Segmenter(fail: { ($0.map { String($0) }, -.infinity) })($0, $1)
  },
]

private func probes(_ bestSegmentation: @escaping Answer) -> [Probe] {
  // Quarters, whose sums are exact in any order: ties are ties.
  let scores: [String: Scalar] = [
    "a": -2, "b": -3, "c": -2.5, "d": -4, "e": -5, "ab": -4.5, "bc": -3.5, "cd": -6.5, "de": -8, "abc": -5.75,
    "bcd": -7.5, "cde": -12, "abcd": -12,
  ]
  let given = "with \(scores.sorted { $0.key < $1.key }.map { "\($0) \($1)" }.joined(separator: ", "))"
  let cases: [(word: String, pieces: [String], score: Scalar)] = [
    ("abc", ["a", "bc"], -5.5), ("cd", ["cd"], -6.5), ("abcd", ["a", "bcd"], -9.5),
    ("abcde", ["a", "bc", "de"], -13.5), ("dab", ["d", "ab"], -8.5), ("bcdabc", ["bcd", "a", "bc"], -13),
  ]
  let long = String(repeating: "abcde", count: 40)
  func lengths(_ word: String) throws -> [Int] { try bestSegmentation(word, scores).pieces.map(\.count) }
  /// The letters as numbers, so that a wrong one is found.
  func letters(_ pieces: [String]) -> [Int] { pieces.joined().utf8.map { Int($0) } }
  func probes(_ word: String, _ pieces: [String], _ score: Scalar) -> [Probe] {
    [
      .values("the lengths of the pieces of \(word) \(given)", try lengths(word), are: pieces.map(\.count)),
      .values("the sum of \(word) \(given)", Tensor(try bestSegmentation(word, scores).score), are: Tensor(score)),
    ]
  }
  let properties: [Probe] = [
    .property(
      "the pieces make up the word", letters(try bestSegmentation("bcdabc", scores).pieces), equals: letters(["bcdabc"])
    ),
    .property(
      "a word of 200 letters repeats the segmentation of its parts", try lengths(long),
      equals: (0..<40).flatMap { _ in [1, 2, 2] }),
    .refuses("the word abx, as no piece has an x", try lengths("abx")),
  ]
  return cases.flatMap(probes) + properties
}
