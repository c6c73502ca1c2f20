/// Two neighboring pieces, by their numbers.
public struct PiecePair: Hashable, Comparable, Sendable {
  public let left: Int32
  public let right: Int32

  public init(_ left: Int, _ right: Int) { self.init(Int32(left), Int32(right)) }

  init(_ left: Int32, _ right: Int32) { (self.left, self.right) = (left, right) }

  public static func < (a: PiecePair, b: PiecePair) -> Bool { (a.left, a.right) < (b.left, b.right) }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right)))
  }
}

/// Two pieces that are joined, and the number of what they make.
public struct Merge: Hashable, Sendable {
  public let pair: PiecePair
  public let joined: Int
}

/// A word as the pieces that it is made of so far, and how often it stands in the text.
struct CountedWord: Equatable {
  var pieces: [Int32]
  let count: Int

  /// Every two neighbors; in *aaa* the pair (a, a) stands twice.
  var pairs: some Sequence<PiecePair> { zip(pieces, pieces.dropFirst()).lazy.map { PiecePair($0, $1) } }

  func contains(_ pair: PiecePair) -> Bool { pairs.contains(pair) }

  /// Joins a pair wherever it stands, from left to right.
  mutating func merge(_ pair: PiecePair, into joined: Int32) {
    var (kept, position) = (0, 0)
    while position < pieces.count {
      let isPair = pieces[position] == pair.left && position + 1 < pieces.count && pieces[position + 1] == pair.right
      pieces[kept] = isPair ? joined : pieces[position]
      kept += 1
      position += isPair ? 2 : 1
    }
    pieces.removeLast(pieces.count - kept)
  }
}

/// The pieces known so far.
struct PieceTable {
  private(set) var pieces: [[UInt8]]
  private var numbers: [[UInt8]: Int] = [:]
  /// What the second piece of a pair begins with and loses when it is joined.
  let prefix: [UInt8]

  init(_ pieces: [[UInt8]], prefix: [UInt8] = []) {
    self.pieces = pieces
    self.prefix = prefix
    for (number, piece) in pieces.enumerated() { numbers[piece] = number }
  }

  subscript(piece: [UInt8]) -> Int? { numbers[piece] }

  /// The number of two pieces joined; the same text may have been joined from other pieces before.
  mutating func join(_ pair: PiecePair) -> Int {
    let joined = pieces[Int(pair.left)] + pieces[Int(pair.right)].dropFirst(prefix.count)
    if let known = numbers[joined] { return known }
    pieces.append(joined)
    numbers[joined] = pieces.count - 1
    return pieces.count - 1
  }
}

/// Finds the pairs to merge: again and again the most frequent pair of neighbors becomes a piece of its own.
///
/// Of equally frequent pairs the one of the smaller numbers is merged, first by its left piece: Hugging Face's rule.
struct MergeTrainer {
  var words: [CountedWord]
  var table: PieceTable
  private(set) var merges: [Merge] = []
  /// A pair that is rarer than this is not worth a piece.
  let minimumCount: Int

  init(_ words: [CountedWord], _ table: PieceTable, minimumCount: Int = 2) {
    self.words = words
    self.table = table
    self.minimumCount = minimumCount
  }

  /// Learns until there are `size` pieces, or no pair is frequent enough. Read this version: it counts all pairs anew for
  /// every merge.
  mutating func learnPlainly(size: Int) {
    while table.pieces.count < size {
      var counts: [PiecePair: Int] = [:]
      for word in words { for pair in word.pairs { counts[pair, default: 0] += word.count } }
      let best = counts.min { ($1.value, $0.key) < ($0.value, $1.key) }
      guard let (pair, count) = best, count >= minimumCount else { return }
      let joined = Int32(table.join(pair))
      merges.append(Merge(pair: pair, joined: Int(joined)))
      for index in words.indices { words[index].merge(pair, into: joined) }
    }
  }

  /// The same merges. Run this version: it counts once, and then changes the counts of the words that a merge changes.
  mutating func learn(size: Int) {
    var tally = PairTally(words)
    while table.pieces.count < size {
      guard let pair = tally.mostFrequent(atLeast: minimumCount) else { return }
      let joined = Int32(table.join(pair))
      merges.append(Merge(pair: pair, joined: Int(joined)))
      for index in tally.positions(of: pair) where words[index].contains(pair) {
        tally.remove(words[index])
        words[index].merge(pair, into: joined)
        tally.add(words[index], at: index, news: joined)
      }
      tally.queueNews()
    }
  }
}

/// How often each pair stands in the words, and in which.
private struct PairTally {
  private var counts: [PiecePair: Int] = [:]
  private var positions: [PiecePair: [Int]] = [:]
  /// Every pair with a count that it has or had.
  private var queue = Heap<Candidate>()
  /// Pairs that have become more frequent.
  private var news: Set<PiecePair> = []

  private struct Candidate: Comparable {
    let pair: PiecePair
    let count: Int
    static func < (a: Candidate, b: Candidate) -> Bool { a.count != b.count ? a.count > b.count : a.pair < b.pair }
  }

  init(_ words: [CountedWord]) {
    for (index, word) in words.enumerated() {
      for pair in word.pairs {
        counts[pair, default: 0] += word.count
        if positions[pair]?.last != index { positions[pair, default: []].append(index) }
      }
    }
    queue = Heap(counts.map { Candidate(pair: $0.key, count: $0.value) })
  }

  mutating func remove(_ word: CountedWord) {
    for pair in word.pairs { counts[pair]! -= word.count }
  }

  /// Counts a changed word again; pairs with the piece `joined` have not stood there before.
  mutating func add(_ word: CountedWord, at index: Int, news joined: Int32) {
    for pair in word.pairs {
      counts[pair, default: 0] += word.count
      if pair.left == joined || pair.right == joined {
        news.insert(pair)
        if positions[pair]?.last != index { positions[pair, default: []].append(index) }
      }
    }
  }

  mutating func queueNews() {
    for pair in news { queue.push(Candidate(pair: pair, count: counts[pair]!)) }
    news.removeAll(keepingCapacity: true)
  }

  /// The best pair. Counts only fall while a pair waits, so a candidate that comes first with its true count is the best.
  mutating func mostFrequent(atLeast minimum: Int) -> PiecePair? {
    while let candidate = queue.pop(), candidate.count >= minimum {
      let count = counts[candidate.pair]!
      if count == candidate.count { return candidate.pair }
      if count >= minimum { queue.push(Candidate(pair: candidate.pair, count: count)) }
    }
    return nil
  }

  /// The words in which a pair stands or once stood, which is about to be merged.
  mutating func positions(of pair: PiecePair) -> [Int] { positions.removeValue(forKey: pair) ?? [] }
}
