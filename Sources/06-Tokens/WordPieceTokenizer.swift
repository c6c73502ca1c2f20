import Tensors

/// **WordPiece**, as in BERT: from left to right, a word is split into the longest pieces of the vocabulary.
///
/// Pieces that do not start a word have the prefix `##`: *unaffable* is `un ##aff ##able`. A word that cannot be split
/// into pieces is `[UNK]` as a whole. Source: Devlin et al., "BERT", 2019; Wu et al., "Google's neural machine
/// translation system", 2016.
public struct WordPieceTokenizer: Tokenizer {
  public let pieces: [String]
  public let special: SpecialTokens

  /// Whether text is lowercased and accents are removed before encoding.
  public let isLowercasing: Bool

  /// The id of `[UNK]`: of every word that cannot be split into pieces.
  public let unknown: Int

  /// The prefix of pieces that do not start a word.
  static let prefix = "##"

  /// The special tokens of BERT.
  public static let usualSpecial = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

  private let model: WordPieceModel

  /// - Parameter pieces: Each once, among them `[UNK]`.
  init(pieces: [String], special: [String], isLowercasing: Bool) {
    var specialIDs: [String: Int] = [:]
    var contents: [(bytes: [UInt8], id: Int)] = []
    for (id, piece) in pieces.enumerated() {
      if special.contains(piece) { specialIDs[piece] = id } else { contents.append((Array(piece.utf8), id)) }
    }
    guard let unknown = specialIDs["[UNK]"] else { fail("WordPieceTokenizer: there is no special token [UNK]") }
    (self.pieces, self.isLowercasing, self.unknown) = (pieces, isLowercasing, unknown)
    model = WordPieceModel(contents, prefix: Array(WordPieceTokenizer.prefix.utf8), unknown: unknown)
    self.special = SpecialTokens(specialIDs)
  }

  public func encode(_ text: String) -> [Int] {
    var tokens: [Int] = []
    var known: [ArraySlice<UInt8>: Range<Int>] = [:]
    forEachBasicWord(of: text, lowercasing: isLowercasing) { word in
      if let again = known[word] {
        for index in again { tokens.append(tokens[index]) }
        return
      }
      let start = tokens.count
      tokens += encodeWord(word)
      known[word] = start..<tokens.count
    }
    return tokens
  }

  /// The ids of a word.
  func encodeWord(_ word: ArraySlice<UInt8>) -> [Int] { model.encode(word) }

  /// The words with one space between them: the spacing of the text is lost, and its case if it was lowercased.
  public func decode(_ tokens: [Int]) -> String {
    requireTokens(tokens)
    let specialIDs = special.ids
    return tokens.enumerated().map { position, token in
      let piece = pieces[token]
      let continuesWord = !specialIDs.contains(token) && piece.utf8.starts(with: WordPieceTokenizer.prefix.utf8)
      return continuesWord ? String(piece.dropFirst(2)) : (position == 0 ? "" : " ") + piece
    }.joined()
  }
}

// MARK: Training

extension WordPieceTokenizer {
  public init(trainedOn text: String, size: Int, special: [String] = usualSpecial) {
    self.init(trainedOn: text, size: size, special: special, isLowercasing: true)
  }

  /// Trains on a text as byte-pair encoding does: it starts with characters and merges the most frequent pairs.
  ///
  /// Hugging Face trains WordPiece in the same way. The paper merges the pair that raises the likelihood most.
  public init(trainedOn text: String, size: Int, special: [String] = usualSpecial, isLowercasing: Bool) {
    let special = special.contains("[UNK]") ? special : ["[UNK]"] + special
    var counts: [[UInt8]: Int] = [:]
    forEachBasicWord(of: text, lowercasing: isLowercasing) { counts[Array($0), default: 0] += 1 }
    let words = counts.map { word, count in
      (characters: WordPieceTokenizer.characters(of: String(decoding: word, as: UTF8.self)), count: count)
    }
    let initial = Set(words.flatMap(\.characters)).sorted { ($0.count, $0.description) < ($1.count, $1.description) }
    let table = PieceTable(special.map { Array($0.utf8) } + initial, prefix: Array(WordPieceTokenizer.prefix.utf8))
    let counted = words.map { CountedWord(pieces: $0.characters.map { Int32(table[$0]!) }, count: $0.count) }
    var trainer = MergeTrainer(counted, table)
    trainer.train(size: size)
    let pieces = trainer.table.pieces.map { String(decoding: $0, as: UTF8.self) }
    self.init(pieces: pieces, special: special, isLowercasing: isLowercasing)
  }

  /// The characters of a word as initial pieces, all but the first with `##`.
  private static func characters(of word: String) -> [[UInt8]] {
    word.unicodeScalars.enumerated().map { Array((($0 == 0 ? "" : prefix) + String($1)).utf8) }
  }
}
