import Attention
import Course
import Datasets
import EncoderDecoder
import Foundation
import Training

/// A row of this chapter's tables: how well a trained model does, its size, and the speed of its training.
struct Measured {
  let result: Evaluation.Result
  let parameters: Int
  /// Tokens of both sides per second.
  let speed: Double

  init(_ evaluation: Evaluation, _ model: some PairModel, _ run: TrainingRun) {
    result = evaluation(model)
    parameters = model.parameterCount
    speed = run.speed * mean(evaluation.pairs.map { Double($0.source.count + $0.target.count + 1) })
  }

  static let headings = ["parameters", "test loss", "exact match", "BLEU", "tokens/s"]

  var cells: [String] {
    ["\(parameters)", number(result.loss), number(result.exactMatch), number(result.bleu), number(speed.rounded())]
  }

  var json: JSON {
    [
      "loss": JSON(result.loss), "perplexity": JSON(exp(result.loss)), "exactMatch": JSON(result.exactMatch),
      "bleu": JSON(result.bleu), "parameters": JSON(parameters), "tokensPerSecond": JSON(speed),
    ]
  }
}

extension [Measured] {
  /// Of several seeds: the test loss, then exact match and BLEU in percent, each as the mean with its range.
  var spreads: [String] {
    [
      spread(map(\.result.loss), digits: 2), spreadInPercent(map(\.result.exactMatch)),
      spreadInPercent(map(\.result.bleu)),
    ]
  }
}
