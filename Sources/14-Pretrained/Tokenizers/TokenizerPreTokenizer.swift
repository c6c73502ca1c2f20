import Tokens

/// How a text is split into the words that the model encodes, each by itself.
indirect enum TokenizerPreTokenizer: Sendable {
  case sequence([TokenizerPreTokenizer])
  case bert
  case byteLevel(addsPrefixSpace: Bool, splits: Bool)
  case whitespace
  case whitespaceSplit
  case metaspace(TokenizerMetaspace)
  case punctuation(TokenizerSplit)
  case digits(TokenizerSplit)

  func callAsFunction(_ parts: [TokenizerPart]) -> [TokenizerPart] {
    switch self {
    case .sequence(let all): all.reduce(parts) { $1($0) }
    case .bert:
      parts.flatMap { $0.split(.removed, at: \.isWhitespace) }.flatMap { $0.split(.isolated, at: \.isBertPunctuation) }
    case .byteLevel(let addsPrefixSpace, let splits):
      parts.flatMap { TokenizerPreTokenizer.byteLevel($0, addsPrefixSpace, splits) }
    case .whitespace: parts.flatMap { $0.runs(of: TokenizerPreTokenizer.kind).filter { !$0.text[0].isWhitespace } }
    case .whitespaceSplit: parts.flatMap { $0.split(.removed, at: \.isWhitespace) }
    case .metaspace(let metaspace): parts.flatMap { metaspace($0) }
    case .punctuation(let split): parts.flatMap { $0.split(split, at: \.isBertPunctuation) }
    case .digits(let split): parts.flatMap { $0.split(split, at: \.isNumeric) }
    }
  }

  /// Whitespace, word characters, or others: `\w+|[^\w\s]+`.
  private static func kind(_ scalar: Unicode.Scalar) -> Int { scalar.isWordCharacter ? 1 : scalar.isWhitespace ? 0 : 2 }

  /// The words of GPT-2, each byte written as a printable character.
  private static func byteLevel(_ part: TokenizerPart, _ addsPrefixSpace: Bool, _ splits: Bool) -> [TokenizerPart] {
    let needsSpace = addsPrefixSpace && part.text.first != " "
    let bytes = ((needsSpace ? [" "] : []) + part.text).utf8
    let words = splits ? Array(PreTokenizer(bytes)) : [0..<bytes.count]
    return words.map { word in
      let text = bytes[word].map { ByteAlphabet.characters[Int($0)] }
      return TokenizerPart(text: text, isFirst: part.isFirst && word.lowerBound == 0)
    }
  }
}

/// SentencePiece's **metaspace**: a space is written as ▁, and a word begins with the one before it.
struct TokenizerMetaspace: Sendable {
  /// Where a ▁ is put before a part that starts with none: before each, before the first of a text, or nowhere.
  enum Prefix: Sendable { case always, first, never }

  var replacement: Unicode.Scalar = "▁"
  var prefix = Prefix.always
  var splits = true

  func callAsFunction(_ part: TokenizerPart) -> [TokenizerPart] {
    var text = part.text.map { $0 == " " ? replacement : $0 }
    let wantsPrefix = prefix == .always || prefix == .first && part.isFirst
    if wantsPrefix && text.first != replacement { text.insert(replacement, at: 0) }
    let whole = TokenizerPart(text: text, isFirst: part.isFirst)
    return splits ? whole.split(.mergedWithNext) { $0 == replacement } : [whole]
  }
}

// MARK: Files

extension TokenizerPreTokenizer {
  init(_ section: TokenizerSection) throws(TokenFileError) {
    let type = try section.required("type")
    switch try type.text() {
    case "Sequence":
      var all: [TokenizerPreTokenizer] = []
      for part in try section.required("pretokenizers").list() { all.append(try TokenizerPreTokenizer(part)) }
      self = .sequence(all)
    case "BertPreTokenizer": self = .bert
    case "ByteLevel":
      self = .byteLevel(
        addsPrefixSpace: try section.bool("add_prefix_space", or: true),
        splits: try section.bool("use_regex", or: true))
    case "Whitespace": self = .whitespace
    case "WhitespaceSplit": self = .whitespaceSplit
    case "Metaspace": self = .metaspace(try TokenizerMetaspace(section))
    case "Punctuation":
      self = .punctuation(try section.section("behavior").map(TokenizerSplit.init) ?? .isolated)
    case "Digits":
      self = .digits(try section.bool("individual_digits", or: false) ? .isolated : .contiguous)
    default: throw type.problem("the pre-tokenizer \(brief(try type.bytes())) is not known")
    }
  }
}

extension TokenizerMetaspace {
  init(_ section: TokenizerSection) throws(TokenFileError) {
    replacement = try section.section("replacement")?.scalar() ?? "▁"
    splits = try section.bool("split", or: true)
    if let scheme = try section.section("prepend_scheme") {
      switch try scheme.text() {
      case "always": prefix = .always
      case "first": prefix = .first
      case "never": prefix = .never
      default: throw scheme.problem("the scheme \(brief(try scheme.bytes())) is not known")
      }
    } else {
      // Files before 2024 have this key instead.
      prefix = try section.bool("add_prefix_space", or: true) ? .always : .never
    }
  }
}
