/// The recurrent encoder–decoder, and the five steps from it to the Transformer.
///
/// Each stage differs from the one before in one thing.
public enum Stage: Int, CaseIterable, Comparable, Sendable {
  /// A recurrent encoder and a recurrent decoder, and one state passed between them.
  case recurrent
  /// The decoder attends to the encoder's outputs.
  case crossAttention
  /// The decoder attends to its own positions, too.
  case selfAttention
  /// The decoder loses its recurrent net.
  case decoderWithoutRecurrence
  /// The encoder loses its recurrent net; each token attends to those before it instead.
  case encoderWithoutRecurrence
  /// Each token of the source attends to all others, later ones too: the Transformer.
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
    case .selfAttention: "2 + decoder self-attention"
    case .decoderWithoutRecurrence: "3 − decoder recurrence"
    case .encoderWithoutRecurrence: "4 − encoder recurrence"
    case .transformer: "5 − encoder causality"
    }
  }
}
