import Tokens

/// The ids of the tokens with a role; nil for roles that a tokenizer does not have.
public struct TokenizerRoles: Sendable, Equatable {
  /// Stands for a token to predict.
  public internal(set) var mask: Int?
  /// Stands for what the vocabulary lacks.
  public internal(set) var unk: Int?
  /// Before a text: the token whose output classifies it.
  public internal(set) var cls: Int?
  /// Between two texts, or after one.
  public internal(set) var sep: Int?
  /// Fills short texts of a batch.
  public internal(set) var pad: Int?
  /// The start of a sequence.
  public internal(set) var bos: Int?
  /// The end of a sequence.
  public internal(set) var eos: Int?

  /// The keys of the roles in the files.
  static let keys: [(key: String, role: WritableKeyPath<TokenizerRoles, Int?> & Sendable)] = [
    ("mask_token", \.mask), ("unk_token", \.unk), ("cls_token", \.cls), ("sep_token", \.sep), ("pad_token", \.pad),
    ("bos_token", \.bos), ("eos_token", \.eos),
  ]
}
