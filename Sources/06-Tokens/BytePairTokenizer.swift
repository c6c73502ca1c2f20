// V pieces · a piece is a row of bytes

/// Byte-level byte-pair encoding, as in GPT-2: frequent pieces of words are one token, anything else is its bytes.
///
/// Nothing is unknown: every byte is a piece, so any text, and any bytes that are no text, can be encoded and come back.
/// Source: Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword hiddenSize", 2016; Radford et al.,
/// "Language models are unsupervised multitask learners", 2019.
public struct BytePairTokenizer: Tokenizer {
  public let pieces: [String]
  public let special: SpecialTokens

  /// The pairs to merge, in the order in which they were learned.
  public let merges: [Merge]

  /// The bytes of each piece.
  let contents: [[UInt8]]
  private let byteTokens: [Int32]
  private let rules: MergeRules

  /// Learns merges from a text. Pairs that stand there only once are left alone, even if there is room.
  public init(learning text: String, size: Int, special: [String] = []) {
    let bytes = ByteAlphabet.inOrder
    let alphabet = special.map { Array($0.utf8) } + bytes.map { [$0] }
    var numbers = [Int32](repeating: 0, count: 256)
    for (number, byte) in zip(special.count..., bytes) { numbers[Int(byte)] = Int32(number) }
    let text = Array(text.utf8)
    var counts: [ArraySlice<UInt8>: Int] = [:]
    for word in WordCutter(text) { counts[text[word], default: 0] += 1 }
    let words = counts.map { word, count in CountedWord(pieces: word.map { numbers[Int($0)] }, count: count) }
    var trainer = MergeTrainer(words, PieceTable(alphabet))
    trainer.learn(size: size)
    let contents = trainer.table.pieces
    let pieces = special + contents.dropFirst(special.count).map { ByteAlphabet.text(of: $0) }
    self.init(
      pieces: pieces, contents: contents, merges: trainer.merges,
      special: Dictionary(uniqueKeysWithValues: zip(special, 0...)))
  }

  /// From pieces among which are all single bytes.
  init(pieces: [String], contents: [[UInt8]], merges: [Merge], special: [String: Int]) {
    let marks = Set(special.values)
    var byteTokens = [Int32](repeating: -1, count: 256)
    for (number, bytes) in contents.enumerated() where bytes.count == 1 && !marks.contains(number) {
      byteTokens[Int(bytes[0])] = Int32(number)
    }
    require(!byteTokens.contains(-1), "BytePairTokenizer: there is a byte that is no piece")
    (self.pieces, self.contents, self.merges, self.byteTokens) = (pieces, contents, merges, byteTokens)
    rules = MergeRules(merges)
    self.special = SpecialTokens(special)
  }

  public func encode(_ text: String) -> [Int] { encode(bytes: Array(text.utf8)) }

  /// The numbers of any bytes, text or not.
  public func encode(bytes: [UInt8]) -> [Int] {
    var tokens: [Int] = []
    tokens.reserveCapacity(bytes.count / 3)
    // Where in `tokens` each word stands that was met before: a text has far fewer words than positions for them.
    var known: [ArraySlice<UInt8>: Range<Int>] = [:]
    var word: [Int32] = []
    for range in WordCutter(bytes) {
      if let again = known[bytes[range]] {
        for position in again { tokens.append(tokens[position]) }
        continue
      }
      word.removeAll(keepingCapacity: true)
      for byte in bytes[range] { word.append(byteTokens[Int(byte)]) }
      rules.merge(&word)
      let start = tokens.count
      for piece in word { tokens.append(Int(piece)) }
      known[bytes[range]] = start..<tokens.count
    }
    return tokens
  }

  /// The text of the numbers; where their bytes are no UTF-8, U+FFFD stands.
  public func decode(_ tokens: [Int]) -> String { String(decoding: decodeBytes(tokens), as: UTF8.self) }

  /// The bytes of the numbers.
  public func decodeBytes(_ tokens: [Int]) -> [UInt8] {
    requireTokens(tokens)
    return tokens.flatMap { contents[$0] }
  }
}
