import Tensors

/// SentencePiece's **unigram tokenizer**, as in T5: a text is split into the most probable sequence of pieces.
///
/// Each piece has a log-probability. Byte-pair encoding builds its tokens up by rules; this model compares all
/// segmentations of a word and can draw them at random, too. Source: Kudo, "Subword regularization: Improving neural
/// network translation models with multiple subword candidates", 2018.
public struct UnigramTokenizer: Tokenizer {
  public let pieces: [String]
  public let special: SpecialTokens

  /// The log-probability of each piece; 0 for special tokens, which no text contains.
  public let scores: [Double]

  /// The id of `<unk>`: of each run of characters that are not in the vocabulary.
  public let unknown: Int

  private let model: UnigramModel

  /// The special tokens of T5, in the order of their ids.
  public static let usualSpecial = ["<pad>", "</s>", "<unk>"]

  /// - Parameters:
  ///   - pieces: Each once.
  ///   - special: The ids of those that no text contains, `unknown` among them.
  init(pieces: [String], scores: [Double], unknown: Int, special: [String: Int]) {
    require(pieces.count == scores.count, "UnigramTokenizer: \(pieces.count) pieces and \(scores.count) scores")
    let specialIDs = Set(special.values)
    require(specialIDs.contains(unknown), "UnigramTokenizer: the unknown token is not special")
    (self.pieces, self.scores, self.unknown) = (pieces, scores, unknown)
    self.special = SpecialTokens(special)
    let contents = pieces.indices.filter { !specialIDs.contains($0) }.map { (bytes: Array(pieces[$0].utf8), id: $0) }
    model = UnigramModel(contents, scores: scores, unknown: unknown)
  }

  public func encode(_ text: String) -> [Int] {
    let bytes = Metaspace.encode(text)
    var tokens: [Int] = []
    tokens.reserveCapacity(bytes.count / 4)
    // Where the tokens of each distinct word are in `tokens`: a text repeats most of its words.
    var known: [ArraySlice<UInt8>: Range<Int>] = [:]
    var lattice = Lattice()
    for range in Metaspace.Words(bytes) {
      if let again = known[bytes[range]] {
        for index in again { tokens.append(tokens[index]) }
        continue
      }
      lattice.fill(bytes[range], model)
      let start = tokens.count
      tokens += fused(lattice.viterbi())
      known[bytes[range]] = start..<tokens.count
    }
    return tokens
  }

  /// The ids of a segmentation drawn at random: **subword regularization**.
  ///
  /// A model that sees many segmentations of a word learns what its parts mean.
  ///
  /// - Parameter smoothing: α. At 1, segmentations have the probability that the scores give them; smaller values make
  ///   rare ones more frequent. Kudo uses 0.1 to 0.5.
  public func sample(
    _ text: String, smoothing: Double, using generator: inout some RandomNumberGenerator
  ) -> [Int] {
    let bytes = Metaspace.encode(text)
    return Metaspace.Words(bytes).flatMap { range in
      fused(Lattice(bytes[range], model).sample(smoothing: smoothing, using: &generator))
    }
  }

  /// Neighboring unknown characters are one unknown token.
  private func fused(_ path: [Int]) -> [Int] {
    path.indices.filter { path[$0] != unknown || $0 == 0 || path[$0 - 1] != unknown }.map { path[$0] }
  }

  /// The text of some ids. The text of an unknown token is lost, and so is a space at the start.
  public func decode(_ tokens: [Int]) -> String {
    requireTokens(tokens)
    let encoded = tokens.flatMap { Array(pieces[$0].utf8) }
    let startsWithSpace = encoded.starts(with: Metaspace.bytes)
    let decoded = Metaspace.decode(encoded)
    return String(decoding: startsWithSpace ? decoded.dropFirst() : decoded[...], as: UTF8.self)
  }
}

// MARK: Sentinels

extension UnigramTokenizer {
  /// The name of a sentinel of T5: it stands for the k-th span that was taken out of a text.
  public static func sentinelName(_ k: Int) -> String { "<extra_id_\(k)>" }

  /// The ids of `<extra_id_0>`, `<extra_id_1>` and so on: the last of the vocabulary, descending.
  public var sentinels: [Int] {
    let ids = (0..<count).lazy.map { special[UnigramTokenizer.sentinelName($0)] }
    return ids.prefix { $0 != nil }.compactMap(\.self)
  }
}
