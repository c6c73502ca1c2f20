/// What ties a character to the far past so firmly that, to whoever remembers, it holds no surprise.
public enum Tie: Sendable, CaseIterable {
  /// The verb's ending (an s, or the space where it would be) follows the number of its subject.
  case agreement

  /// He or she, his or her: follows the person whom the sentence is about.
  case pronoun

  /// A name that opened the sentence comes back at its end.
  case copy

  /// A quotation or a bracket is closed by the mark that fits the one that opened it.
  case closing
}
