/// WordPiece, as in BERT: from left to right, a word is cut into the longest pieces that are known.
///
/// Pieces that go on with a word are written with `##` before them: *unaffable* is `un ##aff ##able`. A word that cannot
/// be made of pieces is `[UNK]` as a whole. Source: Devlin et al., "BERT", 2019; Wu et al., "Google's neural machine
/// translation system", 2016.
public struct WordPieceTokenizer: Tokenizer {
  public let pieces: [String]
  public let special: SpecialTokens

  /// Whether letters are made small and lose their accents first.
  public let isLowercasing: Bool

  /// What stands for words that cannot be made of pieces.
  public let unknown: Int

  /// Words of more characters are unknown; they are links and noise.
  public static let longestWord = 100

  static let mark = "##"
  /// The names that BERT gives its special tokens.
  public static let usualSpecial = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  private let beginnings: [ArraySlice<UInt8>: Int]
  /// Without their `##`.
  private let continuations: [ArraySlice<UInt8>: Int]
  private let longestPiece: Int

  /// - Parameter pieces: Each once, among them `[UNK]`.
  init(pieces: [String], special: [String], isLowercasing: Bool) {
    var (beginnings, continuations): ([ArraySlice<UInt8>: Int], [ArraySlice<UInt8>: Int]) = ([:], [:])
    var marks: [String: Int] = [:]
    for (number, piece) in pieces.enumerated() {
      if special.contains(piece) {
        marks[piece] = number
      } else if piece.utf8.starts(with: WordPieceTokenizer.mark.utf8) {
        continuations[Array(piece.utf8)[2...]] = number
      } else {
        beginnings[Array(piece.utf8)[...]] = number
      }
    }
    guard let unknown = marks["[UNK]"] else { fail("WordPieceTokenizer: there is no special token [UNK]") }
    (self.pieces, self.isLowercasing, self.unknown) = (pieces, isLowercasing, unknown)
    (self.beginnings, self.continuations) = (beginnings, continuations)
    longestPiece = max(beginnings.keys.map(\.count).max() ?? 0, continuations.keys.map(\.count).max() ?? 0)
    self.special = SpecialTokens(marks)
  }

  public func encode(_ text: String) -> [Int] {
    var tokens: [Int] = []
    var known: [ArraySlice<UInt8>: Range<Int>] = [:]
    forEachBasicWord(of: text, lowercasing: isLowercasing) { word in
      if let again = known[word] {
        for position in again { tokens.append(tokens[position]) }
        return
      }
      let start = tokens.count
      tokens += cut(word)
      known[word] = start..<tokens.count
    }
    return tokens
  }

  /// The pieces of one word: the longest that it begins with, then the longest that goes on, and so forth.
  func cut(_ word: ArraySlice<UInt8>) -> [Int] {
    let characters = word.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    if characters > WordPieceTokenizer.longestWord { return [unknown] }
    var tokens: [Int] = []
    var rest = word
    while !rest.isEmpty {
      let known = tokens.isEmpty ? beginnings : continuations
      let lengths = (1...min(rest.count, longestPiece)).reversed()
      guard let length = lengths.first(where: { known[rest.prefix($0)] != nil }) else { return [unknown] }
      tokens.append(known[rest.prefix(length)]!)
      rest = rest.dropFirst(length)
    }
    return tokens
  }

  /// The pieces with a space before each that begins a word; how the text was spaced and written is forgotten.
  public func decode(_ tokens: [Int]) -> String {
    requireTokens(tokens)
    let marks = special.numbers
    return tokens.enumerated().map { position, token in
      let piece = pieces[token]
      let goesOn = !marks.contains(token) && piece.utf8.starts(with: WordPieceTokenizer.mark.utf8)
      return goesOn ? String(piece.dropFirst(2)) : (position == 0 ? "" : " ") + piece
    }.joined()
  }
}

// MARK: Learning

extension WordPieceTokenizer {
  public init(learning text: String, size: Int, special: [String] = usualSpecial) {
    self.init(learning: text, size: size, special: special, isLowercasing: true)
  }

  /// Learns pieces from a text: characters, then what the most frequent pairs of pieces make, as byte-pair encoding does.
  ///
  /// That is how Hugging Face trains WordPiece. The paper merged the pair that makes the text likelier by most.
  public init(learning text: String, size: Int, special: [String] = usualSpecial, isLowercasing: Bool) {
    let special = special.contains("[UNK]") ? special : ["[UNK]"] + special
    var counts: [[UInt8]: Int] = [:]
    forEachBasicWord(of: text, lowercasing: isLowercasing) { counts[Array($0), default: 0] += 1 }
    let words = counts.map { word, count in
      (letters: WordPieceTokenizer.letters(of: String(decoding: word, as: UTF8.self)), count: count)
    }
    let alphabet = Set(words.flatMap(\.letters)).sorted { ($0.count, $0.description) < ($1.count, $1.description) }
    let table = PieceTable(special.map { Array($0.utf8) } + alphabet, prefix: Array(WordPieceTokenizer.mark.utf8))
    let counted = words.map { CountedWord(pieces: $0.letters.map { Int32(table[$0]!) }, count: $0.count) }
    var trainer = MergeTrainer(counted, table)
    trainer.learn(size: size)
    let pieces = trainer.table.pieces.map { String(decoding: $0, as: UTF8.self) }
    self.init(pieces: pieces, special: special, isLowercasing: isLowercasing)
  }

  /// The characters of a word as its first pieces, all but the first with `##`.
  private static func letters(of word: String) -> [[UInt8]] {
    word.unicodeScalars.enumerated().map { Array((($0 == 0 ? "" : mark) + String($1)).utf8) }
  }
}
