import Exercises
import Solutions
import Tensors
import Tokens

private typealias Answer =
  @Sendable (_ words: [[Int]], _ counts: [Int], _ new: Int) throws -> (rule: MergeRule, words: [[Int]])

extension Exercise {
  static let merge = Exercise(
    "06.1", "merge", solution: TokenSolutions.self,
    answer: { (answers: any TokenTasks.Type) in answers.merge },
    hints: [
      "First count, then choose, then merge. What does a word that occurs 5 times add to the count of each of its pairs?",
      "zip(word, word.dropFirst()) gives a word's pairs; an array [left, right] can be the key of a dictionary. `min` of the tuples (−count, left, right) also decides between equals.",
      "To merge, go through the positions: at the pair append `new` and advance by 2, else append the token and advance by 1.",
    ],
    mistakes: mistakes, probes: probes)
}

/// All pairs of neighboring tokens of a word, in order.
private func neighbors(_ word: [Int]) -> [[Int]] { zip(word, word.dropFirst()).map { [$0, $1] } }

/// A word with a pair merged from left to right.
private func joined(_ word: [Int], _ pair: [Int], _ new: Int) -> [Int] {
  var (result, position): ([Int], Int) = ([], 0)
  while position < word.count {
    let isPair = Array(word[position...].prefix(2)) == pair
    result.append(isPair ? new : word[position])
    position += isPair ? 2 : 1
  }
  return result
}

/// A merge with one thing done differently, which the mistakes choose.
private struct Merger {
  /// The pairs of all words, each with the count that it contributes.
  var find: (_ words: [[Int]], _ counts: [Int]) -> [(pair: [Int], count: Int)] = { words, counts in
    zip(words, counts).flatMap { word, count in neighbors(word).map { ($0, count) } }
  }
  /// Which of two equally frequent pairs is taken; if neither, the one that was found first.
  var comesFirst: (_ a: [Int], _ b: [Int]) -> Bool = { $0.lexicographicallyPrecedes($1) }
  var join: (_ word: [Int], _ pair: [Int], _ new: Int) -> [Int] = joined

  func callAsFunction(_ words: [[Int]], _ counts: [Int], _ new: Int) -> (rule: MergeRule, words: [[Int]]) {
    var totals: [(pair: [Int], count: Int)] = []
    for (pair, count) in find(words, counts) {
      if let position = totals.firstIndex(where: { $0.pair == pair }) {
        totals[position].count += count
      } else {
        totals.append((pair, count))
      }
    }
    let best = totals.sorted { $0.count != $1.count ? $0.count > $1.count : comesFirst($0.pair, $1.pair) }[0].pair
    return (MergeRule(left: best[0], right: best[1], joined: new), words.map { join($0, best, new) })
  }
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("overlapping occurrences were both merged: in 1 1 1 the middle token is merged with the first and is used up")
  {
    Merger(join: { word, pair, new in
      let pairs = neighbors(word).map { $0 == pair }
      return word.indices.compactMap { position in
        if position < pairs.count && pairs[position] { return new }
        return position > 0 && pairs[position - 1] ? nil : word[position]
      }
    })($0, $1, $2)
  },
  Mistake("only the first occurrence in each word was merged") {
    Merger(join: { word, pair, new in
      guard let position = neighbors(word).firstIndex(of: pair) else { return word }
      return word[..<position] + [new] + word[(position + 2)...]
    })($0, $1, $2)
  },
  Mistake("the words were merged from right to left: 1 1 1 becomes `new` 1") {
    Merger(join: { word, pair, new in joined(word.reversed(), pair.reversed(), new).reversed() })($0, $1, $2)
  },
  Mistake("the second token of the pair still follows the new one") {
    Merger(join: { word, pair, new in
      word.indices.map { Array(word[$0...].prefix(2)) == pair ? new : word[$0] }
    })($0, $1, $2)
  },
  Mistake("every word counted once: a pair counts as often as its word occurs in the text") {
    Merger(find: { words, _ in words.flatMap(neighbors).map { ($0, 1) } })($0, $1, $2)
  },
  Mistake("a pair was counted once for each word: in 1 2 1 2 it occurs twice") {
    Merger(find: { words, counts in
      zip(words, counts).flatMap { word, count in Set(neighbors(word)).map { ($0, count) } }
    })($0, $1, $2)
  },
  Mistake("overlapping pairs were counted once: in 1 1 1 the pair (1, 1) occurs twice") {
    Merger(find: { words, counts in
      zip(words, counts).flatMap { word, count in
        Set(neighbors(word)).map { ($0, count * (word.count - joined(word, $0, 0).count)) }
      }
    })($0, $1, $2)
  },
  Mistake("a pair was counted across two words: the end of one word and the beginning of the next are no pair") {
    Merger(find: { words, counts in
      let pieces = zip(words, counts).flatMap { word, count in word.map { (piece: $0, count: count) } }
      return zip(pieces, pieces.dropFirst()).map { ([$0.piece, $1.piece], $0.count) }
    })($0, $1, $2)
  },
  Mistake("(2, 1) was counted with (1, 2): the order of the two tokens matters") {
    Merger(find: { words, counts in
      zip(words, counts).flatMap { word, count in neighbors(word).map { ($0.sorted(), count) } }
    })($0, $1, $2)
  },
  Mistake("of equals the larger tokens were taken: it is the smaller left token, then the smaller right one") {
    Merger(comesFirst: { $1.lexicographicallyPrecedes($0) })($0, $1, $2)
  },
  Mistake("of equals the one that was found first was taken: it is the one with the smaller left token") {
    Merger(comesFirst: { _, _ in false })($0, $1, $2)
  },
  Mistake("of equals the one with the smaller right token was taken: the left token is compared first") {
    Merger(comesFirst: { ($0[1], $0[0]) < ($1[1], $1[0]) })($0, $1, $2)
  },
  Mistake("of equals with the same left token the larger right token was taken: it is the smaller one") {
    Merger(comesFirst: { ($0[0], $1[1]) < ($1[0], $0[1]) })($0, $1, $2)
  },
]

private func probes(_ merge: @escaping Answer) -> [Probe] {
  /// A probe of the rule, and one of the words.
  func probes(_ words: [[Int]], _ counts: [Int], rule: [Int], joined: [[Int]]) -> [Probe] {
    let text = zip(words, counts).map { "\($0.map(String.init).joined(separator: " ")) × \($1)" }
    /// A row for each word, filled up with zeros, so that all answers have the same shape.
    func rows(_ result: [[Int]]) -> Tensor {
      let width = (words + result).map(\.count).max()!
      return Tensor(shape: [result.count, width]) { $0[1] < result[$0[0]].count ? Scalar(result[$0[0]][$0[1]]) : 0 }
    }
    func answer() throws -> (rule: [Int], words: [[Int]]) {
      let (rule, words) = try merge(words, counts, 50)
      return ([rule.left, rule.right, rule.joined], words)
    }
    return [
      .values(
        "the rule from \(text.joined(separator: ", "))", try answer().rule, are: rule),
      .values(
        "the words, as rows filled up with zeros, from \(text.joined(separator: ", "))", rows(try answer().words),
        are: rows(joined)
      ).ofIntegers,
    ]
  }
  let mostFrequent = probes(
    [[1, 2, 3], [1, 2], [1, 2, 4], [3, 4], [6, 4], [6, 7], [2, 6], [6, 2], [8, 9, 8, 9]],
    [1, 1, 1, 5, 4, 1, 4, 4, 3], rule: [8, 9, 50],
    joined: [[1, 2, 3], [1, 2], [1, 2, 4], [3, 4], [6, 4], [6, 7], [2, 6], [6, 2], [50, 50]])
  let overlapping = probes(
    [[5, 5, 5], [4, 3, 5, 5, 5, 5], [1, 2]], [2, 1, 5], rule: [5, 5, 50], joined: [[50, 5], [4, 3, 50, 50], [1, 2]])
  let equals = probes(
    [[5, 8], [2, 9], [2, 4], [7, 3], [6, 1]], [3, 3, 3, 3, 3], rule: [2, 4, 50],
    joined: [[5, 8], [2, 9], [50], [7, 3], [6, 1]])
  let learned = BytePairTokenizer(trainedOn: rhyme, size: 256 + 8)
  return mostFrequent + overlapping + equals + [
    .property(
      "eight merges in a row find the rules that the library learns from a text of four words",
      try inARow(8, merge), equals: learned.rules.flatMap { [$0.left, $0.right, $0.joined] })
  ]
}

/// The rules of so many merges in a row, learned from the rhyme.
private func inARow(_ count: Int, _ merge: Answer) throws -> [Int] {
  var counts: [String: Int] = [:]
  for word in rhyme.split(separator: " ") { counts[" \(word)", default: 0] += 1 }
  let different = counts.keys.sorted()
  var words = different.map(BytePairTokenizer.bytes.encode)
  return try (0..<count).flatMap { step in
    let answer = try merge(words, different.map { counts[$0]! }, 256 + step)
    words = answer.words
    return [answer.rule.left, answer.rule.right, answer.rule.joined]
  }
}
