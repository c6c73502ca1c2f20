import Foundation
import Tokens

// Hugging Face's tokenizers classify characters by tables of Unicode 8 and 9, of 2015 and 2016. A character that is newer is
// none of what its category says, and the few whose category has changed since are named here.

extension Unicode.Scalar {
  /// Whether Unicode had the character in a version.
  func isKnown(toUnicode version: Int) -> Bool { isASCII || properties.age.map { $0.major <= version } ?? false }

  /// A punctuation mark in the sense of BERT.
  var isBertPunctuation: Bool {
    isKnown(toUnicode: 8) && isPunctuation(self) || value == 0x166D || value == 0x111C9
  }

  /// An accent in the sense of BERT.
  var isBertAccent: Bool {
    switch value {
    case 0x1734, 0x1171E: true
    case 0x1885, 0x1886, 0xA9BD, 0x111C9: false
    default: properties.generalCategory == .nonspacingMark && isKnown(toUnicode: 8)
    }
  }

  /// What BERT takes for a control character, and removes.
  var isBertControl: Bool {
    BasicClass(self) == .ignored && (properties.generalCategory != .format || isKnown(toUnicode: 8))
  }

  /// A mark that the normalizer `StripAccents` removes.
  var isStrippedAccent: Bool {
    switch value {
    case 0x1CF2, 0x1CF3: true
    case 0x111C9: false
    default: isMark && isKnown(toUnicode: 9)
    }
  }
}

/// The four normal forms of Unicode: what a text becomes when equivalent characters are written in one way.
enum TokenizerNormalForm: Sendable {
  /// Composed, as é, or decomposed, as e and an accent.
  case nfc, nfd
  /// The same with ligatures, wide characters and the like taken apart.
  case nfkc, nfkd

  /// Newer characters stay as they are, and nothing moves or composes across them.
  func callAsFunction(_ text: TokenizerText) -> TokenizerText {
    if text.allSatisfy(\.isASCII) { return text }
    var (result, known): (TokenizerText, TokenizerText) = ([], [])
    for scalar in text {
      if scalar.isKnown(toUnicode: 9) {
        known.append(scalar)
      } else {
        result += form(known.string) + [scalar]
        known = []
      }
    }
    return result + form(known.string)
  }

  /// Foundation composes all characters only if they are decomposed: not a Korean syllable with a consonant after it.
  private func form(_ text: String) -> TokenizerText {
    let result =
      switch self {
      case .nfc: text.decomposedStringWithCanonicalMapping.precomposedStringWithCanonicalMapping
      case .nfd: text.decomposedStringWithCanonicalMapping
      case .nfkc: text.decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
      case .nfkd: text.decomposedStringWithCompatibilityMapping
      }
    return TokenizerText(result.unicodeScalars)
  }
}
