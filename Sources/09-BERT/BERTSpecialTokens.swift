import Tokens

/// The ids of the tokens that stand for no text.
public struct BERTSpecialTokens: Sendable, Equatable {
  /// `[PAD]` fills a row after its end.
  public var padding = 0
  /// `[UNK]` stands for a word that is not in the vocabulary.
  public var unknown = 1
  /// `[CLS]` begins every input: its state stands for the whole of it.
  public var classification = 2
  /// `[SEP]` ends each text.
  public var separator = 3
  /// `[MASK]` stands where a token was hidden.
  public var mask = 4

  /// Their names, in the order of the usual ids: the `special:` of a vocabulary or tokenizer.
  public static let names = WordPieceTokenizer.usualSpecial

  /// The ids of a vocabulary that begins with them.
  public init() {}

  /// The ids that a tokenizer knows them by; nil if it lacks one.
  public init?(_ special: SpecialTokens) {
    let ids = BERTSpecialTokens.names.compactMap { special[$0] }
    guard ids.count == BERTSpecialTokens.names.count else { return nil }
    (padding, unknown, classification, separator, mask) = (ids[0], ids[1], ids[2], ids[3], ids[4])
  }

  public var all: Set<Int> { [padding, unknown, classification, separator, mask] }
}
