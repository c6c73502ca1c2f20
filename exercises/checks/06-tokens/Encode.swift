import Exercises
import Solutions
import Tensors
import Tokens

private typealias Answer = @Sendable (_ word: [Int], _ rules: [MergeRule]) throws -> [Int]

extension Exercise {
  static let encode = Exercise(
    "06.2", "encode", solution: TokenSolutions.self,
    answer: { (answers: any TokenTasks.Type) in answers.encode },
    hints: [
      "The rules stand in the order in which they were learned. So test each rule in turn: does it fit anywhere in the word?",
      "Where does a rule fit? word.indices.dropLast().first { word[$0] == rule.left && word[$0 + 1] == rule.right }",
      "while let rule = rules.first(where: it fits) { word.replaceSubrange(position...position + 1, with: [rule.joined]) }",
    ],
    mistakes: mistakes, probes: probes)
}

/// A rule, by its rank, and a position in the word where it fits.
private struct Fit {
  let rank: Int
  let position: Int
  let rule: MergeRule
  /// At how many positions of the word it fits.
  let count: Int
}

/// Encoding with one thing done differently, which the mistakes choose.
private struct Merger {
  /// Which of all fits is applied first.
  var comesFirst: (_ a: Fit, _ b: Fit) -> Bool = { ($0.rank, $0.position) < ($1.rank, $1.position) }
  var fits: (_ left: Int, _ right: Int, _ rule: MergeRule) -> Bool = { $0 == $2.left && $1 == $2.right }
  /// The largest number of merges.
  var limit = Int.max

  func callAsFunction(_ word: [Int], _ rules: [MergeRule]) -> [Int] {
    var (word, merges) = (word, 0)
    while merges < limit, let fit = all(word, rules).min(by: comesFirst) {
      word.replaceSubrange(fit.position...fit.position + 1, with: [fit.rule.joined])
      merges += 1
    }
    return word
  }

  private func all(_ word: [Int], _ rules: [MergeRule]) -> [Fit] {
    rules.enumerated().flatMap { rank, rule in
      let positions = word.indices.dropLast().filter { fits(word[$0], word[$0 + 1], rule) }
      return positions.map { Fit(rank: rank, position: $0, rule: rule, count: positions.count) }
    }
  }
}

/// The longest token with which the word begins, then the longest with which the rest begins, and so on.
private func longestMatches(_ word: [Int], _ rules: [MergeRule]) -> [Int] {
  var contents: [Int: [Int]] = [:]
  for rule in rules {
    contents[rule.joined] = (contents[rule.left] ?? [rule.left]) + (contents[rule.right] ?? [rule.right])
  }
  var (tokens, rest): ([Int], ArraySlice<Int>) = ([], word[...])
  while let first = rest.first {
    let longest = contents.filter { rest.starts(with: $0.value) }.max { $0.value.count < $1.value.count }
    tokens.append(longest?.key ?? first)
    rest = rest.dropFirst(longest?.value.count ?? 1)
  }
  return tokens
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the pair that is most frequent in the word was merged first: apply the rule that was learned first") {
    Merger(comesFirst: { (-$0.count, $0.rank, $0.position) < (-$1.count, $1.rank, $1.position) })($0, $1)
  },
  Mistake("the word was merged from left to right, whatever fits: apply the rule that was learned first") {
    Merger(comesFirst: { ($0.position, $0.rank) < ($1.position, $1.rank) })($0, $1)
  },
  Mistake("the longest token was taken, as in WordPiece: BPE applies its rules in the order in which they were learned")
  {
    longestMatches($0, $1)
  },
  Mistake("the rule that was learned last was applied first: apply the one that was learned first") {
    Merger(comesFirst: { (-$0.rank, $0.position) < (-$1.rank, $1.position) })($0, $1)
  },
  Mistake(
    "the rule with the smallest `joined` was applied first: apply the one that comes first in `rules`"
  ) {
    Merger(comesFirst: { ($0.rule.joined, $0.position) < ($1.rule.joined, $1.position) })($0, $1)
  },
  Mistake("of several positions the rightmost was merged first: merge the leftmost first") {
    Merger(comesFirst: { ($0.rank, -$0.position) < ($1.rank, -$1.position) })($0, $1)
  },
  Mistake("each rule was applied at one position only: it is applied until it fits nowhere") { word, rules in
    rules.reduce(word) { Merger(limit: 1)($0, [$1]) }
  },
  Mistake("it stopped after the first merge: repeat until no rule fits") {
    Merger(limit: 1)($0, $1)
  },
  Mistake("merged tokens were not merged again: rules also fit tokens that earlier merges have made") {
    word, rules in
    let joined = rules.map(\.joined)
    return Merger()(word, rules.filter { !joined.contains($0.left) && !joined.contains($0.right) })
  },
  Mistake("a rule was applied to its pair in reverse order: `left` comes first") {
    Merger(fits: { Set([$0, $1]) == Set([$2.left, $2.right]) })($0, $1)
  },
]

private func probes(_ encode: @escaping Answer) -> [Probe] {
  let rules = [(2, 3, 20), (1, 20, 22), (3, 4, 21), (1, 2, 19), (5, 5, 23), (4, 1, 25)].map {
    MergeRule(left: $0, right: $1, joined: $2)
  }
  let givenRules = "with the rules 2 3 → 20, 1 20 → 22, 3 4 → 21, 1 2 → 19, 5 5 → 23, 4 1 → 25"
  let cases: [(word: [Int], tokens: [Int])] = [
    ([4, 1, 2], [4, 19]), ([1, 2, 3], [22]), ([2, 3, 4], [20, 4]), ([3, 4, 1, 4, 1], [21, 1, 25]),
    ([1, 2, 4, 1, 2], [19, 4, 19]), ([5, 5, 5], [23, 5]), ([2, 1, 5], [2, 1, 5]), ([6], [6]),
  ]
  let learned = BytePairTokenizer(trainedOn: rhyme, size: 256 + 16)
  let words = rhyme.split(separator: " ").map(String.init) + ["slowest", "renewed", "wildest"]
  func probe(_ word: [Int], tokens: [Int]) -> Probe {
    .values("the word \(word) \(givenRules)", try encode(word, rules), are: tokens)
  }
  return cases.map(probe) + [
    .property(
      "with rules that were learned from a text, words are encoded as the library encodes them",
      try words.flatMap { try encode(BytePairTokenizer.bytes.encode($0), learned.rules) },
      equals: words.flatMap(learned.encode))
  ]
}
