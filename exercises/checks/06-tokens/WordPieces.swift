import Exercises
import Solutions
import Tensors
import Tokens

private typealias Answer = @Sendable (_ word: String, _ vocabulary: [String: Int], _ unknown: Int) throws -> [Int]

extension Exercise {
  static let wordPieces = Exercise(
    "06.3", "wordPieces", solution: TokenSolutions.self,
    answer: { (answers: any TokenTasks.Type) in answers.wordPieces },
    hints: [
      "Keep the rest of the word, and cut tokens from its front until it is empty. Which tokens may begin a word, which continue it?",
      "rest = word[...] is the rest; rest.prefix(n) are its first n letters. Try n from rest.count down to 1, with \"##\" before it except for the first token.",
      "guard let n = (1...rest.count).reversed().first(where: { vocabulary[mark + rest.prefix($0)] != nil }) else { return [unknown] }",
    ],
    mistakes: mistakes, probes: probes)
}

/// Encoding with one thing done differently, which the mistakes choose.
private struct Encoder {
  /// The mark before a token in the vocabulary.
  var mark: (_ isFirst: Bool) -> String = { $0 ? "" : "##" }
  /// The lengths to try, from 1 … the whole rest.
  var order: (_ lengths: ClosedRange<Int>) -> [Int] = { $0.reversed() }
  /// The tokens where nothing fits, and the rest that is encoded next; nil for none.
  var fail: (_ tokens: [Int], _ rest: Substring, _ unknown: Int) -> (tokens: [Int], rest: Substring?) = {
    ([$2], nil)
  }

  func callAsFunction(_ word: String, _ vocabulary: [String: Int], _ unknown: Int) -> [Int] {
    var (tokens, rest): ([Int], Substring) = ([], word[...])
    while !rest.isEmpty {
      let mark = mark(rest.count == word.count)
      if let length = order(1...rest.count).first(where: { vocabulary[mark + rest.prefix($0)] != nil }) {
        tokens.append(vocabulary[mark + rest.prefix(length)]!)
        rest = rest.dropFirst(length)
      } else {
        let (failed, next) = fail(tokens, rest, unknown)
        guard let next else { return failed }
        (tokens, rest) = (failed, next)
      }
    }
    return tokens
  }
}

/// The longest token with which the word ends, then the longest with which the rest ends, and so on.
private func fromTheEnd(_ word: String, _ vocabulary: [String: Int], _ unknown: Int) -> [Int] {
  var (tokens, rest): ([Int], Substring) = ([], word[...])
  while !rest.isEmpty {
    let lengths = (1...rest.count).reversed()
    func token(_ length: Int) -> Int? { vocabulary[(length == rest.count ? "" : "##") + rest.suffix(length)] }
    guard let length = lengths.first(where: { token($0) != nil }) else { return [unknown] }
    tokens.insert(token(length)!, at: 0)
    rest = rest.dropLast(length)
  }
  return tokens
}

/// The first way to encode all of the rest, where longer tokens are tried first; nil when there is none.
private func backtracking(_ rest: Substring, _ vocabulary: [String: Int], isFirst: Bool = true) -> [Int]? {
  if rest.isEmpty { return [] }
  for length in (1...rest.count).reversed() {
    guard let token = vocabulary[(isFirst ? "" : "##") + rest.prefix(length)] else { continue }
    if let others = backtracking(rest.dropFirst(length), vocabulary, isFirst: false) { return [token] + others }
  }
  return nil
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the shortest token was taken: try the whole rest first, and then shorter and shorter prefixes") {
    Encoder(order: { Array($0) })($0, $1, $2)
  },
  Mistake("the ## is missing: all tokens but the first have it in the vocabulary") {
    Encoder(mark: { _ in "" })($0, $1, $2)
  },
  Mistake("the first token was looked up with ## as well: only tokens that continue a word have it") {
    Encoder(mark: { _ in "##" })($0, $1, $2)
  },
  Mistake("only the rest became `unknown`: a word with a part that does not fit is `unknown` as a whole") {
    Encoder(fail: { tokens, _, unknown in (tokens + [unknown], nil) })($0, $1, $2)
  },
  Mistake("the tokens found so far were returned: a word with a part that does not fit is `unknown` as a whole") {
    Encoder(fail: { tokens, _, _ in (tokens, nil) })($0, $1, $2)
  },
  Mistake("one letter became `unknown`, and the rest was encoded: the word is `unknown` as a whole") {
    Encoder(fail: { tokens, rest, unknown in (tokens + [unknown], rest.dropFirst()) })($0, $1, $2)
  },
  Mistake("a letter that does not fit was dropped: the word is `unknown` as a whole") {
    Encoder(fail: { tokens, rest, _ in (tokens, rest.dropFirst()) })($0, $1, $2)
  },
  Mistake("no token was returned: a word that cannot be encoded is [unknown]") {
    Encoder(fail: { _, _, _ in ([], nil) })($0, $1, $2)
  },
  Mistake("the word was encoded from its end: take the longest token at the front first") {
    fromTheEnd($0, $1, $2)
  },
  Mistake("it backtracked to a shorter token: WordPiece never does, so the word is `unknown`") {
    backtracking($0[...], $1) ?? [$2]
  },
  Mistake("the tokens are in reverse order: the first token of the word comes first") {
    Encoder()($0, $1, $2).reversed()
  },
]

private func probes(_ wordPieces: @escaping Answer) -> [Probe] {
  let pieces = ["un", "una", "##aff", "##ff", "##able", "able", "a", "u", "##n", "##a", "##f", "ff"]
  let vocabulary = Dictionary(uniqueKeysWithValues: zip(pieces, 1...))
  let given = "with \(zip(pieces, 1...).map { "\($0) \($1)" }.joined(separator: ", ")), unknown 0"
  let cases: [(word: String, tokens: [Int])] = [
    ("unaff", [2, 4]), ("unaffable", [2, 4, 5]), ("able", [6]), ("unable", [0]), ("unaxable", [0]),
    ("ufa", [8, 11, 10]),
  ]
  let learned = WordPieceTokenizer(trainedOn: rhyme, size: 40)
  let ids = Dictionary(uniqueKeysWithValues: zip(learned.pieces, 0...))
  let words = rhyme.split(separator: " ").map(String.init) + ["slowest", "west", "wind", "onward"]
  func probe(_ word: String, tokens: [Int]) -> Probe {
    .values("\"\(word)\" \(given)", try wordPieces(word, vocabulary, 0), are: tokens)
  }
  return cases.map(probe) + [
    .property(
      "with a vocabulary that was learned from a text, words are encoded as the library encodes them",
      try words.flatMap { try wordPieces($0, ids, learned.unknown) },
      equals: words.flatMap(learned.encode))
  ]
}
