import Course
import Datasets
import Transformer

// B batch · T positions · N pairs

/// Token streams whose vectors are added at each position, and what is to be predicted there.
struct DistanceBatch {
  /// One or two streams, each `[B · T]`.
  let streams: [[Int]]
  let targets: [Int]  // [B · T]
}

/// A task whose targets are some distance away.
enum DistanceTask {
  /// The token of k positions before.
  case echo(delay: Int)
  /// N pairs of a key and a value, one pair at each position; then queries, each one of the keys, whose value is asked
  /// for.
  case recall(pairs: Int)

  /// The positions of a row that have a target.
  static let answers = 32
  /// The kinds of tokens to echo, and of values.
  static let kinds = 8
  /// The kinds of keys: every row takes N different ones.
  static let keys = 64

  var vocabularySize: Int {
    switch self {
    case .echo: Self.kinds
    case .recall: Self.keys + Self.kinds + 1  // keys, values, and the question mark of a query
    }
  }

  /// T
  var length: Int {
    switch self {
    case .echo(let delay): delay + Self.answers
    case .recall(let pairs): pairs + Self.answers
    }
  }

  /// The most positions between a target and what determines it: for the last query, all but its own.
  var reach: Int {
    switch self {
    case .echo(let delay): delay
    case .recall: length
    }
  }

  func batch(_ B: Int, using generator: inout Generator) -> DistanceBatch {
    switch self {
    case .echo(let delay):
      let batch = Echo(kinds: Self.kinds, delay: delay).batch(size: B, length: length, using: &generator)
      return DistanceBatch(streams: [batch.inputs], targets: batch.targets)
    case .recall(let pairs):
      var (keys, values, targets): ([Int], [Int], [Int]) = ([], [], [])
      for _ in 0..<B {
        let known = Array((0..<Self.keys).shuffled(using: &generator).prefix(pairs))
        let stored = known.map { _ in Int.random(in: 0..<Self.kinds, using: &generator) }
        let asked = (0..<Self.answers).map { _ in Int.random(in: 0..<pairs, using: &generator) }
        keys += known + asked.map { known[$0] }
        values += stored.map { Self.keys + $0 } + asked.map { _ in Self.keys + Self.kinds }
        targets += known.map { _ in Echo.ignored } + asked.map { stored[$0] }
      }
      return DistanceBatch(streams: [keys, values], targets: targets)
    }
  }
}
