import Foundation

/// Learns the pieces of a unigram model: it starts with too many, fits their probabilities by expectation maximization,
/// and removes those that the likelihood of the text needs least, until so many are left as wanted.
///
/// SentencePiece draws its first pieces from the whole text by a suffix array. Here they are substrings of words, which
/// is the same, because no piece reaches across the start of a word.
struct UnigramTrainer {
  /// A distinct word of the text.
  struct Word: Equatable {
    let bytes: [UInt8]
    let count: Int
  }

  let words: [Word]

  /// The number of pieces to end with.
  let size: Int

  /// Single characters first, which are never removed.
  private(set) var pieces: [[UInt8]]

  let characterCount: Int

  private(set) var model: UnigramModel

  /// The longest piece, in characters.
  static let longestPiece = 16

  /// The share of the pieces that a pruning keeps.
  static let shrinking = 0.75

  /// Steps of expectation maximization after each pruning.
  static let steps = 2

  /// - Parameter excluded: The names of special tokens, which no piece may have.
  init(_ words: [Word], size: Int, except excluded: Set<[UInt8]> = []) {
    let characters = frequentCharacters(of: words, atMost: max(0, size), except: excluded)
    self.size = max(size, characters.count)
    self.words = split(words, keeping: Set(characters.map(\.bytes)))
    let seeds = frequentSubstrings(of: self.words, atMost: 10 * self.size, except: excluded)
    pieces = (characters + seeds).map(\.bytes)
    characterCount = characters.count
    let weights = (characters + seeds).map { Double($0.count) * Double(lengthInCharacters($0.bytes)) }
    model = UnigramTrainer.model(pieces, weights)
  }

  mutating func train() {
    for _ in 0..<UnigramTrainer.steps { step() }
    while pieces.count > size {
      prune(to: max(size, Int(UnigramTrainer.shrinking * Double(pieces.count))))
      for _ in 0..<UnigramTrainer.steps { step() }
    }
  }

  /// Pieces as probable as their counts are frequent.
  private static func model(_ pieces: [[UInt8]], _ counts: [Double]) -> UnigramModel {
    let total = log(counts.reduce(0, +))
    let contents = pieces.enumerated().map { (bytes: $1, id: $0) }
    return UnigramModel(contents, scores: counts.map { log($0) - total }, unknown: -1)
  }
}

// MARK: Expectation maximization

extension UnigramTrainer {
  /// How often each piece is expected in the text, over all segmentations, and the log-likelihood of the text.
  func expectedCounts() -> (counts: [Double], logLikelihood: Double) {
    var counts = [Double](repeating: 0, count: pieces.count)
    var logLikelihood = 0.0
    var lattice = Lattice()
    for word in words {
      lattice.fill(word.bytes[...], model)
      logLikelihood += Double(word.count) * lattice.addExpectedCounts(times: Double(word.count), to: &counts)
    }
    return (counts, logLikelihood)
  }

  /// One step of **expectation maximization**: each probability becomes the share of the expected count.
  ///
  /// It never lowers the likelihood.
  ///
  /// - Returns: The log-likelihood before the step.
  @discardableResult
  mutating func step() -> Double {
    let (counts, logLikelihood) = expectedCounts()
    let total = log(counts.reduce(0, +))
    // No logarithm of zero: a piece may be so improbable that its expected count underflows.
    model.scores = counts.map { log(max($0, .leastNormalMagnitude)) - total }
    return logLikelihood
  }

  /// The pieces with their scores, most probable first.
  ///
  /// A piece that the text does not need counts as half an occurrence: another text may need it.
  func vocabulary() -> [(piece: [UInt8], score: Double)] {
    let counts = expectedCounts().counts.map { max($0, 0.5) }
    let total = log(counts.reduce(0, +))
    let order = pieces.indices.sorted { a, b in
      counts[a] == counts[b] ? pieces[a].lexicographicallyPrecedes(pieces[b]) : counts[a] > counts[b]
    }
    return order.map { (pieces[$0], log(counts[$0]) - total) }
  }
}

// MARK: Pruning

extension UnigramTrainer {
  /// How much the log-likelihood falls when a piece is removed, for all pieces but the characters.
  ///
  /// Counts are those of the best segmentations. Each occurrence of the piece becomes one of each piece of its best
  /// other segmentation.
  func losses() -> [Double] {
    var counts = [Double](repeating: 0, count: pieces.count)
    var lattice = Lattice()
    for word in words {
      lattice.fill(word.bytes[...], model)
      for piece in lattice.viterbi() { counts[piece] += Double(word.count) }
    }
    let total = counts.reduce(0, +)
    return (characterCount..<pieces.count).map { piece in
      let count = counts[piece]
      if count == 0 { return 0 }
      lattice.fill(pieces[piece][...], model)
      let others = lattice.viterbi(withoutWhole: true)
      let newTotal = total + count * Double(others.count - 1)
      let before = log(count / total)
      let after = others.reduce(0) { $0 + log((counts[$1] + count) / newTotal) }
      return count * (before - after)
    }
  }

  /// Removes the pieces with the smallest losses until `count` are left. Of equal losses, the piece with the larger
  /// bytes is removed.
  mutating func prune(to count: Int) {
    let losses = losses()
    let order = losses.indices.sorted { a, b in
      let (first, second) = (pieces[characterCount + a], pieces[characterCount + b])
      return losses[a] == losses[b] ? first.lexicographicallyPrecedes(second) : losses[a] > losses[b]
    }
    let kept = Array(0..<characterCount) + order.prefix(count - characterCount).map { characterCount + $0 }.sorted()
    pieces = kept.map { pieces[$0] }
    model = UnigramTrainer.model(pieces, kept.map { exp(model.scores[$0]) })
  }
}
