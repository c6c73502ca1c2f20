/// The ids of the special tokens with which the vocabularies of pair tasks begin.
public enum SpecialToken {
  /// Fills rows up to the length of the longest. The loss ignores it.
  public static let padding = 0

  /// The first input of a decoder.
  public static let begin = 1

  /// The last target of a decoder. Generation stops when it is predicted.
  public static let end = 2

  /// How many there are: the first id of an ordinary token.
  public static let count = names.count

  /// Their texts in the order of their ids.
  public static let names = ["<pad>", "<begin>", "<end>"]
}

/// The ids of the special tokens that a decoder is trained and run with: those of `SpecialToken` unless a model has its own.
public struct DecodingTokens: Sendable, Equatable {
  /// Fills rows up to the length of the longest. The loss ignores it.
  public var padding: Int
  /// The first input of the decoder.
  public var begin: Int
  /// The last target of the decoder.
  public var end: Int

  public init(
    padding: Int = SpecialToken.padding, begin: Int = SpecialToken.begin, end: Int = SpecialToken.end
  ) {
    (self.padding, self.begin, self.end) = (padding, begin, end)
  }
}
