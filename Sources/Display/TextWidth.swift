import Foundation

extension Character {
  /// Columns that a terminal gives the character: 0 for marks that add to another, 2 for East Asian ones and emoji.
  var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    switch first.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    let isEmoji = first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
    return isEmoji || Self.wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
  ]
}

extension String {
  /// Columns that the text takes on the screen: escape sequences take none, wide characters two.
  public var visibleWidth: Int { withoutEscapes.reduce(0) { $0 + $1.columns } }

  /// The text without escape sequences.
  public var withoutEscapes: String {
    guard utf8.contains(0x1B) else { return self }
    var result = String.UnicodeScalarView()
    var rest = unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1B}" else {
        result.append(scalar)
        continue
      }
      guard rest.first == "[" else { continue }
      // A sequence runs to its first letter: "[1;31m".
      rest = rest.dropFirst().drop { !("@"..."~").contains($0) }.dropFirst()
    }
    return String(result)
  }

  /// One line with nothing unprintable: newline, tab and other control characters become visible signs.
  public var printable: String {
    String(
      withoutEscapes.map { character in
        switch character {
        case "\t": "⇥"
        case _ where character.isNewline: "⏎"
        case _ where character.unicodeScalars.contains { $0.properties.generalCategory == .control }: "\u{FFFD}"
        default: character
        }
      })
  }

  /// The text cut to a number of columns, with an ellipsis where something is missing.
  func fitted(to width: Int) -> String {
    guard visibleWidth > width else { return self }
    guard width > 0 else { return "" }
    var result = ""
    var used = 0
    for character in withoutEscapes {
      guard used + character.columns <= width - 1 else { break }
      used += character.columns
      result.append(character)
    }
    return result + "…"
  }

  /// The beginning of a name from outside, of any length and characters, for a message.
  public var brief: String { String(prefix(200)).printable.fitted(to: 80) }

  func leftAligned(in width: Int) -> String { self + spaces(width - visibleWidth) }

  func rightAligned(in width: Int) -> String { spaces(width - visibleWidth) + self }

  func centered(in width: Int) -> String {
    let left = max(0, width - visibleWidth) / 2
    return (spaces(left) + self).leftAligned(in: width)
  }

  /// The text without blanks at its end.
  var trimmedRight: String { String(self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)]) }
}

func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

extension String {
  /// The text with every line broken so that none is wider than `width`: at blanks, or else anywhere.
  func folded(to width: Int) -> String {
    guard width > 0, visibleWidth > width else { return self }
    return split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let line = String(line)
      if line.visibleWidth <= width { return line }
      let words = line.withoutEscapes.split(separator: " ").flatMap { String($0).pieces(of: width) }
      return wrapped(words, width: width, gap: " ").joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// The text cut into pieces of a number of columns.
  private func pieces(of width: Int) -> [String] {
    var pieces = [""]
    for character in self {
      if !pieces[pieces.count - 1].isEmpty, pieces[pieces.count - 1].visibleWidth + character.columns > width {
        pieces.append("")
      }
      pieces[pieces.count - 1].append(character)
    }
    return pieces
  }

  /// The text with its line breaks and nothing else unprintable.
  public var printableLines: String {
    split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { String($0).printable }
      .joined(separator: "\n")
  }
}

/// Pieces joined into lines that are no wider than `width`.
func wrapped(_ pieces: [String], width: Int, gap: String = "   ") -> [String] {
  var lines: [String] = []
  for piece in pieces {
    if let last = lines.last, last.visibleWidth + gap.count + piece.visibleWidth <= width {
      lines[lines.count - 1] = last + gap + piece
    } else {
      lines.append(piece)
    }
  }
  return lines
}
