import Exercises
import Solutions
import Tokens

private typealias Answer = @Sendable (_ word: String, _ vocabulary: [String: Int], _ unknown: Int) throws -> [Int]

extension Exercise {
  static let wordPieces = Exercise(
    "06.3", "wordPieces", mine: MyTokens.wordPieces, solution: TokenSolutions.wordPieces,
    hints: [
      "Keep what is left of the word, and cut from its front as long as something is left. Which pieces may begin a word, which go on with it?",
      "rest = word[...] is what is left; rest.prefix(n) are its first n letters. Try n from rest.count down to 1, with \"##\" before it unless it is the word's first piece.",
      "guard let n = (1...rest.count).reversed().first(where: { vocabulary[mark + rest.prefix($0)] != nil }) else { return [unknown] }",
    ],
    mistakes: mistakes, probes: probes)
}

/// A cut with one thing done differently, which the mistakes choose.
private struct Cutter {
  /// What stands before a piece in the vocabulary.
  var mark: (_ isFirst: Bool) -> String = { $0 ? "" : "##" }
  /// The lengths to try, from 1 … the whole rest.
  var order: (_ lengths: ClosedRange<Int>) -> [Int] = { $0.reversed() }
  /// What is said where nothing fits, and with which rest it goes on; nil for none.
  var giveUp: (_ pieces: [Int], _ rest: Substring, _ unknown: Int) -> (pieces: [Int], rest: Substring?) = {
    ([$2], nil)
  }

  func callAsFunction(_ word: String, _ vocabulary: [String: Int], _ unknown: Int) -> [Int] {
    var (pieces, rest): ([Int], Substring) = ([], word[...])
    while !rest.isEmpty {
      let mark = mark(rest.count == word.count)
      if let length = order(1...rest.count).first(where: { vocabulary[mark + rest.prefix($0)] != nil }) {
        pieces.append(vocabulary[mark + rest.prefix(length)]!)
        rest = rest.dropFirst(length)
      } else {
        let (told, left) = giveUp(pieces, rest, unknown)
        guard let left else { return told }
        (pieces, rest) = (told, left)
      }
    }
    return pieces
  }
}

/// The longest piece with which the word ends, then that with which the rest ends, and so forth.
private func fromTheEnd(_ word: String, _ vocabulary: [String: Int], _ unknown: Int) -> [Int] {
  var (pieces, rest): ([Int], Substring) = ([], word[...])
  while !rest.isEmpty {
    let lengths = (1...rest.count).reversed()
    func piece(_ length: Int) -> Int? { vocabulary[(length == rest.count ? "" : "##") + rest.suffix(length)] }
    guard let length = lengths.first(where: { piece($0) != nil }) else { return [unknown] }
    pieces.insert(piece(length)!, at: 0)
    rest = rest.dropLast(length)
  }
  return pieces
}

/// The first cut that leaves nothing, longer pieces being tried first; nil when there is none.
private func anyCut(_ rest: Substring, _ vocabulary: [String: Int], isFirst: Bool = true) -> [Int]? {
  if rest.isEmpty { return [] }
  for length in (1...rest.count).reversed() {
    guard let piece = vocabulary[(isFirst ? "" : "##") + rest.prefix(length)] else { continue }
    if let others = anyCut(rest.dropFirst(length), vocabulary, isFirst: false) { return [piece] + others }
  }
  return nil
}

private let mistakes: [Mistake<Answer>] = [
  Mistake("the shortest piece was taken: try the whole rest first, and then less and less of it") {
    Cutter(order: { Array($0) })($0, $1, $2)
  },
  Mistake("the ## is missing: all pieces but the first stand in the vocabulary with it") {
    Cutter(mark: { _ in "" })($0, $1, $2)
  },
  Mistake("the first piece was looked up with ## as well: only those that go on with a word have it") {
    Cutter(mark: { _ in "##" })($0, $1, $2)
  },
  Mistake("only the rest became unknown: a word with a part that does not fit is unknown as a whole") {
    Cutter(giveUp: { pieces, _, unknown in (pieces + [unknown], nil) })($0, $1, $2)
  },
  Mistake("the pieces found so far were given back: a word with a part that does not fit is unknown as a whole") {
    Cutter(giveUp: { pieces, _, _ in (pieces, nil) })($0, $1, $2)
  },
  Mistake("one letter became unknown, and the cut went on: the word is unknown as a whole") {
    Cutter(giveUp: { pieces, rest, unknown in (pieces + [unknown], rest.dropFirst()) })($0, $1, $2)
  },
  Mistake("a letter that does not fit was left out: nothing of a word may be lost, so it is unknown as a whole") {
    Cutter(giveUp: { pieces, rest, _ in (pieces, rest.dropFirst()) })($0, $1, $2)
  },
  Mistake("nothing came back where `unknown` should: a word always has a piece") {
    Cutter(giveUp: { _, _, _ in ([], nil) })($0, $1, $2)
  },
  Mistake("the word was cut from its end: the longest piece at the front goes first") {
    fromTheEnd($0, $1, $2)
  },
  Mistake("it went back and tried a shorter piece: WordPiece never takes a piece back, so the word is unknown") {
    anyCut($0[...], $1) ?? [$2]
  },
  Mistake("the pieces stand in the order in which a word is taken apart from behind: the first piece comes first") {
    Cutter()($0, $1, $2).reversed()
  },
]

private func probes(_ wordPieces: @escaping Answer) -> [Probe] {
  let pieces = ["un", "una", "##aff", "##ff", "##able", "able", "a", "u", "##n", "##a", "##f", "ff"]
  let vocabulary = Dictionary(uniqueKeysWithValues: zip(pieces, 1...))
  let told = "with \(zip(pieces, 1...).map { "\($0) \($1)" }.joined(separator: ", ")), unknown 0"
  let cases: [(word: String, pieces: [Int])] = [
    ("unaff", [2, 4]), ("unaffable", [2, 4, 5]), ("able", [6]), ("unable", [0]), ("unaxable", [0]),
    ("ufa", [8, 11, 10]),
  ]
  let learned = WordPieceTokenizer(trainedOn: rhyme, size: 40)
  let numbers = Dictionary(uniqueKeysWithValues: zip(learned.pieces, 0...))
  let words = rhyme.split(separator: " ").map(String.init) + ["slowest", "west", "wind", "onward"]
  func ask(_ word: String, pieces: [Int]) -> Probe {
    .values("\"\(word)\" \(told)", Tensor(whole: try wordPieces(word, vocabulary, 0)), are: Tensor(whole: pieces))
  }
  return cases.map(ask) + [
    .property(
      "with pieces that were learned from a text, words are cut as the library cuts them",
      Tensor(whole: try words.flatMap { try wordPieces($0, numbers, learned.unknown) }),
      equals: Tensor(whole: words.flatMap(learned.encode)))
  ]
}
