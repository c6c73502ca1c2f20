import Foundation
import Gradients
import Tensors
import Training

// N positive pairs · K negative samples for each · V words · D width

/// **Skip-gram with negative sampling**: word vectors that predict the context words of each word.
///
/// Each word has two vectors, one as center word and one as context word. Their dot product is a logit: σ(c·n) is the
/// probability that n is a context word of c in the text, and not a random word. The loss of a positive pair (c, n) and
/// its negative samples m is −ln σ(c·n) − Σ ln σ(−c·m). These are 1 + K binary classifications instead of a softmax
/// over all V words. Source: Mikolov et al., "Distributed representations of words and phrases and their
/// compositionality", 2013.
public struct SkipGram: Module {
  public let centers: Embedding  // [V, D]
  public let contexts: Embedding  // [V, D]

  public init(vocabularySize: Int, width: Int, using generator: inout Generator) {
    centers = Embedding(vocabularySize, width: width, using: &generator)
    contexts = Embedding(vocabularySize, width: width, using: &generator)
    // With small vectors all logits are near 0, and all probabilities near ½.
    for table in [centers, contexts] { table.weight.update { $0 *= 1 / Scalar(width).squareRoot() } }
  }

  /// The mean loss of a positive pair and its negative samples; (1 + K) · ln 2 when all logits are 0.
  public func loss(_ batch: SkipGramBatch) -> Variable {
    let (N, K) = (batch.centers.count, batch.negatives.count / batch.centers.count)
    let center = centers(batch.centers, shape: [N, 1])  // [N, 1, D]
    let words = (0..<N).flatMap { [batch.contexts[$0]] + batch.negatives[$0 * K..<($0 + 1) * K] }
    let context = contexts(words, shape: [N, 1 + K])  // [N, 1 + K, D]
    let logits = (center * context).sum(axis: -1)  // [N, 1 + K]
    let signs = constant(Tensor(shape: [1, 1 + K]) { $0[1] == 0 ? 1 : -1 })
    return -log(sigmoid(logits * signs)).sum / Scalar(N)
  }
}

/// Positive pairs of a center word and a context word, with negative samples for each pair.
public struct SkipGramBatch: Sendable {
  public let centers: [Int]
  public let contexts: [Int]
  /// Row by row, `[N · K]`.
  public let negatives: [Int]

  public init(centers: [Int], contexts: [Int], negatives: [Int]) {
    require(
      centers.count == contexts.count && !centers.isEmpty && negatives.count % centers.count == 0,
      "SkipGramBatch: \(centers.count) centers, \(contexts.count) contexts, \(negatives.count) negatives do not fit")
    (self.centers, self.contexts, self.negatives) = (centers, contexts, negatives)
  }
}

/// Samples positive pairs and negatives from sentences.
public struct SkipGramSampler: Sendable {
  private let sentences: [[Int]]
  private let window: Int
  private let vocabularySize: Int
  /// Every word as often as its probability as a negative sample demands.
  private let negatives: [Int]

  /// - Parameters:
  ///   - sentences: Sentences as word ids. Those of a single word have no pairs and are dropped.
  ///   - window: The largest distance between a center word and a context word.
  public init(_ sentences: [[Int]], vocabularySize: Int, window: Int) {
    self.sentences = sentences.filter { $0.count > 1 }
    (self.window, self.vocabularySize) = (window, vocabularySize)
    require(!self.sentences.isEmpty && window > 0, "SkipGramSampler: no sentence has two words within the window")
    var counts = [Int](repeating: 0, count: vocabularySize)
    for word in self.sentences.joined() { counts[word] += 1 }
    // The paper's distribution: the power ¾ of the frequency, so rare words are sampled more often than they occur.
    let weights = counts.map { pow(Double($0), 0.75) }
    let scale = 50_000 / weights.reduce(0, +)
    negatives = weights.indices.flatMap { [Int](repeating: $0, count: Int((weights[$0] * scale).rounded(.up))) }
  }

  /// A batch of `count` positive pairs: random center words, each with a context word at a random distance.
  public func batch(_ count: Int, negatives K: Int, using generator: inout Generator) -> SkipGramBatch {
    var (centers, contexts): ([Int], [Int]) = ([], [])
    while centers.count < count {
      let sentence = sentences.randomElement(using: &generator)!
      let position = Int.random(in: sentence.indices, using: &generator)
      let distance = Int.random(in: 1...window, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
      guard sentence.indices.contains(position + distance) else { continue }
      centers.append(sentence[position])
      contexts.append(sentence[position + distance])
    }
    let sampled = (0..<count * K).map { _ in negatives.randomElement(using: &generator)! }
    return SkipGramBatch(centers: centers, contexts: contexts, negatives: sampled)
  }

  /// The lowest expected loss of any logits, one for each pair of words: what no word vectors can beat.
  ///
  /// A positive pair is (c, n) with the probability p, a negative one with r = K · P(c) · P(n), where the second factor is
  /// that of a negative sample. The best logit is ln(p / r), and its loss −p·ln(p / (p + r)) − r·ln(r / (p + r)).
  /// Source: Levy and Goldberg, "Neural word embedding as implicit matrix factorization", 2014.
  public func lowestLoss(negatives K: Int) -> Double {
    let V = vocabularySize
    var pairs = [Double](repeating: 0, count: V * V)
    for sentence in sentences {
      for (position, center) in sentence.enumerated() {
        for context in max(0, position - window)...min(sentence.count - 1, position + window) where context != position
        {
          // A sentence is drawn first, then one of its positions: those of long sentences count for less.
          pairs[center * V + sentence[context]] += 1 / Double(sentence.count)
        }
      }
    }
    let total = pairs.reduce(0, +)
    var samples = [Double](repeating: 0, count: V)
    for word in negatives { samples[word] += 1 / Double(negatives.count) }
    return (0..<V).reduce(0.0) { sum, center in
      let row = pairs[center * V..<(center + 1) * V].map { $0 / total }
      let share = row.reduce(0, +)
      return zip(row, samples).reduce(sum) { sum, pair in
        let (p, r) = (pair.0, Double(K) * share * pair.1)
        return sum - (p > 0 ? p * log(p / (p + r)) : 0) - (r > 0 ? r * log(r / (p + r)) : 0)
      }
    }
  }
}
