import Attention
import Course
import Datasets
import EncoderDecoder
import Foundation
import LSTM

let chapter = Chapter(
  "08-encoderdecoder", "five steps from the recurrent net to the Transformer, on one translation task",
  options: [
    Option("tsv", .file(mustExist: true), "train on the pairs of this file: one a line, source, tab, target"),
    Option("width", .integer(atLeast: 8, atMost: 1 << 16), "width D, a multiple of 8 (default 56; 128 with --tsv)"),
    Option("layers", .size, "blocks of the encoder, and of the decoder (default 2)"),
    Option(
      "beam", .integer(atLeast: 1, atMost: 1000), "width of the beam search (default 4)", with: "tsv",
      affectsTraining: false),
  ])

chapter.run { chapter in
  if let width = chapter.integer("width"), width % 8 != 0 {
    throw UsageError("--width: \(width) is not a multiple of 8")
  }
  let trainer = try chapter.trainer()
  if let path = chapter.file("tsv") { return try trainOnFile(path, chapter, trainer) }
  let evaluation = Evaluation(Translation(), count: chapter.isQuick ? 20 : 400)
  try checkMemory(paperShape(chapter), evaluation.task, chapter)
  say("1. Five steps".bold())
  try compareStages(evaluation, chapter, trainer)
  say("2. The Transformer of the paper".bold())
  let model = try translate(evaluation, chapter, trainer)
  say("3. Cross-attention weights".bold())
  drawHeads(model, evaluation, chapter)
  say("4. Decoding".bold())
  decode(model, evaluation, chapter)
  say("5. The sizes of the paper".bold())
  countParameters(chapter)
  say("6. What is still missing".bold())
  try trainOnFewPairs(evaluation, chapter, trainer)
}

// MARK: 1

/// Six models with equal budgets and equal steps, each with one thing changed.
func compareStages(_ evaluation: Evaluation, _ chapter: Chapter, _ trainer: Trainer) throws {
  var curves = LinePlot("training loss", x: "step", y: "nats per word", logY: true)
  var table = Table(["stage", "width"] + Measured.headings)
  for stage in Stage.allCases {
    let model = largest(within: 120_000) { size in
      var generator = chapter.generator
      return StageTranslator(
        stage, sourceVocabularySize: evaluation.task.source.count, targetVocabularySize: evaluation.task.target.count,
        width: 4 * size, depth: 1, using: &generator)
    }
    var plan = TrainingPlan(steps: chapter.steps(800, quick: 4), learningRate: 1e-2, seed: chapter.seed)
    plan.optimizer = { AdamW($0, beta2: 0.98) }  // an average over 50 steps: there are only 800
    let run = try trainer.train(stage.name, model, on: evaluation.task, plan)
    let measured = Measured(evaluation, model, run)
    curves.add(stage.name, run.lossCurve(over: max(1, plan.steps / 25)))
    table.add([stage.name, "\(model.sourceEmbedding.weight.shape[1])"] + measured.cells)
    chapter.results[stage.name] = measured.json
  }
  chapter.show("stage-loss", curves.text(), svg: curves.svg)
  say("\(table)")
}

// MARK: 2

/// The paper's blocks in a small width; without dropout, for no pair occurs twice in training.
func paperShape(_ chapter: Chapter) -> TransformerConfiguration {
  TransformerConfiguration(
    width: chapter.integer("width") ?? 56, heads: 4, depth: chapter.integer("layers") ?? 2, dropout: 0)
}

/// The paper's model and recipe, and chapter 05's translator at the same number of parameters.
func translate(_ evaluation: Evaluation, _ chapter: Chapter, _ trainer: Trainer) throws -> TransformerTranslator {
  var generator = chapter.generator
  let model = TransformerTranslator(
    paperShape(chapter), sourceVocabularySize: evaluation.task.source.count,
    targetVocabularySize: evaluation.task.target.count,
    using: &generator)
  let recurrent = largest(within: model.parameterCount) { hiddenSize in
    Translator<GRUCell>(
      sourceVocabularySize: evaluation.task.source.count, targetVocabularySize: evaluation.task.target.count, width: 32,
      hiddenSize: hiddenSize, score: ScaledDotScore.self, using: &generator)
  }
  var table = Table(["model"] + Measured.headings)
  var plan = TrainingPlan(steps: chapter.steps(1300, quick: 6), seed: chapter.seed)
  plan.schedule = .inverseSquareRoot(peak: 6e-3, warmup: plan.steps / 32)
  plan.optimizer = { Adam($0, beta2: 0.98, epsilon: 1e-9) }
  func compare(_ name: String, _ model: some PairModel) throws {
    let run = try trainer.train(name, model, on: evaluation.task, plan, smoothing: 0.1)
    let measured = Measured(evaluation, model, run)
    table.add([name] + measured.cells)
    chapter.results[name] = measured.json
  }
  try compare("recurrent with attention", recurrent)
  try compare("Transformer", model)
  say("\(table)")
  return model
}

// MARK: 3

/// The cross-attention weights of every head of the decoder, for one sentence.
func drawHeads(_ model: TransformerTranslator, _ evaluation: Evaluation, _ chapter: Chapter) {
  let pair = evaluation.pairs.first { $0.source.count == 8 } ?? evaluation.pairs[0]
  let batch = PairBatch([pair])
  let columns = evaluation.task.source.labels(pair.source)
  let rows = evaluation.task.target.labels(pair.target) + ["<end>"]
  for (block, weights) in model.crossWeights(batch.source, batch.decoderInput).enumerated() {
    let maps = (0..<weights.shape[1]).map { head in
      let values = rows.indices.map { row in weights.row(0).row(head).row(row).scalars.map { Double($0) } }
      return HeatMap("block \(block + 1), head \(head + 1)", values, rows: rows, columns: columns, range: 0...1)
    }
    for start in stride(from: 0, to: maps.count, by: 2) {
      say(sideBySide(maps[start..<min(start + 2, maps.count)].map { $0.text(width: (Screen.width - 3) / 2) }))
    }
    for (head, map) in maps.enumerated() {
      chapter.keep("cross-attention-block-\(block + 1)-head-\(head + 1)", svg: map.svg)
    }
  }
  say("\(alignments(model, evaluation, chapter))")
}

/// The alignment accuracy of every head: the share of words whose largest weight lies on the true source word.
func alignments(_ model: TransformerTranslator, _ evaluation: Evaluation, _ chapter: Chapter) -> Table {
  let batch = PairBatch(evaluation.pairs)
  let blocks = model.crossWeights(batch.source, batch.decoderInput)
  let (_, H, U, _) = blocks[0].shape4
  var table = Table(["alignment accuracy"] + (1...H).map { "head \($0)" } + ["best possible"])
  for (block, weights) in blocks.enumerated() {
    let positions = weights.argmax()  // [B · H · U]
    let scores = (0..<H).map { head in
      let strongest = evaluation.pairs.indices.map { row in
        Array(positions[(row * H + head) * U..<(row * H + head + 1) * U])
      }
      return Pair.alignmentAccuracy(evaluation.pairs, strongest: strongest)
    }
    table.add(["block \(block + 1)"] + scores.map { number($0) } + ["1"])
    chapter.results["alignment accuracy, block \(block + 1)"] = .list(scores.map { JSON($0) })
  }
  return table
}

// MARK: 5

/// The parameters of the paper's two configurations.
func countParameters(_ chapter: Chapter) {
  var table = Table(["configuration", "blocks", "width", "heads", "parameters", "in the paper"])
  for (name, shape, paper) in [("base", TransformerConfiguration.base, 65), ("big", TransformerConfiguration.big, 213)]
  {
    let count = shape.parameterCount(vocabularySize: 37_000)
    table.add([
      name, "\(shape.depth) + \(shape.depth)", "\(shape.block.width)", "\(shape.block.heads)", "\(count)", "\(paper) M",
    ])
    chapter.results["parameters, \(name)"] = JSON(count)
  }
  say("\(table)")
}

// MARK: 6

/// The same Transformer trained on a few pairs only.
func trainOnFewPairs(_ evaluation: Evaluation, _ chapter: Chapter, _ trainer: Trainer) throws {
  var table = Table(["training pairs", "training loss", "test loss", "exact match", "best possible"])
  for count in [100, 1000] {
    var generator = chapter.generator
    let few = FewPairs(evaluation.task, count, using: &generator)
    let model = TransformerTranslator(
      TransformerConfiguration(width: 56, heads: 4, depth: 2), sourceVocabularySize: evaluation.task.source.count,
      targetVocabularySize: evaluation.task.target.count, using: &generator)
    let plan = TrainingPlan(steps: chapter.steps(200, quick: 3), seed: chapter.seed)
    try trainer.train("\(count) pairs", model, on: few, plan)
    let (training, test) = (Evaluation(few, count: 200)(model), evaluation(model))
    table.add(["\(count)", number(training.loss), number(test.loss), number(test.exactMatch), "1"])
    chapter.results["\(count) pairs"] = ["loss": JSON(test.loss), "exactMatch": JSON(test.exactMatch)]
  }
  say("\(table)")
}
