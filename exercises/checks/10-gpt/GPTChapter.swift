import Exercises
import GPT
import Tensors

extension Chapter {
  static let gpt = Chapter(
    "10", "gpt", subject: "GPT", mine: "MyGPT",
    [
      .cutContexts, .causalBlock, .sampledProbabilities, .cachedStep, .fineTuningLoss, .taskInput, .updateBeliefs,
      .inductionScores,
    ])
}
