import Tensors

/// The tokens that a model reads or predicts, each with its id.
///
/// Special tokens have the first ids, if there are any. They stand for no text, so no text encodes to one: a word that
/// is spelled like a special token is a token of its own.
public struct Vocabulary: Sendable, Equatable {
  /// What a text is split into.
  public enum Unit: String, Sendable {
    case character, word
  }

  /// The text of each token, at the index that is its id.
  public let tokens: [String]

  public let unit: Unit

  private let specialCount: Int

  /// Where `decode` stops.
  private let end: Int?

  private let ids: [String: Int]

  /// The distinct characters of a text, sorted.
  public init(characters: some Sequence<Character>, special: [String] = []) {
    self.init(Set(characters).sorted().map(String.init), .character, special: special)
  }

  /// The distinct words, in this order.
  public init(words: [String], special: [String] = []) {
    var known: Set<String> = []
    self.init(words.filter { known.insert($0).inserted }, .word, special: special)
  }

  private init(_ tokens: [String], _ unit: Unit, special: [String]) {
    self.tokens = special + tokens
    self.unit = unit
    specialCount = special.count
    end = special == SpecialToken.names ? SpecialToken.end : nil
    ids = Dictionary(uniqueKeysWithValues: zip(tokens, special.count...))
  }

  /// The vocabulary size V, special tokens included.
  public var count: Int { tokens.count }

  /// The id of a character or word; nil when it is not in the vocabulary.
  public func id(of token: String) -> Int? { ids[token] }
}

// MARK: Text to ids and ids to text

extension Vocabulary {
  /// The ids of the characters of a text, or of its words, which are separated by spaces.
  public func encode(_ text: String) throws(UnknownToken) -> [Int] {
    var tokens: [Int] = []
    func append(_ token: String) throws(UnknownToken) {
      guard let id = ids[token] else { throw UnknownToken(token, unit, offset: tokens.count) }
      tokens.append(id)
    }
    switch unit {
    case .character: for character in text { try append(String(character)) }
    case .word: for word in text.split(separator: " ") { try append(String(word)) }
    }
    return tokens
  }

  /// The ids of a text that was made from this vocabulary.
  func encodeOwn(_ text: String) -> [Int] {
    do { return try encode(text) } catch { fail("Vocabulary: \(error)") }
  }

  /// The text of each token without the special ones, up to the first `SpecialToken.end`.
  public func labels(_ tokens: some Sequence<Int>) -> [String] {
    tokens.prefix { $0 != end }.compactMap { id in
      require(self.tokens.indices.contains(id), "decode: \(id) is not an id of a vocabulary of \(count) tokens")
      return id < specialCount ? nil : self.tokens[id]
    }
  }

  /// The text of the tokens without the special ones, up to the first `SpecialToken.end`.
  public func decode(_ tokens: some Sequence<Int>) -> String {
    labels(tokens).joined(separator: unit == .word ? " " : "")
  }
}

/// A character or word that is not in the vocabulary.
public struct UnknownToken: Error, Equatable, CustomStringConvertible {
  public let token: String
  public let unit: Vocabulary.Unit

  /// How many tokens come before it.
  public let offset: Int

  public init(_ token: String, _ unit: Vocabulary.Unit, offset: Int) {
    self.token = token
    self.unit = unit
    self.offset = offset
  }

  public var description: String {
    "the \(unit.rawValue) \(token.debugDescription) at offset \(offset) is not in the vocabulary"
  }
}
