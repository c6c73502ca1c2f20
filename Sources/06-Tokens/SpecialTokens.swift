/// Names of tokens that stand for no text, with their numbers.
public struct SpecialTokens: Sendable, Equatable {
  /// Longest first, so that of two names that begin alike the longer one is found.
  private let names: [(bytes: [UInt8], token: Int)]
  private let tokens: [String: Int]

  init(_ tokens: [String: Int]) {
    require(tokens.keys.allSatisfy { !$0.isEmpty }, "SpecialTokens: a name is empty")
    self.tokens = tokens
    names = tokens.map { (Array($0.key.utf8), $0.value) }
      .sorted { ($1.bytes.count, $0.token) < ($0.bytes.count, $1.token) }
  }

  /// The number of a name, if there is such a token.
  public subscript(name: String) -> Int? { tokens[name] }

  /// The numbers of all of them.
  public var numbers: Set<Int> { Set(tokens.values) }

  public static func == (a: SpecialTokens, b: SpecialTokens) -> Bool { a.tokens == b.tokens }
}

extension SpecialTokens {
  enum Part: Equatable {
    case text(String)
    case token(Int)
  }

  /// The text cut at every name that is written out in it.
  func split(_ text: String) -> [Part] {
    let bytes = Array(text.utf8)
    let beginnings = Set(names.map { $0.bytes[0] })
    var parts: [Part] = []
    var (start, position) = (0, 0)
    while position < bytes.count {
      guard beginnings.contains(bytes[position]),
        let name = names.first(where: { bytes[position...].starts(with: $0.bytes) })
      else {
        position += 1
        continue
      }
      if start < position { parts.append(.text(String(decoding: bytes[start..<position], as: UTF8.self))) }
      parts.append(.token(name.token))
      position += name.bytes.count
      start = position
    }
    if start < bytes.count { parts.append(.text(String(decoding: bytes[start...], as: UTF8.self))) }
    return parts
  }
}
