import Tokens

/// The tokens of a published tokenizer, each with an id. A token is a string of bytes.
struct TokenizerVocabulary: Sendable {
  /// The token with each id; only once `complete` has run.
  private(set) var tokens: [[UInt8]] = []
  private var ids: [[UInt8]: Int]
  /// For messages.
  private let file: String

  init(_ entries: [(token: [UInt8], id: Int)], file: String) throws(TokenFileError) {
    (ids, self.file) = (Dictionary(minimumCapacity: entries.count), file)
    for (token, id) in entries { try add(token, id) }
  }

  mutating func add(_ token: [UInt8], _ id: Int) throws(TokenFileError) {
    if let other = ids.updateValue(id, forKey: token) {
      throw TokenFileError(file, "the token \(brief(token)) has two ids, \(other) and \(id)")
    }
  }

  /// Orders the tokens by their ids, which must be 0 ..< their count, each once.
  mutating func complete() throws(TokenFileError) {
    var tokens = [[UInt8]?](repeating: nil, count: ids.count)
    for (token, id) in ids {
      guard tokens.indices.contains(id) else {
        throw TokenFileError(
          file, "the token \(brief(token)) has the id \(id), though there are only \(tokens.count) tokens")
      }
      if let other = tokens[id] {
        let both = [token, other].sorted { $0.lexicographicallyPrecedes($1) }.map(brief).joined(separator: " and ")
        throw TokenFileError(file, "the tokens \(both) have the same id \(id)")
      }
      tokens[id] = token
    }
    self.tokens = tokens.compactMap(\.self)
  }

  var count: Int { tokens.count }

  subscript(token: [UInt8]) -> Int? { ids[token] }

  subscript(token: String) -> Int? { ids[Array(token.utf8)] }

  /// The id of a token that a part of a file names.
  func id(of token: [UInt8], in section: TokenizerSection) throws(TokenFileError) -> Int {
    guard let id = ids[token] else { throw section.problem("the vocabulary has no token \(brief(token))") }
    return id
  }
}

extension TokenizerVocabulary {
  /// The entries `{"token": id, …}`.
  static func entries(of object: TokenizerSection) throws(TokenFileError) -> [(token: [UInt8], id: Int)] {
    var result: [(token: [UInt8], id: Int)] = []
    let members = try object.members()
    result.reserveCapacity(members.count)
    for (key, value) in members {
      guard let id = value.whole else {
        throw object.problem("the id of \(brief(key)) is \(value.kind), not a whole number from 0")
      }
      result.append((key, id))
    }
    return result
  }
}
