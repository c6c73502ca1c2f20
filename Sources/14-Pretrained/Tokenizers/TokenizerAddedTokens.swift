import Tokens

/// A token that is found in a text as a whole, before the text is split into words: `[MASK]`, `</s>`, `<extra_id_0>`.
struct TokenizerAddedToken: Sendable {
  let content: [UInt8]
  let id: Int
  /// Whether it stands for no text. Such tokens can be left out of decoded text.
  var isSpecial = true
  /// Whether it is found only where no letter or digit is beside it.
  var isSingleWord = false
  /// Whether the whitespace before it belongs to it.
  var stripsLeft = false
  /// Whether the whitespace after it belongs to it.
  var stripsRight = false
  /// Whether it is searched for in the normalized text, in its own normalized form.
  var isNormalized = false
}

extension TokenizerAddedToken {
  /// - Parameter id: The id if the section does not tell it.
  init(_ section: TokenizerSection, id: Int? = nil) throws(TokenFileError) {
    content = try section.required("content").bytes()
    if content.isEmpty { throw section.problem("the token is empty") }
    self.id = if let id { id } else { try section.required("id").whole() }
    isSpecial = try section.bool("special", or: id != nil)
    isSingleWord = try section.bool("single_word", or: false)
    stripsLeft = try section.bool("lstrip", or: false)
    stripsRight = try section.bool("rstrip", or: false)
    isNormalized = try section.bool("normalized", or: !isSpecial)
  }
}

/// Finds added tokens in a text, as Hugging Face's tokenizers do.
struct TokenizerAddedTokens: Sendable {
  enum Part: Sendable {
    case token(Int)
    case text(TokenizerPart)
  }

  let all: [TokenizerAddedToken]
  let special: Set<Int>
  /// How tokens that are found in normalized text are decoded: in their normalized form.
  let spellings: [Int: [UInt8]]
  private let plain: Finder
  private let normalized: Finder

  init(_ all: [TokenizerAddedToken], _ normalizer: TokenizerNormalizer?) {
    self.all = all
    special = Set(all.filter(\.isSpecial).map(\.id))
    plain = Finder(all.filter { !$0.isNormalized }.map { (TokenizerText($0.content), $0) })
    let inNormalizedText = all.filter(\.isNormalized).map { token in
      let text = TokenizerText(token.content)
      return (text: normalizer?(text) ?? text, token: token)
    }
    normalized = Finder(inNormalizedText)
    spellings = Dictionary(inNormalizedText.map { ($0.token.id, $0.text.utf8) }) { $1 }
  }

  /// The tokens of a text and the normalized text between them.
  func split(_ text: TokenizerText, _ normalizer: TokenizerNormalizer?) -> [Part] {
    plain.split(TokenizerPart(text: text, isFirst: true)).flatMap { part -> [Part] in
      guard case .text(let part) = part else { return [part] }
      guard let normalizer else { return normalized.split(part) }
      let isFirst = part.isFirst && !removes(part.text[0], normalizer)
      return normalized.split(TokenizerPart(text: normalizer(part.text), isFirst: isFirst))
    }
  }

  /// Whether a normalizer removes a character at the start of a text. Then what follows is not the start any more.
  private func removes(_ scalar: Unicode.Scalar, _ normalizer: TokenizerNormalizer) -> Bool {
    normalizer([scalar, "a"]) == normalizer(["a"])
  }
}

/// Finds the leftmost of some tokens, and of those that start together the longest.
private struct Finder: Sendable {
  /// The tokens that start with a character, longest first.
  private let byFirst: [Unicode.Scalar: [(text: TokenizerText, token: TokenizerAddedToken)]]

  init(_ tokens: [(text: TokenizerText, token: TokenizerAddedToken)]) {
    let sorted = tokens.filter { !$0.text.isEmpty }.sorted { $0.text.count > $1.text.count }
    byFirst = Dictionary(grouping: sorted) { $0.text[0] }
  }

  func split(_ part: TokenizerPart) -> [TokenizerAddedTokens.Part] {
    let text = part.text
    var parts: [TokenizerAddedTokens.Part] = []
    var (start, position) = (0, 0)
    func addText(until end: Int) {
      if start < end {
        parts.append(.text(TokenizerPart(text: Array(text[start..<end]), isFirst: part.isFirst && start == 0)))
      }
    }
    while position < text.count {
      guard let found = byFirst[text[position]]?.first(where: { text[position...].starts(with: $0.text) }) else {
        position += 1
        continue
      }
      var (from, to) = (position, position + found.text.count)
      position = to
      if found.token.isSingleWord {
        if from > 0 && text[from - 1].isWordCharacter || to < text.count && text[to].isWordCharacter { continue }
      }
      if found.token.stripsLeft { while from > start, text[from - 1].isWhitespace { from -= 1 } }
      if found.token.stripsRight { while to < text.count, text[to].isWhitespace { to += 1 } }
      addText(until: from)
      parts.append(.token(found.token.id))
      start = to
      position = max(position, to)
    }
    addText(until: text.count)
    return parts
  }
}
