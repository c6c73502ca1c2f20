import Course
import Datasets
import Transformer

// B batch · H heads · T positions

/// A trained model whose heads are pruned.
private struct Prunable {
  let model: any Module
  let stack: TransformerStack
  /// The losses of some training batches, for the importance.
  let probes: [() -> Variable]
  /// The score on a test set.
  let score: () -> Double

  var heads: Range<Int> { 0..<stack.blocks.reduce(0) { $0 + $1.attention.heads } }

  /// The importance of every head: |∂L/∂m| for a factor m of its output, the mean over some batches. To first order it
  /// is the change of the loss when the head is pruned. The heads are numbered through all blocks; pruned ones get 0.
  func importance(without pruned: Set<Int> = []) -> [Double] {
    stack.without(heads: pruned) {
      var sums = [Double](repeating: 0, count: heads.count)
      for loss in probes {
        loss().backward()
        sums = zip(sums, stack.headSlopes).map { $0 + abs($1) }
        for (_, variable) in model.parameters { variable.gradient = nil }
      }
      return sums.map { $0 / Double(probes.count) }
    }
  }

  /// The score with none, one, two … heads pruned.
  func scores(_ order: [Int]) -> [Double] {
    (0...order.count).map { count in
      stack.without(heads: Set(order.prefix(count))) { withoutGradients(score) }
    }
  }

  /// The scores in three orders: by importance, recomputed after each head or not, and at random.
  func curves(tries: Int, using generator: inout Generator) -> [(name: String, scores: [Double])] {
    let importance = importance()
    var recomputed: [Int] = []
    for _ in heads {
      let now = self.importance(without: Set(recomputed))
      recomputed.append(heads.filter { !recomputed.contains($0) }.min { now[$0] < now[$1] }!)
    }
    let random = (0..<tries).map { _ in scores(heads.shuffled(using: &generator)) }
    return [
      ("importance, recomputed", scores(recomputed)),
      ("importance, once", scores(heads.sorted { importance[$0] < importance[$1] })),
      ("random order", (0...heads.count).map { count in mean(random.map { $0[count] }) }),
    ]
  }
}

// MARK: 8

/// The heads of two trained models pruned one after the other: one with more heads than its task needs, and the language
/// model.
func prune(_ language: CausalLanguageModel, _ corpus: Corpus, _ chapter: Chapter, _ trainer: Trainer) throws {
  try show(
    "two-tokens", "accuracy", try twoTokens(chapter, trainer), counts: Array(0...16), best: "1", tries: 8, chapter)
  var generator = chapter.generator
  func batches(_ count: Int, of text: [Int]) throws -> [TokenBatch] {
    try (0..<count).map { _ in try TextBatches.random(text, size: 8, contextLength: 64, using: &generator) }
  }
  let probes = try batches(chapter.isQuick ? 1 : 6, of: corpus.training)
  let test = try batches(chapter.isQuick ? 1 : 4, of: corpus.test)
  let model = Prunable(
    model: language, stack: language.stack, probes: probes.map { batch in { language.loss(batch) } },
    score: { mean(test.map { Double(language.loss($0).value.scalar) }) })
  try show(
    "language", "loss", model, counts: Array(0...6), best: number(corpus.floor), tries: 4, chapter)
}

private func show(
  _ name: String, _ score: String, _ model: Prunable, counts: [Int], best: String, tries: Int, _ chapter: Chapter
) throws {
  var generator = chapter.generator
  let curves = model.curves(tries: chapter.isQuick ? 1 : tries, using: &generator)
  var plot = LinePlot("\(name.replacing("-", with: " ")): heads pruned", x: "heads pruned", y: score)
  for (name, scores) in curves { plot.add(name, scores.enumerated().map { (x: Double($0), y: $1) }) }
  chapter.show("pruning-\(name)", plot.text(), svg: plot.svg)
  var table = Table(["heads pruned, \(score)"] + curves.map(\.name) + ["best"])
  for count in counts { table.add(["\(count)"] + curves.map { number($0.scores[count]) } + [best]) }
  say("\(table)")
  chapter.results["pruning, \(name)"] = .object(curves.map { ($0.name, JSON($0.scores)) })
}

/// Two blocks of eight heads, trained on the task of part 1, for which two heads are enough.
private func twoTokens(_ chapter: Chapter, _ trainer: Trainer) throws -> Prunable {
  struct Model: Module {
    let embedding: Embedding  // [8, D]
    let stack: TransformerStack
    let output: Linear  // [D, 16]
  }
  let (task, B) = (TwoEchoes(), 32)
  var generator = chapter.generator
  var shape = BlockConfiguration(width: 64, heads: 8)
  shape.isRotary = true
  let model = Model(
    embedding: Embedding(task.kinds, width: 64, using: &generator),
    stack: TransformerStack(shape, depth: 2, using: &generator),
    output: Linear(64, 2 * task.kinds, using: &generator))
  func logits(_ tokens: [Int], _ B: Int) -> Variable {
    let x = model.embedding(tokens, shape: [B, tokens.count / B])
    return model.output(model.stack(x, .causal, .evaluation)).reshaped(-1, task.kinds)
  }
  func loss(_ batch: (tokens: [Int], targets: [Int])) -> Variable {
    crossEntropy(logits(batch.tokens, batch.tokens.count / task.length), batch.targets, ignoring: Echo.ignored)
  }
  let plan = TrainingPlan(steps: chapter.steps(200, quick: 3), seed: chapter.seed).countingTokens(B * task.length)
  try trainer.train("two tokens, sixteen heads", model, plan) { _, randomness in
    loss(task.batch(B, using: &randomness.generator))
  }
  let probes = (0..<(chapter.isQuick ? 1 : 8)).map { _ in task.batch(B, using: &generator) }
  let testSize = chapter.isQuick ? 10 : 200
  let test = task.batch(testSize, using: &generator)
  return Prunable(
    model: model, stack: model.stack, probes: probes.map { batch in { loss(batch) } },
    score: { Double(accuracy(logits(test.tokens, testSize).value, test.targets, ignoring: Echo.ignored)) })
}
