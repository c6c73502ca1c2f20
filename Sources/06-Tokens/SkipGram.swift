import Foundation

// N pairs · K noise words for each · V words · D width

/// Word vectors: a word's vector should tell which words stand near it.
///
/// Each word has two rows, one as the center and one as a neighbor. Their product says how likely the two stand together:
/// σ(c·n) for a pair from the text, 1 − σ(c·m) for a center and a word m drawn at random. That is a yes or no for each
/// pair, instead of a softmax over all V words. Source: Mikolov et al., "Distributed representations of words and phrases
/// and their compositionality", 2013.
public struct SkipGram: Module {
  public let centers: Embedding  // [V, D]
  public let neighbors: Embedding  // [V, D]

  public init(words: Int, width: Int, using generator: inout Generator) {
    centers = Embedding(words, width: width, using: &generator)
    neighbors = Embedding(words, width: width, using: &generator)
    // Products of small vectors: every pair begins as an open question.
    for table in [centers, neighbors] { table.weight.update { $0 *= 1 / Scalar(width).squareRoot() } }
  }

  /// The mean surprise at the answers: ln 2 · (1 + K) for a pair while nothing is known.
  public func loss(_ batch: WordPairs) -> Variable {
    let (N, K) = (batch.centers.count, batch.noise.count / batch.centers.count)
    let center = centers(batch.centers, shape: [N, 1])  // [N, 1, D]
    let others = (0..<N).flatMap { [batch.neighbors[$0]] + batch.noise[$0 * K..<($0 + 1) * K] }
    let near = neighbors(others, shape: [N, 1 + K])  // [N, 1 + K, D]
    let scores = (center * near).sum(axis: -1)  // [N, 1 + K]
    let signs = constant(Tensor(shape: [1, 1 + K]) { $0[1] == 0 ? 1 : -1 })
    return -log(sigmoid(scores * signs)).sum / Scalar(N)
  }
}

/// Pairs of words that stand near each other, and words drawn at random beside each.
public struct WordPairs: Sendable {
  public let centers: [Int]
  public let neighbors: [Int]
  /// Row by row, `[N · K]`.
  public let noise: [Int]

  public init(centers: [Int], neighbors: [Int], noise: [Int]) {
    require(
      centers.count == neighbors.count && !centers.isEmpty && noise.count % centers.count == 0,
      "WordPairs: \(centers.count) centers, \(neighbors.count) neighbors, \(noise.count) noise words")
    (self.centers, self.neighbors, self.noise) = (centers, neighbors, noise)
  }
}

/// Draws such pairs from sentences.
public struct WordPairSource: Sendable {
  private let sentences: [[Int]]
  private let window: Int
  /// Every word as often as it is to be drawn as noise.
  private let noise: [Int]

  /// - Parameters:
  ///   - sentences: Their words by number. Sentences of one word have no pairs and are left out.
  ///   - window: How far apart two words may stand.
  public init(_ sentences: [[Int]], words: Int, window: Int) {
    self.sentences = sentences.filter { $0.count > 1 }
    self.window = window
    require(!self.sentences.isEmpty && window > 0, "WordPairSource: there are no two words near each other")
    var counts = [Int](repeating: 0, count: words)
    for word in self.sentences.joined() { counts[word] += 1 }
    // The power ¾ is the paper's: rare words are drawn more often than they stand.
    let weights = counts.map { pow(Double($0), 0.75) }
    let scale = 50_000 / weights.reduce(0, +)
    noise = weights.indices.flatMap { [Int](repeating: $0, count: Int((weights[$0] * scale).rounded(.up))) }
  }

  /// Every pair is a random word and a neighbor at a random distance.
  public func batch(_ count: Int, noisePerPair: Int, using generator: inout Generator) -> WordPairs {
    var (centers, neighbors): ([Int], [Int]) = ([], [])
    while centers.count < count {
      let sentence = sentences.randomElement(using: &generator)!
      let position = Int.random(in: sentence.indices, using: &generator)
      let distance = Int.random(in: 1...window, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
      guard sentence.indices.contains(position + distance) else { continue }
      centers.append(sentence[position])
      neighbors.append(sentence[position + distance])
    }
    let drawn = (0..<count * noisePerPair).map { _ in noise.randomElement(using: &generator)! }
    return WordPairs(centers: centers, neighbors: neighbors, noise: drawn)
  }
}
