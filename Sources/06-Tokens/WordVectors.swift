/// Words as directions: what matters is the angle between two of them.
public struct WordVectors: Sendable {
  /// Rows of length 1, `[V, D]`.
  public let directions: Tensor

  public init(_ vectors: Tensor) {
    let lengths = sqrt((vectors * vectors).sum(axis: 1, keepingAxis: true))
    directions = vectors / (lengths + .leastNormalMagnitude)
  }

  /// The words nearest to a vector, nearest first, with the cosine of the angle between.
  public func nearest(_ count: Int, to vector: Tensor, except excluded: Set<Int> = []) -> [(word: Int, cosine: Scalar)]
  {
    let length = vector.norm + .leastNormalMagnitude
    let cosines = matmul(directions, vector.reshaped(-1, 1)).scalars.map { $0 / length }
    let words = cosines.indices.filter { !excluded.contains($0) }.sorted { (cosines[$1], $0) < (cosines[$0], $1) }
    return words.prefix(count).map { ($0, cosines[$0]) }
  }

  /// The words nearest to a word, without itself.
  public func neighbors(_ count: Int, of word: Int) -> [(word: Int, cosine: Scalar)] {
    nearest(count, to: directions.row(word), except: [word])
  }

  /// The word that is to c what b is to a: the one nearest to b − a + c, none of the three.
  public func analogy(_ a: Int, _ b: Int, _ c: Int) -> Int {
    let sought = directions.row(b) - directions.row(a) + directions.row(c)
    return nearest(1, to: sought, except: [a, b, c])[0].word
  }
}

/// a is to b as c is to d.
public struct Analogy: Hashable, Sendable {
  public let a, b, c, d: Int

  /// From pairs that all differ in one and the same way, every question that two of them make: each read both ways.
  public static func all(among pairs: [(Int, Int)]) -> [Analogy] {
    let both = [pairs, pairs.map { ($0.1, $0.0) }]
    return both.flatMap { pairs in
      pairs.flatMap { first in
        pairs.filter { $0 != first }.map { Analogy(a: first.0, b: first.1, c: $0.0, d: $0.1) }
      }
    }
  }
}
