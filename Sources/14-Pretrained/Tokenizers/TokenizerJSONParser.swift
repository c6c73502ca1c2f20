struct NotJSON: Error {
  let problem: String
}

/// Reads JSON byte by byte: a vocabulary of 50,000 tokens takes milliseconds.
struct TokenizerJSONParser {
  let bytes: [UInt8]
  var position = 0
  private var depth = 0

  /// Deeper nesting, which no tokenizer has, could overflow the stack.
  private static let maximumDepth = 64

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(NotJSON) -> TokenizerJSON {
    let result = try value()
    if peek() != nil { throw NotJSON(problem: "something follows the end") }
    return result
  }

  /// The next byte that is no whitespace, which stays the next.
  private mutating func peek() -> UInt8? {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return bytes[position]
      }
    }
    return nil
  }

  private mutating func value() throws(NotJSON) -> TokenizerJSON {
    switch peek() {
    case nil: throw NotJSON(problem: "the file ends too early")
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "{"): return try nested { parser throws(NotJSON) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(NotJSON) in try parser.list() }
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func nested(
    _ body: (inout TokenizerJSONParser) throws(NotJSON) -> TokenizerJSON
  ) throws(NotJSON) -> TokenizerJSON {
    depth += 1
    defer { depth -= 1 }
    if depth > TokenizerJSONParser.maximumDepth { throw NotJSON(problem: "it is nested too deeply") }
    position += 1
    return try body(&self)
  }

  private mutating func object() throws(NotJSON) -> TokenizerJSON {
    var members: [(key: [UInt8], value: TokenizerJSON)] = []
    if try ends(with: UInt8(ascii: "}"), isFirst: true) { return .object(members) }
    repeat {
      guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key was expected") }
      let key = try text()
      guard peek() == UInt8(ascii: ":") else { throw unexpected("a colon was expected") }
      position += 1
      members.append((key, try value()))
    } while try !ends(with: UInt8(ascii: "}"), isFirst: false)
    return .object(members)
  }

  private mutating func list() throws(NotJSON) -> TokenizerJSON {
    var values: [TokenizerJSON] = []
    if try ends(with: UInt8(ascii: "]"), isFirst: true) { return .list(values) }
    repeat { values.append(try value()) } while try !ends(with: UInt8(ascii: "]"), isFirst: false)
    return .list(values)
  }

  /// Whether the bracket is closed here. If not, a comma is read, unless the next element is the first.
  private mutating func ends(with bracket: UInt8, isFirst: Bool) throws(NotJSON) -> Bool {
    let next = peek()
    if next == bracket {
      position += 1
      return true
    }
    if isFirst && next != nil { return false }
    guard next == UInt8(ascii: ",") else { throw unexpected("a comma was expected") }
    position += 1
    return false
  }

  private func unexpected(_ problem: String) -> NotJSON {
    NotJSON(problem: position < bytes.count ? problem : "the file ends too early")
  }

  private mutating func word(_ word: StaticString, _ value: TokenizerJSON) throws(NotJSON) -> TokenizerJSON {
    let expected = Array("\(word)".utf8)
    guard bytes[position...].starts(with: expected) else { throw NotJSON(problem: "a value was expected") }
    position += expected.count
    return value
  }

  private mutating func number() throws(NotJSON) -> Double {
    let start = position
    while position < bytes.count, TokenizerJSONParser.isPartOfNumber(bytes[position]) { position += 1 }
    let digits = bytes[start..<position]
    // Most numbers are ids: whole and short.
    if digits.count < 16, digits.allSatisfy({ (0x30...0x39).contains($0) }), !digits.isEmpty {
      return Double(digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    guard let number = Double(String(decoding: digits, as: UTF8.self)), number.isFinite else {
      position = start
      throw unexpected("a value was expected")
    }
    return number
  }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
