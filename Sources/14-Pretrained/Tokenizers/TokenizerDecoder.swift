import Tokens

/// How tokens become text again. Each step changes the list of tokens; at the end they are joined.
indirect enum TokenizerDecoder: Sendable {
  case sequence([TokenizerDecoder])
  case byteLevel
  case wordPiece(prefix: [UInt8], cleansUp: Bool)
  case metaspace(TokenizerMetaspace)
  case bytePair(suffix: [UInt8])
  case byteFallback
  case fuse
  case strip(Unicode.Scalar, start: Int, stop: Int)
  case replace(TokenizerPattern, with: TokenizerText)
  /// Of files without a decoder: a space between tokens.
  case spaces

  func callAsFunction(_ tokens: [[UInt8]]) -> [[UInt8]] {
    switch self {
    case .sequence(let all): all.reduce(tokens) { $1($0) }
    case .byteLevel: [tokens.flatMap { ByteAlphabet.bytes(of: String(decoding: $0, as: UTF8.self)) ?? $0 }]
    case .wordPiece(let prefix, let cleansUp):
      tokens.enumerated().map { position, token in
        var text = token
        if position > 0 { text = token.starts(with: prefix) ? Array(token.dropFirst(prefix.count)) : [0x20] + token }
        return cleansUp ? TokenizerDecoder.cleanedUp(text, TokenizerDecoder.wordPieceSpacing) : text
      }
    case .metaspace(let metaspace):
      tokens.enumerated().map { position, token in
        let isRemoved = position == 0 && metaspace.prefix != .never
        return replacing(Array(UTF8.encode(metaspace.replacement)!), in: token, with: isRemoved ? [] : [0x20])
      }
    case .bytePair(let suffix):
      tokens.enumerated().map { position, token in
        replacing(suffix, in: token, with: position == tokens.count - 1 ? [] : [0x20])
      }
    case .byteFallback: TokenizerDecoder.joinBytes(tokens)
    case .fuse: [tokens.flatMap(\.self)]
    case .strip(let scalar, let start, let stop):
      tokens.map { TokenizerDecoder.strip(TokenizerText($0), scalar, start, stop).utf8 }
    case .replace(let pattern, let content):
      tokens.map { pattern.replace(in: TokenizerText($0), with: content).utf8 }
    case .spaces: tokens.enumerated().map { $0 == 0 ? $1 : [0x20] + $1 }
    }
  }

  /// The bytes of neighboring tokens `<0x..>` are one text; if it is not UTF-8, each is U+FFFD.
  private static func joinBytes(_ tokens: [[UInt8]]) -> [[UInt8]] {
    var (result, bytes): ([[UInt8]], [UInt8]) = ([], [])
    func flush() {
      if bytes.isEmpty { return }
      let isText = String(validating: bytes, as: UTF8.self) != nil
      result += isText ? [bytes] : bytes.map { _ in Array("\u{FFFD}".utf8) }
      bytes = []
    }
    for token in tokens {
      if let byte = TokenizerByteTokens.byte(of: token) {
        bytes.append(byte)
      } else {
        flush()
        result.append(token)
      }
    }
    flush()
    return result
  }

  private static func strip(
    _ text: TokenizerText, _ scalar: Unicode.Scalar, _ start: Int, _ stop: Int
  ) -> ArraySlice<Unicode.Scalar> {
    let left = text.prefix(start).prefix { $0 == scalar }.count
    let rest = text.dropFirst(left)
    let right = rest.suffix(stop).reversed().prefix { $0 == scalar }.count
    return rest.dropLast(right)
  }
}

// MARK: Spaces before punctuation

extension TokenizerDecoder {
  /// What WordPiece's decoder writes closer together, token by token.
  fileprivate static let wordPieceSpacing =
    [(" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m")]
    + [(" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re")]

  /// The same of `transformers`, for a whole text.
  static let spacing = wordPieceSpacing.filter { $0.0 != " do not" }

  static func cleanedUp(_ text: [UInt8], _ spacing: [(String, String)]) -> [UInt8] {
    spacing.reduce(text) { replacing(Array($1.0.utf8), in: $0, with: Array($1.1.utf8)) }
  }
}

// MARK: Files

extension TokenizerDecoder {
  init(_ section: TokenizerSection) throws(TokenFileError) {
    let type = try section.required("type")
    switch try type.text() {
    case "Sequence":
      var all: [TokenizerDecoder] = []
      for part in try section.required("decoders").list() { all.append(try TokenizerDecoder(part)) }
      self = .sequence(all)
    case "ByteLevel": self = .byteLevel
    case "WordPiece":
      let prefix = try section.section("prefix")?.bytes() ?? Array("##".utf8)
      self = .wordPiece(prefix: prefix, cleansUp: try section.bool("cleanup", or: true))
    case "Metaspace": self = .metaspace(try TokenizerMetaspace(section))
    case "BPEDecoder": self = .bytePair(suffix: try section.section("suffix")?.bytes() ?? Array("</w>".utf8))
    case "ByteFallback": self = .byteFallback
    case "Fuse": self = .fuse
    case "Strip":
      self = .strip(
        try section.required("content").scalar(), start: try section.required("start").whole(),
        stop: try section.required("stop").whole())
    case "Replace":
      let content = try section.required("content").bytes()
      self = .replace(try TokenizerPattern(section.required("pattern")), with: TokenizerText(content))
    default: throw type.problem("the decoder \(brief(try type.bytes())) is not known")
    }
  }
}
