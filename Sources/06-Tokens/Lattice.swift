import Foundation

// z the sum over all segmentations of a word · positions are counted in bytes

/// The **lattice** of a word: its positions are the nodes, and each piece that matches between two is an edge.
///
/// A path from the start to the end is a segmentation. There are exponentially many, and dynamic programming handles
/// all of them in time that is linear in the number of edges.
package struct Lattice {
  struct Edge {
    let start, end, piece: Int
    let score: Double
  }

  /// The length of the word.
  private(set) var length = 0

  /// By start, then by end: all edges into a node are before all edges out of it.
  private(set) var edges: [Edge] = []

  package init() {}

  init(_ word: ArraySlice<UInt8>, _ model: UnigramModel) { fill(word, model) }

  /// Starts over with another word, in the same memory.
  package mutating func fill(_ word: ArraySlice<UInt8>, _ model: UnigramModel) {
    length = word.count
    edges.removeAll(keepingCapacity: true)
    var start = word.startIndex
    while start < word.endIndex {
      let next = start + Lattice.lengthOfCharacter(word[start])
      let origin = start - word.startIndex
      var hasCharacter = false
      model.trie.forEachPiece(in: word, from: start) { end, piece in
        let piece = Int(piece)
        edges.append(Edge(start: origin, end: end - word.startIndex, piece: piece, score: model.scores[piece]))
        if end == next { hasCharacter = true }
      }
      // Without an edge for the character there might be no path at all.
      if !hasCharacter {
        let (piece, score) = model.unknown
        edges.append(Edge(start: origin, end: next - word.startIndex, piece: piece, score: score))
      }
      start = next
    }
  }

  /// The length in UTF-8 of the character that starts with this byte.
  @inline(__always)
  package static func lengthOfCharacter(_ first: UInt8) -> Int {
    first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
  }
}

// MARK: Sums over all segmentations

extension Lattice {
  /// For each position, the log of the summed probabilities of all paths to it from the start.
  func forward() -> [Double] {
    var alpha = [Double](repeating: -.infinity, count: length + 1)
    alpha[0] = 0
    for edge in edges { alpha[edge.end] = logAdd(alpha[edge.end], alpha[edge.start] + edge.score) }
    return alpha
  }

  /// For each position, the log of the summed probabilities of all paths from it to the end.
  ///
  /// - Parameter smoothing: The power α of each probability: 0 makes all segmentations equally probable.
  func backward(smoothing: Double = 1) -> [Double] {
    var beta = [Double](repeating: -.infinity, count: length + 1)
    beta[length] = 0
    for edge in edges.reversed() {
      beta[edge.start] = logAdd(beta[edge.start], smoothing * edge.score + beta[edge.end])
    }
    return beta
  }

  /// Adds to `counts` how often each piece is expected in the word, `times` the word occurs.
  ///
  /// - Returns: log z, the log-probability of the word.
  func addExpectedCounts(times: Double, to counts: inout [Double]) -> Double {
    let (alpha, beta) = (forward(), backward())
    let logZ = alpha[length]
    for edge in edges {
      counts[edge.piece] += times * exp(alpha[edge.start] + edge.score + beta[edge.end] - logZ)
    }
    return logZ
  }
}

/// log(eˣ + eʸ) without overflow.
@inline(__always)
private func logAdd(_ x: Double, _ y: Double) -> Double {
  let (small, large) = x < y ? (x, y) : (y, x)
  return small == -.infinity ? large : large + log1p(exp(small - large))
}
