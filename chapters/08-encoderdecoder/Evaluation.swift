import Course
import Datasets
import EncoderDecoder
import Foundation

/// Pairs that no model has met, and what a model makes of them.
struct Evaluation {
  let task: any PairTask
  let pairs: [Pair]

  /// More tokens than any target has.
  static let limit = 30

  init(_ task: any PairTask, count: Int) {
    self.task = task
    pairs = task.test(count)
  }

  struct Result {
    let parameters: Int
    let loss: Double
    let exact: Double
    let bleu: Double
    let speed: Double

    var cells: [String] {
      ["\(parameters)", number(loss), number(exact), number(bleu), number(speed.rounded()), "1"]
    }

    var json: JSON {
      [
        "loss": JSON(loss), "perplexity": JSON(exp(loss)), "exact": JSON(exact), "bleu": JSON(bleu),
        "parameters": JSON(parameters), "tokensPerSecond": JSON(speed),
      ]
    }
  }

  /// The share of pairs that are right throughout, and BLEU.
  func scores(_ written: [[Int]]) -> (exact: Double, bleu: Double) {
    let wanted = pairs.map(\.target)
    return (exactMatch(written, targets: wanted), BLEU(written, reference: wanted).score)
  }

  /// The loss on the evaluation itself, what was written, and the tokens of both sides learned from in a second.
  func judge(_ model: some PairModel, _ run: TrainingRun) -> Result {
    let (exact, bleu) = scores(model.translate(pairs, limit: Evaluation.limit))
    let batch = PairBatch(pairs)
    let loss = withoutGradients {
      crossEntropy(
        model(batch.source, batch.decoderInput, .evaluation), batch.targets.tokens, ignoring: SpecialToken.padding)
    }
    let tokens = mean(pairs.map { Double($0.source.count + $0.target.count + 1) })
    return Result(
      parameters: model.parameterCount, loss: Double(loss.value.scalar), exact: exact, bleu: bleu,
      speed: run.speed * tokens)
  }
}
