/// Which pairs are merged into what, and in which order.
struct MergeRules: Sendable {
  /// What is learned earlier has the smaller rank and is merged first.
  struct Rule: Sendable {
    let rank: Int32
    let joined: Int32
  }

  private var rules: [PiecePair: Rule] = [:]

  /// A pair that is listed twice has its last rank, as in Hugging Face's reader.
  init(_ merges: [Merge]) {
    for (rank, merge) in merges.enumerated() {
      rules[merge.pair] = Rule(rank: Int32(rank), joined: Int32(merge.joined))
    }
  }

  private func rule(_ left: Int32, _ right: Int32) -> Rule? { rules[PiecePair(left, right)] }

  /// Merges the pair of the lowest rank, of equals the leftmost, until none is left. Read this version.
  func mergePlainly(_ pieces: inout [Int32]) {
    while true {
      let positions = zip(pieces, pieces.dropFirst()).enumerated()
      let known = positions.compactMap { position, pair in rule(pair.0, pair.1).map { (position: position, rule: $0) } }
      guard let best = known.min(by: { $0.rule.rank < $1.rule.rank }) else { return }
      pieces[best.position] = best.rule.joined
      pieces.remove(at: best.position + 1)
    }
  }

  /// The same result. Run this version: a merge changes two pairs only, so the others need not be looked up again.
  func merge(_ pieces: inout [Int32]) {
    if pieces.count > 48 { return mergeLong(&pieces) }
    guard pieces.count > 1 else { return }
    let never = Rule(rank: .max, joined: -1)
    var waiting = zip(pieces, pieces.dropFirst()).map { rule($0, $1) ?? never }
    while let position = waiting.indices.min(by: { waiting[$0].rank < waiting[$1].rank }), waiting[position].rank < .max
    {
      pieces[position] = waiting[position].joined
      pieces.remove(at: position + 1)
      waiting.remove(at: position)
      if position < waiting.count { waiting[position] = rule(pieces[position], pieces[position + 1]) ?? never }
      if position > 0 { waiting[position - 1] = rule(pieces[position - 1], pieces[position]) ?? never }
    }
  }

  private struct Candidate: Comparable {
    let rule: Rule
    let position: Int
    let pair: PiecePair
    static func < (a: Candidate, b: Candidate) -> Bool { (a.rule.rank, a.position) < (b.rule.rank, b.position) }
    static func == (a: Candidate, b: Candidate) -> Bool { (a.rule.rank, a.position) == (b.rule.rank, b.position) }
  }

  /// The same result for a word of any length n in n log n steps: pieces in a linked list, pairs in a heap.
  private func mergeLong(_ pieces: inout [Int32]) {
    let gone: Int32 = -1
    var next = Array(1...pieces.count)  // the end is nobody's position
    var before = Array(-1..<pieces.count - 1)
    func candidate(_ position: Int) -> Candidate? {
      guard position >= 0, next[position] < pieces.count else { return nil }
      let pair = PiecePair(pieces[position], pieces[next[position]])
      return rule(pair.left, pair.right).map { Candidate(rule: $0, position: position, pair: pair) }
    }
    var queue = Heap(pieces.indices.compactMap(candidate))
    while let best = queue.pop() {
      let position = best.position
      // A pair that has waited may have lost one of its pieces to another merge.
      guard next[position] < pieces.count, pieces[position] == best.pair.left, pieces[next[position]] == best.pair.right
      else {
        continue
      }
      let second = next[position]
      pieces[position] = best.rule.joined
      pieces[second] = gone
      next[position] = next[second]
      if next[position] < pieces.count { before[next[position]] = position }
      for changed in [position, before[position]] { candidate(changed).map { queue.push($0) } }
    }
    pieces.removeAll { $0 == gone }
  }
}
