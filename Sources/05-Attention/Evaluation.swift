import Datasets
import LSTM
import Training

/// Pairs of a task that no model was trained on, and how well a model does on them.
public struct Evaluation {
  public let task: any PairTask
  public let pairs: [Pair]
  /// How many tokens a decoded target has at most.
  public let limit: Int

  public init(_ task: any PairTask, count: Int, lengths: ClosedRange<Int>? = nil, limit: Int = 30) {
    self.task = task
    self.limit = limit
    pairs = task.test(count, lengths: lengths)
  }

  public struct Result: Sendable {
    /// The mean token loss with teacher forcing.
    public let loss: Double
    public let exactMatch: Double
    public let bleu: Double
  }

  /// Evaluates a model by its loss and by what it decodes greedily.
  public func callAsFunction(_ model: some PairModel) -> Result {
    let loss = withoutGradients { model.loss(PairBatch(pairs, model.decodingTokens)) }
    let (exactMatch, bleu) = scores(model.translate(pairs, limit: limit))
    return Result(loss: Double(loss.value.scalar), exactMatch: exactMatch, bleu: bleu)
  }

  /// The share of candidates that equal their targets, and BLEU.
  public func scores(_ candidates: [[Int]]) -> (exactMatch: Double, bleu: Double) {
    let targets = pairs.map(\.target)
    return (Attention.exactMatch(candidates, targets: targets), BLEU(candidates, reference: targets).score)
  }
}
