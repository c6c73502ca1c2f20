import Tokens

/// Byte-pair encoding with all the variations that published models have.
struct TokenizerBytePairs: Sendable {
  struct Options: Sendable {
    /// What a character that does not start a word begins with, such as `##`.
    var prefix: [UInt8] = []
    /// What the last character of a word ends with: `</w>` of the first GPT.
    var suffix: [UInt8] = []
    /// Whether neighboring unknown characters are one token.
    var fusesUnknown = false
    /// Whether a word that is a token itself is not built up by merges.
    var ignoresMerges = false
    var fallsBackToBytes = false
  }

  private let vocabulary: TokenizerVocabulary
  private let rules: MergeRules
  private let options: Options
  private let byteTokens: TokenizerByteTokens?
  /// The id of a character without a token; nil when such characters are left out.
  let unknown: Int?

  init(_ vocabulary: TokenizerVocabulary, _ merges: [Merge], unknown: Int?, _ options: Options) {
    (self.vocabulary, self.unknown, self.options) = (vocabulary, unknown, options)
    rules = MergeRules(merges)
    byteTokens = options.fallsBackToBytes ? TokenizerByteTokens(vocabulary) : nil
  }

  func encode(_ word: [UInt8]) -> [Int] {
    if options.ignoresMerges, let id = vocabulary[word] { return [id] }
    var pieces = characters(of: word).map(Int32.init)
    rules.merge(&pieces)
    return pieces.map(Int.init)
  }

  /// The tokens of the characters, before any merge.
  private func characters(of word: [UInt8]) -> [Int] {
    var result: [Int] = []
    var followsUnknown = false
    var position = 0
    while position < word.count {
      let next = min(position + Lattice.lengthOfCharacter(word[position]), word.count)
      var character = Array(word[position..<next])
      if position > 0 { character = options.prefix + character }
      if next == word.count { character += options.suffix }
      position = next
      if let id = vocabulary[character] {
        result.append(id)
        followsUnknown = false
      } else if let bytes = byteTokens?.encode(character) {
        result += bytes
        followsUnknown = false
      } else if let unknown {
        if !(followsUnknown && options.fusesUnknown) { result.append(unknown) }
        followsUnknown = true
      }
    }
    return result
  }
}
