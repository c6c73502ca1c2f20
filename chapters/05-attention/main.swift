import Attention
import Course
import Datasets
import Foundation
import LSTM

let chapter = Chapter(
  "05-attention", "an encoder–decoder with attention, against one whose decoder knows the source by one state only")

chapter.run { chapter in
  let trainer = try chapter.trainer()
  say("1. The bottleneck: one state for a whole sequence".bold())
  try reverse(chapter, trainer)
  say("2. Attention is a soft dictionary".bold())
  lookUp(chapter)
  say("3. Why dot products are scaled".bold())
  scale(chapter)
  say("4. Translation with four scores".bold())
  try translate(chapter, trainer)
  say("5. Alignment".bold())
  try translateDates(chapter, trainer)
  say("6. What is still missing".bold())
  shuffle(chapter)
  spell(chapter)
}

/// An encoder–decoder of GRUs with a score, or without attention, as large as the parameter budget allows.
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

/// Exact match by length: without attention the whole string has to fit into one state.
func reverse(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Reversal(lengths: 1...20)
  let lengths = chapter.isQuick ? [5, 20] : Array(stride(from: 2, through: 20, by: 2))
  var plot = LinePlot("exact match of reversed strings", x: "length", y: "exact match")
  var table = Table(["exact match"] + [4, 10, 20].map { "length \($0)" } + ["parameters", "pairs/s", "best possible"])
  for (name, score) in [("no attention", nil), ("attention", AdditiveScore.self)] as [(String, (any Score.Type)?)] {
    let model = translator(task, score, budget: 90_000, chapter)
    let plan = TrainingPlan(steps: chapter.steps(1500, quick: 8), seed: chapter.seed)
    let run = try trainer.train("reversing, \(name)", model, on: task, plan)
    func exact(_ length: Int) -> Double {
      let test = task.test(chapter.isQuick ? 20 : 300, lengths: length...length)
      return exactMatch(model.translate(test, limit: length + 5), targets: test.map(\.target))
    }
    plot.add(name, lengths.map { (x: Double($0), y: exact($0)) })
    let exactMatches = [4, 10, 20].map(exact)
    table.add([name] + exactMatches.map { number($0) } + ["\(model.parameterCount)", number(run.speed.rounded()), "1"])
    chapter.results["reversing, \(name)"] = [
      "exactAt20": JSON(exactMatches[2]), "parameters": JSON(model.parameterCount), "pairsPerSecond": JSON(run.speed),
    ]
  }
  chapter.show("reversal-by-length", plot.text(), svg: plot.svg)
  say("\(table)")
}

// MARK: 4

enum Scores {
  static var all: [(name: String, kind: (any Score.Type)?)] {
    [
      ("no attention", nil), ("additive", AdditiveScore.self), ("bilinear", BilinearScore.self),
      ("dot", DotScore.self), ("scaled dot", ScaledDotScore.self),
    ]
  }
}

/// The same translator with each score, and without attention, on held-out sentences.
func translate(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Translation()
  let test = task.test(chapter.isQuick ? 20 : 400)
  let references = test.map(\.target)
  var curves = LinePlot("training loss of the translators", x: "step", y: "nats per word", logY: true)
  var table = Table(["score", "H", "parameters", "loss", "exact match", "BLEU", "alignment", "pairs/s"])
  var models: [Translator<GRUCell>] = []
  for (name, kind) in Scores.all {
    let model = translator(task, kind, budget: 120_000, chapter)
    let plan = TrainingPlan(steps: chapter.steps(1000, quick: 6), learningRate: 1e-2, seed: chapter.seed)
    let run = try trainer.train("translating, \(name)", model, on: task, plan)
    let loss = run.meanLoss(last: 50)
    let candidates = model.translate(test, limit: 30)
    let (exact, bleu) = (exactMatch(candidates, targets: references), BLEU(candidates, reference: references).score)
    let aligned = model.strongest(test).map { Pair.alignmentAccuracy(test, strongest: $0) }
    curves.add(name, run.lossCurve(over: max(1, plan.steps / 25)))
    table.add([
      name, "\(model.decoder.layers[0].forward.hiddenSize)", "\(model.parameterCount)", number(loss), number(exact),
      number(bleu),
      aligned.map { number($0) } ?? "–", number(run.speed.rounded()),
    ])
    chapter.results["translating, \(name)"] = [
      "loss": JSON(loss), "exact": JSON(exact), "bleu": JSON(bleu), "parameters": JSON(model.parameterCount),
      "pairsPerSecond": JSON(run.speed),
    ]
    models.append(model)
  }
  chapter.show("translation-loss", curves.text(), svg: curves.svg)
  say("H: hidden size. loss: of training. alignment: share of target words whose largest".dim())
  say("weight is on the true source word. Best possible: loss 0, all others 1.".dim())
  say("\(table)")
  draw(
    models.last!, test.first { $0.source.count >= 10 } ?? test[0], task, "translation-weights",
    "attention weights of a translation", chapter)
  searchBeams(models.first!, models.last!, test, chapter)
}

/// Beam search with the same models: BLEU and the log-likelihood of the sentences that it finds.
func searchBeams(
  _ plain: Translator<GRUCell>, _ attending: Translator<GRUCell>, _ test: [Pair], _ chapter: Chapter
) {
  let references = test.map(\.target)
  var table = Table(["beam", "no attention: BLEU", "log-likelihood", "scaled dot: BLEU", "log-likelihood"])
  for width in [1, 2, 4, 8] {
    var cells = ["width \(width)"]
    for (name, model) in [("no attention", plain), ("scaled dot", attending)] {
      let best = model.translate(test, limit: 30, beam: BeamSearch(width: width)).map { $0[0] }
      let bleu = BLEU(best.map(\.tokens), reference: references).score
      let logLikelihood = mean(best.map(\.logProbability))
      cells += [number(bleu), number(logLikelihood)]
      chapter.results["beam of \(width), \(name)"] = ["bleu": JSON(bleu), "logProbability": JSON(logLikelihood)]
    }
    table.add(cells)
  }
  say("\(table)")
}

// MARK: 5

/// Dates in many formats: the attention weights align each digit with its source.
func translateDates(_ chapter: Chapter, _ trainer: Trainer) throws {
  let task = Dates()
  let test = task.test(chapter.isQuick ? 20 : 500)
  var table = Table(["dates", "exact match", "alignment", "parameters", "pairs/s", "best possible"])
  for (name, score) in [("no attention", nil), ("scaled dot", ScaledDotScore.self)] as [(String, (any Score.Type)?)] {
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
      draw(
        model, test.first { $0.source.count > 20 } ?? test[0], task, "date-weights", "attention weights of a date",
        chapter)
    }
  }
  say("\(table)")
}

extension Translator {
  /// The attention weights under teacher forcing, `[B, U, T]`; nil for a model without attention.
  func weights(_ pairs: [Pair]) -> Tensor? {
    withoutGradients {
      let batch = PairBatch(pairs)
      var state = encode(batch.source)
      return decode(batch.decoderInput, &state).weights?.value
    }
  }

  /// For each pair and target token, the source position with the largest weight.
  func strongest(_ pairs: [Pair]) -> [[Int]]? {
    weights(pairs).map { weights in
      let (positions, U) = (weights.argmax(), weights.shape[1])
      return pairs.indices.map { Array(positions[$0 * U..<($0 + 1) * U]) }
    }
  }
}

/// The attention weights of one pair: rows are target tokens, columns source tokens.
func draw(
  _ model: Translator<GRUCell>, _ pair: Pair, _ task: any PairTask, _ name: String, _ title: String, _ chapter: Chapter
) {
  guard let weights = model.weights([pair])?.row(0) else { return }
  let rows = pair.target.indices.map { row in weights.row(row).scalars.map { Double($0) } }
  let map = HeatMap(
    title, rows, rows: task.target.labels(pair.target), columns: task.source.labels(pair.source), range: 0...1)
  chapter.show(name, map.text, svg: map.svg)
}
