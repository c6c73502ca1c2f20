import Attention
import Course
import Datasets
import Transformer

/// Translation by an encoder alone: it predicts the word at every position of the target, each independently of the
/// others.
func translateByEncoder(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Translation()
  var generator = chapter.generator
  let model = EncoderModel(
    sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count,
    BlockConfiguration(width: 64, heads: 4), depth: 2, using: &generator)
  /// The target's words at the source's positions, and padding after them.
  func targets(_ batch: PairBatch) -> [Int] {
    PaddedRows(batch.pairs.map(\.target), padding: SpecialToken.padding, width: batch.source.width).tokens
  }
  let steps = chapter.steps(500, quick: 5)
  var plan = TrainingPlan(steps: steps, seed: chapter.seed)
  (plan.itemsPerStep, plan.item) = (32, "pairs")
  try trainer.train("encoder only", model, plan) { _, randomness in
    let batch = task.batch(size: 32, using: &randomness.generator)
    return crossEntropy(model(batch.source), targets(batch), ignoring: SpecialToken.padding)
  }
  var table = Table(["words", "accuracy", "exact match", "parameters", "best possible"])
  for lengths in [3...5, 6...8, 9...11, 12...14] {
    let test = PairBatch(task.test(chapter.isQuick ? 20 : 300, lengths: lengths))
    let logits = withoutGradients { model(test.source).value }
    let accuracy = Double(accuracy(logits, targets(test), ignoring: SpecialToken.padding))
    let best = logits.argmax()
    let outputs = test.pairs.indices.map { row in
      Array(best[row * test.source.width..<row * test.source.width + test.pairs[row].target.count])
    }
    let exact = exactMatch(outputs, targets: test.pairs.map(\.target))
    table.add([
      "\(lengths.lowerBound) to \(lengths.upperBound)", number(accuracy), number(exact), "\(model.parameterCount)", "1",
    ])
    chapter.results["encoder only, \(lengths.lowerBound) to \(lengths.upperBound) words"] = [
      "words": JSON(accuracy), "exact": JSON(exact), "parameters": JSON(model.parameterCount),
    ]
  }
  say("\(table)")
  compareContexts(model, task, chapter)
}
