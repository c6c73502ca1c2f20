import Tensors

/// The characters of a text in a fixed order, so that each has a number.
public struct Alphabet: Sendable, Equatable {
  /// The characters, each at the position that is its number.
  public let characters: [Character]

  private let positions: [Character: Int]

  /// The characters of a text, or of a set, sorted.
  public init(_ characters: some Sequence<Character>) {
    self.characters = Set(characters).sorted()
    positions = Dictionary(uniqueKeysWithValues: zip(self.characters, 0...))
  }

  public var count: Int { characters.count }

  /// The number of a character, if it has one.
  public func position(of character: Character) -> Int? { positions[character] }

  /// The numbers of the characters of `text`.
  public func encode(_ text: String) throws(UnknownCharacter) -> [Int] {
    var tokens: [Int] = []
    tokens.reserveCapacity(text.utf8.count)
    for character in text {
      guard let token = positions[character] else { throw UnknownCharacter(character: character, offset: tokens.count) }
      tokens.append(token)
    }
    return tokens
  }

  /// The text of the numbers.
  public func decode(_ tokens: some Sequence<Int>) -> String {
    String(
      tokens.map { token in
        require(
          characters.indices.contains(token), "decode: \(token) is no number of an alphabet of \(count) characters")
        return characters[token]
      })
  }
}

/// A character that the alphabet does not hold.
public struct UnknownCharacter: Error, Equatable, CustomStringConvertible {
  public let character: Character

  /// How many characters stand before it.
  public let offset: Int

  public init(character: Character, offset: Int) {
    self.character = character
    self.offset = offset
  }

  public var description: String {
    "the character \(String(character).debugDescription) at \(offset) is not in the alphabet"
  }
}
