import Exercises
import Training

extension Chapter {
  static let training = Chapter(
    "02", "training", subject: "Training", mine: "MyTraining",
    [.crossEntropyGradient, .adam, .layerNorm, .rate, .clip, .dropout])
}
