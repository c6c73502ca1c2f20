/// The ids of two adjacent pieces.
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

/// A merge rule: a pair of pieces, and the id of the piece that replaces it.
public struct Merge: Hashable, Sendable {
  public let pair: PiecePair
  public let joined: Int

  package init(pair: PiecePair, joined: Int) { (self.pair, self.joined) = (pair, joined) }
}

/// A distinct word of the training text: its pieces after all merges so far, and its count.
struct CountedWord: Equatable {
  var pieces: [Int32]
  let count: Int

  /// All pairs of adjacent pieces; *aaa* has the pair (a, a) twice.
  var pairs: some Sequence<PiecePair> { zip(pieces, pieces.dropFirst()).lazy.map { PiecePair($0, $1) } }

  func contains(_ pair: PiecePair) -> Bool { pairs.contains(pair) }

  /// Replaces a pair at all its positions, from left to right.
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

/// The vocabulary while it grows: the bytes of each piece, and the id of each byte string.
struct PieceTable {
  private(set) var pieces: [[UInt8]]
  private var ids: [[UInt8]: Int] = [:]
  /// A prefix that the second piece of a pair loses in a merge: `##` of WordPiece.
  let prefix: [UInt8]

  init(_ pieces: [[UInt8]], prefix: [UInt8] = []) {
    self.pieces = pieces
    self.prefix = prefix
    for (id, piece) in pieces.enumerated() { ids[piece] = id }
  }

  subscript(piece: [UInt8]) -> Int? { ids[piece] }

  /// The id of a merged pair. The same piece may exist already, merged from another pair.
  mutating func join(_ pair: PiecePair) -> Int {
    let joined = pieces[Int(pair.left)] + pieces[Int(pair.right)].dropFirst(prefix.count)
    if let known = ids[joined] { return known }
    pieces.append(joined)
    ids[joined] = pieces.count - 1
    return pieces.count - 1
  }
}

/// Learns merge rules: in each step the most frequent pair of adjacent pieces becomes a new piece.
///
/// Of equally frequent pairs the one with the smaller left id is merged, then with the smaller right id, as in Hugging
/// Face's tokenizers.
struct MergeTrainer {
  var words: [CountedWord]
  var table: PieceTable
  private(set) var merges: [Merge] = []
  /// Pairs with a smaller count are not merged.
  let minimumCount: Int

  init(_ words: [CountedWord], _ table: PieceTable, minimumCount: Int = 2) {
    self.words = words
    self.table = table
    self.minimumCount = minimumCount
  }

  /// Merges until there are `size` pieces, or no pair is frequent enough. Read this version: it counts all pairs again
  /// for every merge.
  mutating func trainPlainly(size: Int) {
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

  /// The same merges. Run this version: it counts all pairs once, and then updates the counts of the words that a merge
  /// changes.
  mutating func train(size: Int) {
    var pairs = PairCounts(words)
    while table.pieces.count < size {
      guard let pair = pairs.mostFrequent(atLeast: minimumCount) else { return }
      let joined = Int32(table.join(pair))
      merges.append(Merge(pair: pair, joined: Int(joined)))
      for index in pairs.positions(of: pair) where words[index].contains(pair) {
        pairs.remove(words[index])
        words[index].merge(pair, into: joined)
        pairs.add(words[index], at: index, newPiece: joined)
      }
      pairs.queueNewPairs()
    }
  }
}

/// The count of each pair, and the words that contain it.
private struct PairCounts {
  private var counts: [PiecePair: Int] = [:]
  private var positions: [PiecePair: [Int]] = [:]
  /// Every pair with its present count or a former one.
  private var queue = Heap<Candidate>()
  /// New pairs, not yet in the queue.
  private var newPairs: Set<PiecePair> = []

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

  /// Counts a changed word again. Its pairs with the piece `joined` are new.
  mutating func add(_ word: CountedWord, at index: Int, newPiece joined: Int32) {
    for pair in word.pairs {
      counts[pair, default: 0] += word.count
      if pair.left == joined || pair.right == joined {
        newPairs.insert(pair)
        if positions[pair]?.last != index { positions[pair, default: []].append(index) }
      }
    }
  }

  mutating func queueNewPairs() {
    for pair in newPairs { queue.push(Candidate(pair: pair, count: counts[pair]!)) }
    newPairs.removeAll(keepingCapacity: true)
  }

  /// The most frequent pair. Counts in the queue are never too low, so a first candidate with its present count is the
  /// best.
  mutating func mostFrequent(atLeast minimum: Int) -> PiecePair? {
    while let candidate = queue.pop(), candidate.count >= minimum {
      let count = counts[candidate.pair]!
      if count == candidate.count { return candidate.pair }
      if count >= minimum { queue.push(Candidate(pair: candidate.pair, count: count)) }
    }
    return nil
  }

  /// The indices of the words that contain or contained a pair, which is then removed from the table.
  mutating func positions(of pair: PiecePair) -> [Int] { positions.removeValue(forKey: pair) ?? [] }
}
