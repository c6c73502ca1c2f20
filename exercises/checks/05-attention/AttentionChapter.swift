import Attention
import Exercises
import Tensors

extension Chapter {
  static let attention = Chapter(
    "05", "attention", subject: "Attention", mine: "MyAttention",
    [.attend, .additiveScore, .attendBackward, .beamStep, .bleu, .lookUp])
}
