extension TokenizerJSONParser {
  mutating func text() throws(NotJSON) -> [UInt8] {
    position += 1
    var result: [UInt8] = []
    while position < bytes.count {
      var end = position
      while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 {
        end += 1
      }
      result += bytes[position..<end]
      position = end
      guard end < bytes.count else { break }
      switch bytes[end] {
      case UInt8(ascii: "\""):
        position += 1
        if String(validating: result, as: UTF8.self) == nil { throw NotJSON(problem: "a text is not UTF-8") }
        return result
      case UInt8(ascii: "\\"): try escape(&result)
      default: throw NotJSON(problem: "a control character stands in a text")
      }
    }
    throw NotJSON(problem: "the file ends too early")
  }

  private mutating func escape(_ result: inout [UInt8]) throws(NotJSON) {
    guard position + 1 < bytes.count else {
      position = bytes.count
      return
    }
    let byte = bytes[position + 1]
    position += 2
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "u"): try result.append(contentsOf: UTF8.encode(unicodeEscape())!)
    default: throw NotJSON(problem: "an escape is unknown")
    }
  }

  /// The character of the four digits after `\u`, or of two such escapes: characters beyond U+FFFF are pairs.
  private mutating func unicodeEscape() throws(NotJSON) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800...0xDBFF).contains(first), bytes[position...].starts(with: Array("\\u".utf8)) else {
      throw NotJSON(problem: "half a surrogate pair stands alone")
    }
    position += 2
    let second = try fourDigits()
    guard (0xDC00...0xDFFF).contains(second) else { throw NotJSON(problem: "half a surrogate pair stands alone") }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))!
  }

  private mutating func fourDigits() throws(NotJSON) -> UInt32 {
    guard position + 4 <= bytes.count,
      let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else {
      throw NotJSON(problem: "four hexadecimal digits were expected")
    }
    position += 4
    return value
  }
}
