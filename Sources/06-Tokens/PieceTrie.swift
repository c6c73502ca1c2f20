/// A **trie** (prefix tree) of pieces: it finds all pieces that start at a position of a text in one walk.
///
/// The nodes are numbered breadth first. So the children of a node are neighbors, sorted by their bytes, and the
/// children of the next node follow.
struct PieceTrie: Sendable {
  /// The byte on the way to each node.
  private var labels: [UInt8] = [0]
  /// The first child of each node; its last child is before the first of the next node.
  private var firstChild: [Int32] = []
  /// The piece that ends at each node; -1 for none.
  private var pieces: [Int32] = []

  /// - Parameter pieces: Distinct byte strings with their ids; none is empty.
  init(_ pieces: [(bytes: [UInt8], id: Int)]) {
    let sorted = pieces.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    // Of each node: the pieces below it, and the length of the prefix that they share.
    var below = [(range: sorted.indices, depth: 0)]
    var node = 0
    while node < below.count {
      var (range, depth) = below[node]
      firstChild.append(Int32(below.count))
      // The piece that is the prefix itself is sorted before the longer ones.
      let endsHere = !range.isEmpty && sorted[range.lowerBound].bytes.count == depth
      self.pieces.append(endsHere ? Int32(sorted[range.lowerBound].id) : -1)
      if endsHere { range = range.dropFirst() }
      while let start = range.first {
        let label = sorted[start].bytes[depth]
        let end = range.first { sorted[$0].bytes[depth] != label } ?? range.upperBound
        labels.append(label)
        below.append((start..<end, depth + 1))
        range = end..<range.upperBound
      }
      node += 1
    }
    firstChild.append(Int32(below.count))
  }

  /// Calls `body` with the end and the id of each piece that starts at `start`, the shortest first.
  @inline(__always)
  func forEachPiece(in text: ArraySlice<UInt8>, from start: Int, _ body: (_ end: Int, _ piece: Int32) -> Void) {
    var node = 0
    for position in start..<text.endIndex {
      guard let child = child(of: node, text[position]) else { return }
      node = child
      if pieces[node] >= 0 { body(position + 1, pieces[node]) }
    }
  }

  /// Binary search among the children.
  @inline(__always)
  private func child(of node: Int, _ label: UInt8) -> Int? {
    var (low, high) = (Int(firstChild[node]), Int(firstChild[node + 1]))
    while low < high {
      let middle = (low + high) / 2
      if labels[middle] == label { return middle }
      if labels[middle] < label { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}
