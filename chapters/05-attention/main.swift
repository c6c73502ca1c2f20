import Attention
import Course
import Datasets
import Foundation

let chapter = Chapter(
  "05-attention", "a writer that looks back at what was read: against one that has to keep it in mind")

chapter.run { chapter in
  let trainer = try chapter.trainer()
  say("1. One state for a whole sentence".bold())
  try reverse(chapter, trainer)
  say("2. A dictionary that can be learned".bold())
  lookUp(chapter)
  say("3. Why dot products are scaled".bold())
  scale(chapter)
  say("4. Four scores, one language".bold())
  try translate(chapter, trainer)
  say("5. Where the writer looks".bold())
  try readDates(chapter, trainer)
  say("6. What is still missing".bold())
  shuffle(chapter)
  spell(chapter)
}

/// A translator of GRUs with a score, or without, as large as its budget allows.
func translator(
  _ task: any PairTask, _ score: (any Score.Type)?, budget: Int, _ chapter: Chapter
) -> Translator<GRUCell> {
  largest(within: budget) { hiddenSize in
    var generator = chapter.generator
    return Translator(
      sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count, width: 32,
      hiddenSize: hiddenSize, score: score, using: &generator)
  }
}

// MARK: 1

/// The longer the message, the less of it one state can hold.
func reverse(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Reversal(lengths: 1...20)
  let lengths = chapter.isQuick ? [5, 20] : Array(stride(from: 2, through: 20, by: 2))
  var plot = LinePlot("letters said backwards without a mistake", x: "letters", y: "share of strings")
  var table = Table(["reversing"] + [4, 10, 20].map { "\($0) letters" } + ["parameters", "pairs/s", "best possible"])
  for (name, score) in [("one state", nil), ("looking back", AdditiveScore.self)] as [(String, (any Score.Type)?)] {
    let model = translator(task, score, budget: 90_000, chapter)
    let plan = TrainingPlan(steps: chapter.steps(1500, quick: 8), seed: chapter.seed)
    let run = try trainer.train("reversing, \(name)", model, on: task, plan)
    func exact(_ length: Int) -> Double {
      let test = task.test(chapter.isQuick ? 20 : 300, lengths: length...length)
      return exactMatch(model.translate(test, limit: length + 5), targets: test.map(\.target))
    }
    plot.add(name, lengths.map { (x: Double($0), y: exact($0)) })
    let shown = [4, 10, 20].map(exact)
    table.add([name] + shown.map { number($0) } + ["\(model.parameterCount)", number(run.speed.rounded()), "1"])
    chapter.results["reversing, \(name)"] = [
      "exactAt20": JSON(shown[2]), "parameters": JSON(model.parameterCount), "pairsPerSecond": JSON(run.speed),
    ]
  }
  chapter.show(plot.text(), svg: plot.svg)
  say("\(table)")
}

// MARK: 4

enum Scores {
  static var all: [(name: String, kind: (any Score.Type)?)] {
    [
      ("one state", nil), ("additive", AdditiveScore.self), ("bilinear", BilinearScore.self), ("dot", DotScore.self),
      ("scaled dot", ScaledDotScore.self),
    ]
  }
}

/// The same translator with each score, and without, on sentences that it has never seen.
func translate(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Translation()
  let test = task.test(chapter.isQuick ? 20 : 400)
  let wanted = test.map(\.target)
  var curves = LinePlot("loss while translating", x: "step", y: "nats per word", logY: true)
  var table = Table(
    ["score", "hiddenSize", "parameters", "loss", "exact", "BLEU", "looks right", "pairs/s", "best possible"])
  var models: [Translator<GRUCell>] = []
  for (name, kind) in Scores.all {
    let model = translator(task, kind, budget: 120_000, chapter)
    let plan = TrainingPlan(steps: chapter.steps(1000, quick: 6), learningRate: 1e-2, seed: chapter.seed)
    let run = try trainer.train("translating, \(name)", model, on: task, plan)
    let loss = run.meanLoss(last: 50)
    let written = model.translate(test, limit: 30)
    let (exact, bleu) = (exactMatch(written, targets: wanted), BLEU(written, reference: wanted).score)
    let aligned = model.strongest(test).map { Pair.alignmentAccuracy(test, strongest: $0) }
    curves.add(name, run.lossCurve(over: max(1, plan.steps / 25)))
    table.add([
      name, "\(model.decoder.layers[0].forward.hiddenSize)", "\(model.parameterCount)", number(loss), number(exact),
      number(bleu),
      aligned.map { number($0) } ?? "–", number(run.speed.rounded()), "1",
    ])
    chapter.results["translating, \(name)"] = [
      "loss": JSON(loss), "exact": JSON(exact), "bleu": JSON(bleu), "parameters": JSON(model.parameterCount),
      "pairsPerSecond": JSON(run.speed),
    ]
    models.append(model)
  }
  chapter.show(curves.text(), svg: curves.svg)
  say("\(table)")
  draw(
    models.last!, test.first { $0.source.count >= 10 } ?? test[0], task, "a translation and where it came from", chapter
  )
  searchWide(models.first!, models.last!, test, chapter)
}

/// The same models, asked for the most probable sentence and not for the most probable next word.
func searchWide(_ blind: Translator<GRUCell>, _ seeing: Translator<GRUCell>, _ test: [Pair], _ chapter: Chapter) {
  let wanted = test.map(\.target)
  var table = Table(["beam", "one state: BLEU", "ln p of a sentence", "scaled dot: BLEU", "its ln p"])
  for width in [1, 2, 4, 8] {
    var cells = ["width \(width)"]
    for (name, model) in [("one state", blind), ("scaled dot", seeing)] {
      let best = model.translate(test, limit: 30, beam: BeamSearch(width: width)).map { $0[0] }
      let (bleu, sureness) = (BLEU(best.map(\.tokens), reference: wanted).score, mean(best.map(\.logProbability)))
      cells += [number(bleu), number(sureness)]
      chapter.results["beam of \(width), \(name)"] = ["bleu": JSON(bleu), "logProbability": JSON(sureness)]
    }
    table.add(cells)
  }
  say("\(table)")
}

// MARK: 5

/// Dates in many written forms: where each digit was read.
func readDates(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Dates()
  let test = task.test(chapter.isQuick ? 20 : 500)
  var table = Table(["dates", "exact", "looks right", "parameters", "pairs/s", "best possible"])
  for (name, score) in [("one state", nil), ("scaled dot", ScaledDotScore.self)] as [(String, (any Score.Type)?)] {
    let model = translator(task, score, budget: 80_000, chapter)
    let plan = TrainingPlan(steps: chapter.steps(500, quick: 6), seed: chapter.seed)
    let run = try trainer.train("dates, \(name)", model, on: task, plan)
    let exact = exactMatch(model.translate(test, limit: 15), targets: test.map(\.target))
    let aligned = model.strongest(test).map { Pair.alignmentAccuracy(test, strongest: $0) }
    table.add([
      name, number(exact), aligned.map { number($0) } ?? "–", "\(model.parameterCount)", number(run.speed.rounded()),
      "1",
    ])
    chapter.results["dates, \(name)"] = [
      "exact": JSON(exact), "parameters": JSON(model.parameterCount), "pairsPerSecond": JSON(run.speed),
    ]
    if score != nil {
      draw(model, test.first { $0.source.count > 20 } ?? test[0], task, "where each digit was read", chapter)
    }
  }
  say("\(table)")
}

extension Translator {
  /// Where each token of the wanted targets was looked for, `[B, U, T]`; nil if the model cannot look back.
  func weights(_ pairs: [Pair]) -> Tensor? {
    withoutGradients {
      let batch = PairBatch(pairs)
      var state = encode(batch.source)
      return decode(batch.decoderInput, &state).weights?.value
    }
  }

  /// For each pair and target token, the position that was looked at most.
  func strongest(_ pairs: [Pair]) -> [[Int]]? {
    weights(pairs).map { weights in
      let (positions, U) = (weights.argmax(), weights.shape[1])
      return pairs.indices.map { Array(positions[$0 * U..<($0 + 1) * U]) }
    }
  }
}

/// Rows are what was written, columns what was read.
func draw(_ model: Translator<GRUCell>, _ pair: Pair, _ task: any PairTask, _ title: String, _ chapter: Chapter) {
  guard let weights = model.weights([pair])?.row(0) else { return }
  let rows = pair.target.indices.map { row in weights.row(row).scalars.map { Double($0) } }
  let map = HeatMap(
    title, rows, rows: task.target.labels(pair.target), columns: task.source.labels(pair.source), range: 0...1)
  chapter.show(map.text, svg: map.svg)
}
