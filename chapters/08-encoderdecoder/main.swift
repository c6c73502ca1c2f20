import Attention
import Course
import Datasets
import EncoderDecoder

let chapter = Chapter(
  "08-encoderdecoder", "five steps from the recurrent net to the Transformer, on one translation task",
  options: [
    Option("tsv", .file(mustExist: true), "train on the pairs of this file: one a line, source, tab, target"),
    Option("width", .integer(atLeast: 8, atMost: 1 << 16), "width D, a multiple of 8 (default 56; 128 with --tsv)"),
    Option("layers", .size, "blocks of the encoder, and of the decoder (default 2)"),
    Option(
      "beam", .integer(atLeast: 1, atMost: 1000), "width of the beam search (default 4)", with: "tsv",
      affectsTraining: false),
    Option(
      "rate", .number(atLeast: 1e-9, atMost: 100), "learning rate of the six stages (default 0.02, of stage 4 0.01)"),
    .seeds, .full,
  ])

chapter.run { chapter in
  if let width = chapter.integer("width"), width % 8 != 0 {
    throw UsageError("--width: \(width) is not a multiple of 8")
  }
  let trainer = try chapter.trainer()
  if let path = chapter.file("tsv") { return try trainOnFile(path, chapter, trainer) }
  let evaluation = Evaluation(Translation(), count: chapter.isQuick ? 20 : 400)
  let ladder = Ladder(evaluation: evaluation, chapter: chapter, trainer: trainer)
  let paper = Paper(evaluation: evaluation, chapter: chapter, trainer: trainer)
  try checkMemory(Paper.shape(chapter), evaluation.task, chapter)
  say("1. Five steps".bold())
  let stage5 = try ladder.compare()
  say("2. The Transformer of the paper".bold())
  let (model, run) = try paper.compare()
  say("3. Cross-attention weights".bold())
  drawHeads(model, evaluation, chapter)
  say("4. Decoding".bold())
  decode(model, evaluation, chapter)
  say("5. The bill of a training step".bold())
  showBill(evaluation, chapter)
  say("6. The sizes of the paper".bold())
  countParameters(chapter)
  say("7. What is still missing".bold())
  try Amounts(paper: paper).compare(with: model, run)
  chapter.showDigests([("stage 5", stage5), ("Transformer", model)])
  if chapter.hasSeveralSeeds {
    say("8. Several seeds".bold())
    try ladder.repeatOnSeeds(steps: ladder.steps)
    try paper.repeatOnSeeds()
  }
  if chapter.isFull {
    say("9. Longer training".bold())
    try Amounts(paper: paper).repeatOnSeeds()
    try ladder.repeatOnSeeds(steps: 2 * ladder.steps)
  }
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
    chapter.results["alignment accuracy, block \(block + 1)"] = JSON(scores)
  }
  return table
}

// MARK: 6

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
