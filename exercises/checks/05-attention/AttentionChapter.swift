import Attention
import Exercises

extension Chapter {
  static let attention = Chapter(
    "05", "attention", subject: "Attention", mine: MyAttention.self,
    [.attend, .additiveScore, .attendBackward, .beamStep, .bleu, .lookUp])
}
