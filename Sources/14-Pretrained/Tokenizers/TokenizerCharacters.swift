import Foundation
import Tokens

/// A text as its characters in the sense of Unicode: the unit of every normalizer and pre-tokenizer.
typealias TokenizerText = [Unicode.Scalar]

extension [Unicode.Scalar] {
  init(_ bytes: [UInt8]) { self = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars) }

  var string: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: self)
    return String(view)
  }
}

extension Collection where Element == Unicode.Scalar {
  var utf8: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for scalar in self {
      if scalar.isASCII { bytes.append(UInt8(scalar.value)) } else { bytes.append(contentsOf: UTF8.encode(scalar)!) }
    }
    return bytes
  }
}

extension Unicode.Scalar {
  var isWhitespace: Bool { properties.isWhitespace }

  /// A decimal digit, a letter that is a number such as Ⅷ, or another number such as ½.
  var isNumeric: Bool {
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// Any combining mark, with a width of its own or without.
  var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// `\w` of regular expressions.
  var isWordCharacter: Bool {
    if properties.isAlphabetic || isMark || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }
}

/// Elements with each occurrence of some others replaced, from left to right.
func replacing<Element: Equatable>(
  _ pattern: [Element], in elements: [Element], with content: [Element]
) -> [Element] {
  guard let first = pattern.first, elements.contains(first) else { return elements }
  var result: [Element] = []
  var position = 0
  while position < elements.count {
    if elements[position] == first, elements[position...].starts(with: pattern) {
      result += content
      position += pattern.count
    } else {
      result.append(elements[position])
      position += 1
    }
  }
  return result
}
