import Tokens

/// What a `tokenizer.json` says of its model.
enum TokenizerModelFile {
  /// The tokens of the model with their ids, and for a unigram model the log-probability of each.
  static func entries(
    of model: TokenizerSection
  ) throws(TokenFileError) -> (tokens: [(token: [UInt8], id: Int)], scores: [Double]) {
    let vocabulary = try model.required("vocab")
    guard case .list(let list) = vocabulary.value else { return (try TokenizerVocabulary.entries(of: vocabulary), []) }
    var (tokens, scores): ([(token: [UInt8], id: Int)], [Double]) = ([], [])
    for (id, entry) in list.enumerated() {
      guard case .list(let pair) = entry, pair.count == 2, case .text(let token) = pair[0],
        case .number(let score) = pair[1]
      else { throw vocabulary.problem("number \(id) is no pair of a token and its score") }
      tokens.append((token, id))
      scores.append(score)
    }
    return (tokens, scores)
  }

  /// The kind of the model. Files before 2020 do not name it.
  static func kind(of model: TokenizerSection) throws(TokenFileError) -> String {
    if let type = try model.section("type") { return try type.text() }
    if try model.section("merges") != nil { return "BPE" }
    return try model.section("unk_id") != nil ? "Unigram" : "WordPiece"
  }

  static func model(
    _ section: TokenizerSection, _ vocabulary: TokenizerVocabulary, _ tokens: [(token: [UInt8], id: Int)],
    scores: [Double]
  ) throws(TokenFileError) -> TokenizerModel {
    let kind = try kind(of: section)
    switch kind {
    case "BPE": return .bytePairs(try bytePairs(section, vocabulary))
    case "WordPiece":
      let unknown = try section.required("unk_token")
      let prefix = try section.section("continuing_subword_prefix")?.bytes() ?? Array("##".utf8)
      return .wordPieces(
        WordPieceModel(
          tokens.map { (bytes: $0.token, id: $0.id) }, prefix: prefix,
          unknown: try vocabulary.id(of: unknown.bytes(), in: unknown),
          maximumWordLength: try section.section("max_input_chars_per_word")?.whole() ?? 100))
    case "Unigram":
      let unknown = try section.required("unk_id")
      guard try scores.indices.contains(unknown.whole()) else {
        throw unknown.problem("\(try unknown.whole()) is not an id of the vocabulary")
      }
      return .unigram(
        TokenizerUnigram(
          tokens, scores: scores, unknown: try unknown.whole(),
          byteTokens: try section.bool("byte_fallback", or: false) ? TokenizerByteTokens(vocabulary) : nil))
    default:
      throw section.problem("the kind of model \(brief(Array(kind.utf8))) is not known")
    }
  }

  private static func bytePairs(
    _ section: TokenizerSection, _ vocabulary: TokenizerVocabulary
  ) throws(TokenFileError) -> TokenizerBytePairs {
    if let dropout = try section.section("dropout"), try dropout.number() != 0 {
      throw dropout.problem("dropout of merges is not known")
    }
    let options = TokenizerBytePairs.Options(
      prefix: try section.bytes("continuing_subword_prefix"), suffix: try section.bytes("end_of_word_suffix"),
      fusesUnknown: try section.bool("fuse_unk", or: false),
      ignoresMerges: try section.bool("ignore_merges", or: false),
      fallsBackToBytes: try section.bool("byte_fallback", or: false))
    let unknown = try section.bytes("unk_token").isEmpty ? nil : section.section("unk_token")
    let merges = try section.required("merges")
    var rules: [Merge] = []
    for entry in try merges.list() {
      guard let (left, right) = pair(entry.value) else {
        throw entry.problem("a merge is two tokens, not \(entry.value.kind)")
      }
      do { rules.append(try merge(left, right, vocabulary, options)) } catch { throw entry.problem(error.problem) }
    }
    return TokenizerBytePairs(
      vocabulary, rules,
      unknown: try unknown.map { section throws(TokenFileError) in
        try vocabulary.id(of: section.bytes(), in: section)
      }, options)
  }

  /// A merge is written as `["a", "b"]`, and in files before 2024 as `"a b"`.
  private static func pair(_ value: TokenizerJSON) -> ([UInt8], [UInt8])? {
    switch value {
    case .list(let list):
      guard list.count == 2, case .text(let left) = list[0], case .text(let right) = list[1] else { return nil }
      return (left, right)
    case .text(let text): return pair(of: text)
    default: return nil
    }
  }

  /// The two tokens of a line `a b`.
  static func pair(of line: [UInt8]) -> ([UInt8], [UInt8])? {
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    return parts.count == 2 && !parts.contains { $0.isEmpty } ? (Array(parts[0]), Array(parts[1])) : nil
  }

  struct UnknownToken: Error {
    let problem: String
  }

  static func merge(
    _ left: [UInt8], _ right: [UInt8], _ vocabulary: TokenizerVocabulary, _ options: TokenizerBytePairs.Options
  ) throws(UnknownToken) -> Merge {
    let joined = left + (right.starts(with: options.prefix) ? right.dropFirst(options.prefix.count) : right[...])
    func id(_ token: [UInt8]) throws(UnknownToken) -> Int {
      guard let id = vocabulary[token] else {
        throw UnknownToken(problem: "the vocabulary has no token \(brief(token))")
      }
      return id
    }
    return Merge(pair: PiecePair(try id(left), try id(right)), joined: try id(joined))
  }
}
