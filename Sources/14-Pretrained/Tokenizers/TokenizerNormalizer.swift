import Foundation
import Tokens

/// What is done to a text before it is split into words.
indirect enum TokenizerNormalizer: Sendable {
  case sequence([TokenizerNormalizer])
  case bert(TokenizerBertNormalizer)
  case lowercase
  case stripAccents
  case form(TokenizerNormalForm)
  case nmt
  case replace(TokenizerPattern, with: TokenizerText)
  case prepend(TokenizerText)
  case strip(left: Bool, right: Bool)
  case precompiled(TokenizerCharsmap)
  case byteLevel

  func callAsFunction(_ text: TokenizerText) -> TokenizerText {
    switch self {
    case .sequence(let all): all.reduce(text) { $1($0) }
    case .bert(let bert): bert(text)
    case .lowercase: lowercased(text)
    case .stripAccents: text.filter { !$0.isStrippedAccent }
    case .form(let form): form(text)
    case .nmt: text.compactMap(TokenizerNormalizer.nmt)
    case .replace(let pattern, let content): pattern.replace(in: text, with: content)
    case .prepend(let content): text.isEmpty ? text : content + text
    case .strip(let left, let right): stripped(text, left, right)
    case .precompiled(let charsmap): charsmap.normalize(text)
    case .byteLevel: text.utf8.map { ByteAlphabet.characters[Int($0)] }
    }
  }

  /// Removes control characters, and writes a space for all whitespace and the like.
  private static func nmt(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x01...0x08, 0x0B, 0x0E...0x1F, 0x7F, 0x8F, 0x9F: nil
    case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x200B...0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD: " "
    default: scalar
    }
  }
}

/// Each character in lowercase by itself: Σ is σ at the end of a word, too.
private func lowercased(_ text: TokenizerText) -> TokenizerText {
  var result: TokenizerText = []
  result.reserveCapacity(text.count)
  for scalar in text { result += scalar.properties.lowercaseMapping.unicodeScalars }
  return result
}

private func stripped(_ text: TokenizerText, _ left: Bool, _ right: Bool) -> TokenizerText {
  var rest = text[...]
  if left { rest = rest.drop(while: \.isWhitespace) }
  if right, let last = rest.lastIndex(where: { !$0.isWhitespace }) {
    rest = rest[...last]
  } else if right {
    rest = []
  }
  return Array(rest)
}

/// BERT's normalization, in four steps of which each can be left out.
struct TokenizerBertNormalizer: Sendable {
  /// Whether control characters are removed, and all whitespace is written as spaces.
  var cleansText = true
  /// Whether Chinese characters are words of their own.
  var separatesIdeographs = true
  var stripsAccents = true
  var lowercases = true

  func callAsFunction(_ text: TokenizerText) -> TokenizerText {
    var text = text
    if cleansText {
      text = text.compactMap { scalar in
        if scalar.isBertControl { return nil }
        return BasicClass(scalar) == .whitespace ? " " : scalar
      }
    }
    if separatesIdeographs { text = text.flatMap { isIdeograph($0) ? [" ", $0, " "] : [$0] } }
    if stripsAccents { text = TokenizerNormalForm.nfd(text).filter { !$0.isBertAccent } }
    return lowercases ? lowercased(text) : text
  }

  /// Of one block of rare characters, Hugging Face's tokenizers leave out the first 256, unlike BERT's own.
  private func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    BasicClass(scalar) == .ideograph && !(0x2B820..<0x2B920).contains(scalar.value)
  }
}

// MARK: Files

extension TokenizerNormalizer {
  init(_ section: TokenizerSection) throws(TokenFileError) {
    let type = try section.required("type")
    switch try type.text() {
    case "Sequence":
      var all: [TokenizerNormalizer] = []
      for part in try section.required("normalizers").list() { all.append(try TokenizerNormalizer(part)) }
      self = .sequence(all)
    case "BertNormalizer":
      let lowercases = try section.bool("lowercase", or: true)
      self = .bert(
        TokenizerBertNormalizer(
          cleansText: try section.bool("clean_text", or: true),
          separatesIdeographs: try section.bool("handle_chinese_chars", or: true),
          stripsAccents: try section.bool("strip_accents", or: lowercases), lowercases: lowercases))
    case "Lowercase": self = .lowercase
    case "StripAccents": self = .stripAccents
    case "NFC": self = .form(.nfc)
    case "NFD": self = .form(.nfd)
    case "NFKC": self = .form(.nfkc)
    case "NFKD": self = .form(.nfkd)
    case "Nmt": self = .nmt
    case "Replace":
      let content = try section.required("content").bytes()
      self = .replace(try TokenizerPattern(section.required("pattern")), with: TokenizerText(content))
    case "Prepend": self = .prepend(TokenizerText(try section.required("prepend").bytes()))
    case "Strip":
      self = .strip(
        left: try section.bool("strip_left", or: true), right: try section.bool("strip_right", or: true))
    case "Precompiled": self = .precompiled(try TokenizerCharsmap(section.required("precompiled_charsmap")))
    case "ByteLevel": self = .byteLevel
    default: throw type.problem("the normalizer \(brief(try type.bytes())) is not known")
    }
  }
}
