/// A **long-range dependency**: earlier text that determines a character, so that a model with a long enough memory
/// predicts it with probability 1.
public enum Dependency: Sendable, CaseIterable {
  /// The ending of a verb, an s or the space in its stead, agrees with the number of the subject.
  case agreement

  /// He or she, his or her: agrees with the person whom the sentence is about.
  case pronoun

  /// The name at the beginning of the sentence is repeated at its end.
  case copy

  /// A quotation or a bracket is closed by the counterpart of the character that opened it.
  case closing
}
