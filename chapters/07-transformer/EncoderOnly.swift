import Attention
import Course
import Datasets
import Transformer

/// Translation by an encoder alone: it predicts the word at every position of the target, each independently of the others.
func readOnly(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Translation()
  var generator = chapter.generator
  let model = EncoderModel(
    sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count,
    BlockConfiguration(width: 64, heads: 4), depth: 2, using: &generator)
  /// The target's words at the source's positions, and padding behind them.
  func wanted(_ batch: PairBatch) -> [Int] {
    PaddedRows(batch.pairs.map(\.target), padding: SpecialToken.padding, width: batch.source.width).tokens
  }
  let steps = chapter.steps(500, quick: 5)
  var plan = TrainingPlan(steps: steps, seed: chapter.seed)
  (plan.itemsPerStep, plan.item) = (32, "pairs")
  try trainer.train("reading only", model, plan) { _, randomness in
    let batch = task.batch(size: 32, using: &randomness.generator)
    return crossEntropy(model(batch.source), wanted(batch), ignoring: SpecialToken.padding)
  }
  var table = Table(["words", "words right", "sentences right", "parameters", "best possible"])
  for lengths in [3...5, 6...8, 9...11, 12...14] {
    let test = PairBatch(task.test(chapter.isQuick ? 20 : 300, lengths: lengths))
    let answers = withoutGradients { model(test.source).value }
    let words = Double(accuracy(answers, wanted(test), ignoring: SpecialToken.padding))
    let said = answers.argmax()
    let written = test.pairs.indices.map { row in
      Array(said[row * test.source.width..<row * test.source.width + test.pairs[row].target.count])
    }
    let exact = exactMatch(written, targets: test.pairs.map(\.target))
    table.add([
      "\(lengths.lowerBound) to \(lengths.upperBound)", number(words), number(exact), "\(model.parameterCount)", "1",
    ])
    chapter.results["reading only, \(lengths.lowerBound) to \(lengths.upperBound) words"] = [
      "words": JSON(words), "exact": JSON(exact), "parameters": JSON(model.parameterCount),
    ]
  }
  say("\(table)")
}
