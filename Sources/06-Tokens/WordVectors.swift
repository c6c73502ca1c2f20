import Tensors

/// Word vectors compared by cosine similarity.
public struct WordVectors: Sendable {
  /// The vectors with length 1, `[V, D]`.
  public let normalized: Tensor

  public init(_ vectors: Tensor) {
    let lengths = sqrt((vectors * vectors).sum(axis: 1, keepingAxis: true))
    normalized = vectors / (lengths + .leastNormalMagnitude)
  }

  /// The words with the highest cosine similarity to a vector, nearest first.
  public func nearest(_ count: Int, to vector: Tensor, except excluded: Set<Int> = []) -> [(word: Int, cosine: Scalar)]
  {
    let length = vector.norm + .leastNormalMagnitude
    let cosines = matmul(normalized, vector.reshaped(-1, 1)).scalars.map { $0 / length }
    let words = cosines.indices.filter { !excluded.contains($0) }.sorted { (cosines[$1], $0) < (cosines[$0], $1) }
    return words.prefix(count).map { ($0, cosines[$0]) }
  }

  /// The nearest neighbors of a word, without the word itself.
  public func neighbors(_ count: Int, of word: Int) -> [(word: Int, cosine: Scalar)] {
    nearest(count, to: normalized.row(word), except: [word])
  }

  /// The answer to "a is to b as c is to …": the word nearest to b − a + c, other than the three.
  public func analogy(_ a: Int, _ b: Int, _ c: Int) -> Int {
    let target = normalized.row(b) - normalized.row(a) + normalized.row(c)
    return nearest(1, to: target, except: [a, b, c])[0].word
  }
}

/// a is to b as c is to d.
public struct Analogy: Hashable, Sendable {
  public let a, b, c, d: Int

  /// Every question that two pairs with the same relation make, in both directions.
  public static func all(among pairs: [(Int, Int)]) -> [Analogy] {
    let directions = [pairs, pairs.map { ($0.1, $0.0) }]
    return directions.flatMap { pairs in
      pairs.flatMap { first in
        pairs.filter { $0 != first }.map { Analogy(a: first.0, b: first.1, c: $0.0, d: $0.1) }
      }
    }
  }
}
