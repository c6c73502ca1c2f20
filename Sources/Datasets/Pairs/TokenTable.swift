import Tensors

/// The tokens that every table begins with.
public enum SpecialToken {
  /// Fills rows behind their ends; never to be learned, so a loss ignores it.
  public static let padding = 0

  /// What a decoder reads before it has written anything.
  public static let begin = 1

  /// What a decoder writes last.
  public static let end = 2

  static let names = ["<pad>", "<begin>", "<end>"]
}

/// The tokens that one side of a pair is written in, characters or words: a number for each.
///
/// The three marks come first, then the tokens proper, from `TokenTable.first` on.
public struct TokenTable: Sendable, Equatable {
  /// The text of every token, at the position that is its number.
  public let texts: [String]

  /// Whether tokens are words, set apart by spaces.
  public let isWords: Bool

  private let numbers: [String: Int]

  /// The number of the first token that is no mark.
  public static let first = SpecialToken.names.count

  public init(_ alphabet: Alphabet) { self.init(alphabet.characters.map(String.init), isWords: false) }

  public init(_ vocabulary: Vocabulary) { self.init(vocabulary.words, isWords: true) }

  private init(_ tokens: [String], isWords: Bool) {
    texts = SpecialToken.names + tokens
    self.isWords = isWords
    numbers = Dictionary(uniqueKeysWithValues: zip(tokens, TokenTable.first...))
  }

  /// How many tokens there are, the marks included: what a model is built for.
  public var count: Int { texts.count }

  /// The number of a character or word, if it has one.
  public subscript(_ text: String) -> Int? { numbers[text] }

  /// The numbers of the tokens of a text, without marks.
  public func encode(_ text: String) throws(UnknownToken) -> [Int] {
    let parts = isWords ? text.split(separator: " ").map(String.init) : text.map(String.init)
    var tokens: [Int] = []
    for part in parts {
      guard let number = numbers[part] else { throw UnknownToken(token: part, offset: tokens.count) }
      tokens.append(number)
    }
    return tokens
  }

  /// The text of each token up to the first end, without marks: the words for an axis or a score.
  public func labels(_ tokens: some Sequence<Int>) -> [String] {
    tokens.prefix { $0 != SpecialToken.end }.filter { $0 >= TokenTable.first }.map { texts[$0] }
  }

  /// The text of the tokens up to the first end, without marks.
  public func text(_ tokens: some Sequence<Int>) -> String { labels(tokens).joined(separator: isWords ? " " : "") }
}

/// A character or word that a table does not hold.
public struct UnknownToken: Error, Equatable, CustomStringConvertible {
  public let token: String

  /// How many tokens stand before it.
  public let offset: Int

  public init(token: String, offset: Int) {
    self.token = token
    self.offset = offset
  }

  public var description: String { "\(token.debugDescription) at \(offset) is not in the table" }
}
