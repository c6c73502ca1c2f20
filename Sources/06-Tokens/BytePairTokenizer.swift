import Tensors

// V pieces · a piece is a string of bytes

/// Byte-level **byte-pair encoding** (BPE), as in GPT-2: frequent subwords are tokens, and so are all single bytes.
///
/// So there is no unknown token. Any bytes, text or not, are encoded, and decoding gives them back.
/// Source: Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword units", 2016; Radford et
/// al., "Language models are unsupervised multitask learners", 2019.
public struct BytePairTokenizer: Tokenizer {
  public let pieces: [String]
  public let special: SpecialTokens

  /// The merge rules in the order in which they were learned.
  public let merges: [Merge]

  /// The bytes of each piece.
  let contents: [[UInt8]]
  private let byteTokens: [Int32]
  private let rules: MergeRules

  /// Trains on a text. Pairs that occur only once are not merged, even if the vocabulary stays smaller than `size`.
  public init(trainedOn text: String, size: Int, special: [String] = []) {
    let bytes = ByteAlphabet.inOrder
    let initial = special.map { Array($0.utf8) } + bytes.map { [$0] }
    var byteIDs = [Int32](repeating: 0, count: 256)
    for (id, byte) in zip(special.count..., bytes) { byteIDs[Int(byte)] = Int32(id) }
    let text = Array(text.utf8)
    var counts: [ArraySlice<UInt8>: Int] = [:]
    for word in PreTokenizer(text) { counts[text[word], default: 0] += 1 }
    let words = counts.map { word, count in CountedWord(pieces: word.map { byteIDs[Int($0)] }, count: count) }
    var trainer = MergeTrainer(words, PieceTable(initial))
    trainer.train(size: size)
    let contents = trainer.table.pieces
    let pieces = special + contents.dropFirst(special.count).map { ByteAlphabet.text(of: $0) }
    self.init(
      pieces: pieces, contents: contents, merges: trainer.merges,
      special: Dictionary(uniqueKeysWithValues: zip(special, 0...)))
  }

  /// - Parameter pieces: Among them all single bytes.
  init(pieces: [String], contents: [[UInt8]], merges: [Merge], special: [String: Int]) {
    let specialIDs = Set(special.values)
    var byteTokens = [Int32](repeating: -1, count: 256)
    for (id, bytes) in contents.enumerated() where bytes.count == 1 && !specialIDs.contains(id) {
      byteTokens[Int(bytes[0])] = Int32(id)
    }
    require(!byteTokens.contains(-1), "BytePairTokenizer: a byte has no token")
    (self.pieces, self.contents, self.merges, self.byteTokens) = (pieces, contents, merges, byteTokens)
    rules = MergeRules(merges)
    self.special = SpecialTokens(special)
  }

  public func encode(_ text: String) -> [Int] { encode(bytes: Array(text.utf8)) }

  /// The ids of any bytes, text or not.
  public func encode(bytes: [UInt8]) -> [Int] {
    var tokens: [Int] = []
    tokens.reserveCapacity(bytes.count / 3)
    // Where the tokens of each distinct word are in `tokens`: a text repeats most of its words.
    var known: [ArraySlice<UInt8>: Range<Int>] = [:]
    var word: [Int32] = []
    for range in PreTokenizer(bytes) {
      if let again = known[bytes[range]] {
        for index in again { tokens.append(tokens[index]) }
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

  /// The text of some ids; bytes that are not valid UTF-8 become U+FFFD.
  public func decode(_ tokens: [Int]) -> String { String(decoding: decodeBytes(tokens), as: UTF8.self) }

  /// The bytes of some ids.
  public func decodeBytes(_ tokens: [Int]) -> [UInt8] {
    requireTokens(tokens)
    return tokens.flatMap { contents[$0] }
  }
}
