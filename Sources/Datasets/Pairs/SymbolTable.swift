import Tensors

/// The symbols that every table begins with.
public enum Mark {
  /// Fills rows behind their ends; never to be learned, so a loss ignores it.
  public static let padding = 0

  /// What a decoder reads before it has written anything.
  public static let begin = 1

  /// What a decoder writes last.
  public static let end = 2

  static let names = ["<pad>", "<begin>", "<end>"]
}

/// The symbols that one side of a pair is written in, characters or words: a number for each.
///
/// The three marks come first, then the symbols proper, from `SymbolTable.first` on.
public struct SymbolTable: Sendable, Equatable {
  /// The text of every symbol, at the place that is its number.
  public let texts: [String]

  /// Whether symbols are words, set apart by spaces.
  public let isWords: Bool

  private let numbers: [String: Int]

  /// The number of the first symbol that is no mark.
  public static let first = Mark.names.count

  public init(_ alphabet: Alphabet) { self.init(alphabet.characters.map(String.init), isWords: false) }

  public init(_ vocabulary: Vocabulary) { self.init(vocabulary.words, isWords: true) }

  private init(_ symbols: [String], isWords: Bool) {
    texts = Mark.names + symbols
    self.isWords = isWords
    numbers = Dictionary(uniqueKeysWithValues: zip(symbols, SymbolTable.first...))
  }

  /// How many symbols there are, the marks included: what a model is built for.
  public var count: Int { texts.count }

  /// The number of a character or word, if it has one.
  public subscript(_ text: String) -> Int? { numbers[text] }

  /// The numbers of the symbols of a text, without marks.
  public func encode(_ text: String) throws(UnknownSymbol) -> [Int] {
    let parts = isWords ? text.split(separator: " ").map(String.init) : text.map(String.init)
    var symbols: [Int] = []
    for part in parts {
      guard let number = numbers[part] else { throw UnknownSymbol(symbol: part, offset: symbols.count) }
      symbols.append(number)
    }
    return symbols
  }

  /// The text of each symbol up to the first end, without marks: the words for an axis or a score.
  public func labels(_ symbols: some Sequence<Int>) -> [String] {
    symbols.prefix { $0 != Mark.end }.filter { $0 >= SymbolTable.first }.map { texts[$0] }
  }

  /// The text of the symbols up to the first end, without marks.
  public func text(_ symbols: some Sequence<Int>) -> String { labels(symbols).joined(separator: isWords ? " " : "") }
}

/// A character or word that a table does not hold.
public struct UnknownSymbol: Error, Equatable, CustomStringConvertible {
  public let symbol: String

  /// How many symbols stand before it.
  public let offset: Int

  public init(symbol: String, offset: Int) {
    self.symbol = symbol
    self.offset = offset
  }

  public var description: String { "\(symbol.debugDescription) at \(offset) is not in the table" }
}
