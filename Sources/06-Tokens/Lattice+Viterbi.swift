extension Lattice {
  /// **Viterbi's algorithm**: the pieces of the most probable segmentation.
  ///
  /// The best path to a position is the best path to the start of its last edge, and that edge. Of equally good ones,
  /// the first found stays: the one whose last piece is longer.
  ///
  /// - Parameter withoutWhole: Whether the word itself is not allowed as a piece. Then there may be no segmentation.
  package func viterbi(withoutWhole: Bool = false) -> [Int] {
    var score = [Double](repeating: -.infinity, count: length + 1)
    var last = [Int](repeating: -1, count: length + 1)
    score[0] = 0
    for (index, edge) in edges.enumerated() where !withoutWhole || edge.end - edge.start < length {
      let candidate = score[edge.start] + edge.score
      if last[edge.end] < 0 || candidate > score[edge.end] {
        (score[edge.end], last[edge.end]) = (candidate, index)
      }
    }
    var path: [Int] = []
    var position = length
    while position > 0, last[position] >= 0 {
      path.append(edges[last[position]].piece)
      position = edges[last[position]].start
    }
    return path.reversed()
  }
}
