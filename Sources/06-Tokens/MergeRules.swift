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
      let places = zip(pieces, pieces.dropFirst()).enumerated()
      let known = places.compactMap { place, pair in rule(pair.0, pair.1).map { (place: place, rule: $0) } }
      guard let best = known.min(by: { $0.rule.rank < $1.rule.rank }) else { return }
      pieces[best.place] = best.rule.joined
      pieces.remove(at: best.place + 1)
    }
  }

  /// The same result. Run this version: a merge changes two pairs only, so the others need not be looked up again.
  func merge(_ pieces: inout [Int32]) {
    if pieces.count > 48 { return mergeLong(&pieces) }
    guard pieces.count > 1 else { return }
    let never = Rule(rank: .max, joined: -1)
    var waiting = zip(pieces, pieces.dropFirst()).map { rule($0, $1) ?? never }
    while let place = waiting.indices.min(by: { waiting[$0].rank < waiting[$1].rank }), waiting[place].rank < .max {
      pieces[place] = waiting[place].joined
      pieces.remove(at: place + 1)
      waiting.remove(at: place)
      if place < waiting.count { waiting[place] = rule(pieces[place], pieces[place + 1]) ?? never }
      if place > 0 { waiting[place - 1] = rule(pieces[place - 1], pieces[place]) ?? never }
    }
  }

  private struct Candidate: Comparable {
    let rule: Rule
    let place: Int
    let pair: PiecePair
    static func < (a: Candidate, b: Candidate) -> Bool { (a.rule.rank, a.place) < (b.rule.rank, b.place) }
    static func == (a: Candidate, b: Candidate) -> Bool { (a.rule.rank, a.place) == (b.rule.rank, b.place) }
  }

  /// The same result for a word of any length n in n log n steps: pieces in a linked list, pairs in a heap.
  private func mergeLong(_ pieces: inout [Int32]) {
    let gone: Int32 = -1
    var next = Array(1...pieces.count)  // the end is nobody's place
    var before = Array(-1..<pieces.count - 1)
    func candidate(_ place: Int) -> Candidate? {
      guard place >= 0, next[place] < pieces.count else { return nil }
      let pair = PiecePair(pieces[place], pieces[next[place]])
      return rule(pair.left, pair.right).map { Candidate(rule: $0, place: place, pair: pair) }
    }
    var queue = Heap(pieces.indices.compactMap(candidate))
    while let best = queue.pop() {
      let place = best.place
      // A pair that has waited may have lost one of its pieces to another merge.
      guard next[place] < pieces.count, pieces[place] == best.pair.left, pieces[next[place]] == best.pair.right else {
        continue
      }
      let second = next[place]
      pieces[place] = best.rule.joined
      pieces[second] = gone
      next[place] = next[second]
      if next[place] < pieces.count { before[next[place]] = place }
      for changed in [place, before[place]] { candidate(changed).map { queue.push($0) } }
    }
    pieces.removeAll { $0 == gone }
  }
}
