/// The five steps from the recurrent net to the Transformer, and where they start.
///
/// Each differs from the one before in one thing.
public enum Stage: Int, CaseIterable, Comparable, Sendable {
  /// A recurrent net reads, another writes, and one state passes between them.
  case recurrent
  /// The writer looks back at what was read.
  case lookingBack
  /// The writer looks back at what it wrote, too.
  case lookingBackAtItself
  /// The recurrent net is taken out of the writer.
  case writerWithoutRecurrence
  /// It is taken out of the reader; each symbol looks at those before it instead.
  case readerWithoutRecurrence
  /// Each symbol of the source looks at all others, those behind it too: the Transformer.
  case transformer

  public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

  var readerRecurs: Bool { self < .readerWithoutRecurrence }
  var readerIsCausal: Bool { self < .transformer }
  var writerRecurs: Bool { self < .writerWithoutRecurrence }
  var writerLooksBack: Bool { self >= .lookingBack }
  var writerLooksAtItself: Bool { self >= .lookingBackAtItself }

  /// What is new, in a few words.
  public var name: String {
    switch self {
    case .recurrent: "0 two recurrent nets"
    case .lookingBack: "1 + cross-attention"
    case .lookingBackAtItself: "2 + self-attention in the writer"
    case .writerWithoutRecurrence: "3 − recurrence in the writer"
    case .readerWithoutRecurrence: "4 − recurrence in the reader"
    case .transformer: "5 − causality in the reader"
    }
  }
}
