import Tensors

/// The names and ids of tokens that stand for no text.
public struct SpecialTokens: Sendable, Equatable {
  /// Longest first, so that a name is matched before its prefixes.
  private let names: [(bytes: [UInt8], token: Int)]
  private let byName: [String: Int]

  init(_ tokens: [String: Int]) {
    require(tokens.keys.allSatisfy { !$0.isEmpty }, "SpecialTokens: a name is empty")
    byName = tokens
    names = tokens.map { (Array($0.key.utf8), $0.value) }
      .sorted { ($1.bytes.count, $0.token) < ($0.bytes.count, $1.token) }
  }

  /// The id of a special token; nil when there is none of this name.
  public subscript(name: String) -> Int? { byName[name] }

  /// The ids of all special tokens.
  public var ids: Set<Int> { Set(byName.values) }

  public static func == (a: SpecialTokens, b: SpecialTokens) -> Bool { a.byName == b.byName }
}

extension SpecialTokens {
  enum Part: Equatable {
    case text(String)
    case token(Int)
  }

  /// Splits a text at the names of special tokens.
  func split(_ text: String) -> [Part] {
    let bytes = Array(text.utf8)
    let firstBytes = Set(names.map { $0.bytes[0] })
    var parts: [Part] = []
    var (start, position) = (0, 0)
    while position < bytes.count {
      guard firstBytes.contains(bytes[position]),
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
