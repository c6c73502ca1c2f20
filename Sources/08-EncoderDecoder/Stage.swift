/// The five steps from the recurrent net to the Transformer, and where they start.
///
/// Each differs from the one before in one thing.
public enum Stage: Int, CaseIterable, Comparable, Sendable {
  /// A recurrent net reads, another writes, and one state passes between them.
  case recurrent
  /// The writer looks back at what was read.
  case crossAttention
  /// The writer looks back at what it wrote, too.
  case selfAttention
  /// The recurrent net is taken out of the writer.
  case decoderWithoutRecurrence
  /// It is taken out of the reader; each token looks at those before it instead.
  case encoderWithoutRecurrence
  /// Each token of the source looks at all others, those behind it too: the Transformer.
  case transformer

  public static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }

  var encoderIsRecurrent: Bool { self < .encoderWithoutRecurrence }
  var encoderIsCausal: Bool { self < .transformer }
  var decoderIsRecurrent: Bool { self < .decoderWithoutRecurrence }
  var hasCrossAttention: Bool { self >= .crossAttention }
  var hasDecoderSelfAttention: Bool { self >= .selfAttention }

  /// What is new, in a few words.
  public var name: String {
    switch self {
    case .recurrent: "0 two recurrent nets"
    case .crossAttention: "1 + cross-attention"
    case .selfAttention: "2 + self-attention in the writer"
    case .decoderWithoutRecurrence: "3 − recurrence in the writer"
    case .encoderWithoutRecurrence: "4 − recurrence in the reader"
    case .transformer: "5 − causality in the reader"
    }
  }
}
