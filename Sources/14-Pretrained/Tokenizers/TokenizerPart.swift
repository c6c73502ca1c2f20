import Tokens

/// A part of a text between two special tokens, and later a word of it.
struct TokenizerPart: Sendable {
  var text: TokenizerText
  /// Whether it starts where the whole text starts.
  var isFirst: Bool
}

/// What becomes of the characters at which a text is split.
enum TokenizerSplit: Sendable {
  /// They are removed.
  case removed
  /// Each is a word of its own.
  case isolated
  /// A run of them is a word of its own.
  case contiguous
  /// They belong to the word before them; of a run, the first does.
  case mergedWithPrevious
  /// They belong to the word after them; of a run, the last does.
  case mergedWithNext

  init(_ section: TokenizerSection) throws(TokenFileError) {
    switch try section.text() {
    case "Removed": self = .removed
    case "Isolated": self = .isolated
    case "Contiguous": self = .contiguous
    case "MergedWithPrevious": self = .mergedWithPrevious
    case "MergedWithNext": self = .mergedWithNext
    default: throw section.problem("the behavior \(brief(try section.bytes())) is not known")
    }
  }

  /// Whether there is a border between two adjacent characters, by whether each is one at which to split.
  fileprivate func separates(_ before: Bool, _ after: Bool) -> Bool {
    switch self {
    case .removed, .isolated: before || after
    case .contiguous: before != after
    case .mergedWithPrevious: before
    case .mergedWithNext: after
    }
  }
}

extension TokenizerPart {
  /// Splits at characters. No part is empty.
  func split(_ split: TokenizerSplit, at isBorder: (Unicode.Scalar) -> Bool) -> [TokenizerPart] {
    let borders = text.map(isBorder)
    let parts = parts { split.separates(borders[$0], borders[$0 + 1]) }
    return split == .removed ? parts.filter { !isBorder($0.text[0]) } : parts
  }

  /// Splits into runs of characters of one kind.
  func runs<Kind: Equatable>(of kind: (Unicode.Scalar) -> Kind) -> [TokenizerPart] {
    let kinds = text.map(kind)
    return parts { kinds[$0] != kinds[$0 + 1] }
  }

  /// Splits after each position for which `ends` holds.
  private func parts(_ ends: (Int) -> Bool) -> [TokenizerPart] {
    var parts: [TokenizerPart] = []
    var start = 0
    for position in text.indices where position == text.count - 1 || ends(position) {
      parts.append(TokenizerPart(text: Array(text[start...position]), isFirst: isFirst && start == 0))
      start = position + 1
    }
    return parts
  }
}
