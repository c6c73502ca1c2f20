/// The merge rules of byte-pair encoding, applied in the order of their ranks.
package struct MergeRules: Sendable {
  /// The rule that was learned first has rank 0 and is applied first.
  struct Rule: Sendable {
    let rank: Int32
    let joined: Int32
  }

  private var rules: [PiecePair: Rule] = [:]

  /// A pair that is listed twice has its last rank, as in Hugging Face's tokenizers.
  package init(_ merges: [Merge]) {
    for (rank, merge) in merges.enumerated() {
      rules[merge.pair] = Rule(rank: Int32(rank), joined: Int32(merge.joined))
    }
  }

  private func rule(_ left: Int32, _ right: Int32) -> Rule? { rules[PiecePair(left, right)] }

  /// Merges the pair of the lowest rank, the leftmost of equals, until no rule applies. Read this version.
  func mergePlainly(_ pieces: inout [Int32]) {
    while true {
      let positions = zip(pieces, pieces.dropFirst()).enumerated()
      let known = positions.compactMap { position, pair in rule(pair.0, pair.1).map { (position: position, rule: $0) } }
      guard let best = known.min(by: { $0.rule.rank < $1.rule.rank }) else { return }
      pieces[best.position] = best.rule.joined
      pieces.remove(at: best.position + 1)
    }
  }

  /// The same result. Run this version: a merge changes only the two pairs beside it, so the others keep their ranks.
  package func merge(_ pieces: inout [Int32]) {
    if pieces.count > 48 { return mergeLong(&pieces) }
    guard pieces.count > 1 else { return }
    let noRule = Rule(rank: .max, joined: -1)
    var applicable = zip(pieces, pieces.dropFirst()).map { rule($0, $1) ?? noRule }
    while let position = applicable.indices.min(by: { applicable[$0].rank < applicable[$1].rank }),
      applicable[position].rank < .max
    {
      pieces[position] = applicable[position].joined
      pieces.remove(at: position + 1)
      applicable.remove(at: position)
      if position < applicable.count { applicable[position] = rule(pieces[position], pieces[position + 1]) ?? noRule }
      if position > 0 { applicable[position - 1] = rule(pieces[position - 1], pieces[position]) ?? noRule }
    }
  }

  private struct Candidate: Comparable {
    let rule: Rule
    let position: Int
    let pair: PiecePair
    static func < (a: Candidate, b: Candidate) -> Bool { (a.rule.rank, a.position) < (b.rule.rank, b.position) }
    static func == (a: Candidate, b: Candidate) -> Bool { (a.rule.rank, a.position) == (b.rule.rank, b.position) }
  }

  /// The same result in O(n log n) for a word of n pieces: the pieces are a linked list, the pairs are in a heap.
  private func mergeLong(_ pieces: inout [Int32]) {
    let removed: Int32 = -1
    var next = Array(1...pieces.count)  // `pieces.count` marks the end
    var previous = Array(-1..<pieces.count - 1)
    func candidate(_ position: Int) -> Candidate? {
      guard position >= 0, next[position] < pieces.count else { return nil }
      let pair = PiecePair(pieces[position], pieces[next[position]])
      return rule(pair.left, pair.right).map { Candidate(rule: $0, position: position, pair: pair) }
    }
    var queue = Heap(pieces.indices.compactMap(candidate))
    while let best = queue.pop() {
      let position = best.position
      // Another merge may have used one of the two pieces since the pair was pushed.
      guard next[position] < pieces.count, pieces[position] == best.pair.left, pieces[next[position]] == best.pair.right
      else {
        continue
      }
      let second = next[position]
      pieces[position] = best.rule.joined
      pieces[second] = removed
      next[position] = next[second]
      if next[position] < pieces.count { previous[next[position]] = position }
      for changed in [position, previous[position]] { candidate(changed).map { queue.push($0) } }
    }
    pieces.removeAll { $0 == removed }
  }
}
