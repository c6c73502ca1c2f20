import Attention
import Course
import Datasets
import Foundation

// MARK: 4

let translationSteps = 2000

/// The same translator with each score, and without attention, on held-out sentences.
func translate(_ evaluation: Evaluation, _ chapter: Chapter, _ trainer: Trainer) throws {
  let steps = chapter.steps(translationSteps, quick: 6)
  var curves = LinePlot("training loss of the translators", x: "step", y: "nats per word", logY: true)
  var table = Table(["score", "H", "parameters", "test loss", "exact match", "BLEU", "alignment", "pairs/s"])
  var all: [String: Trained] = [:]
  for method in Method.translating {
    let one = try method.train(
      "translating, \(method.name)", on: evaluation.task, budget: 120_000, steps: steps, seed: chapter.seed, trainer)
    let result = evaluation(one.model)
    let aligned = one.attending.flatMap { $0.alignmentAccuracy(evaluation.pairs) }
    all[method.name] = one
    // Seven colors tell seven curves apart.
    if method.name != Method.identityBilinear.name {
      curves.add(method.name, one.run.lossCurve(over: max(1, steps / 25)))
    }
    table.add([
      method.name, "\(one.hiddenSize)", "\(one.model.parameterCount)", number(result.loss),
      number(result.exactMatch), number(result.bleu), aligned.map { number($0) } ?? "–",
      number(one.run.speed.rounded()),
    ])
    chapter.results["translating, \(method.name)"] = [
      "loss": JSON(result.loss), "exact": JSON(result.exactMatch), "bleu": JSON(result.bleu),
      "parameters": JSON(one.model.parameterCount), "pairsPerSecond": JSON(one.run.speed),
    ]
  }
  chapter.show("translation-loss", curves.text(), svg: curves.svg)
  say("\(table)")
  let (plain, best) = (all[Method.repeated.name]!, all[Method.scaledDot.name]!)
  showLosses([(Method.repeated.name, plain.run), (Method.scaledDot.name, best.run)], evaluation.task)
  chapter.showDigests([(Method.repeated.name, plain.model), (Method.scaledDot.name, best.model)])
  draw(
    best.attending!, evaluation.pairs.first { $0.source.count >= 10 } ?? evaluation.pairs[0],
    evaluation.task, "translation-weights", "attention weights of a translation", chapter)
  searchBeams(plain.model, best.model, evaluation, chapter)
}

/// The training loss on the way: that of the first step, then the mean of the ten steps up to each stop.
private func showLosses(_ runs: [(name: String, run: TrainingRun)], _ task: any PairTask) {
  let V = task.target.count
  say("The target has \(V) tokens. Equal probabilities for all have the loss ln V = \(number(log(Double(V)))).")
  let count = runs[0].run.losses.count
  let stops = [1] + [0.05, 0.125, 0.25, 0.5, 1].map { max(1, Int($0 * Double(count))) }
  var table = Table(["training loss, step"] + stops.map(grouped))
  for (name, run) in runs {
    table.add([name] + stops.map { number(mean(run.losses[..<$0].suffix(10).map { Double($0) })) })
  }
  say("\(table)")
}

/// Beam search with the same models: BLEU and the log-likelihood of the sentences that it finds.
private func searchBeams(
  _ plain: any PairModel, _ attending: any PairModel, _ evaluation: Evaluation, _ chapter: Chapter
) {
  var table = Table(["beam", "state repeated: BLEU", "log-likelihood", "scaled dot: BLEU", "log-likelihood"])
  for width in [1, 2, 4, 8] {
    var cells = ["width \(width)"]
    for (name, model) in [(Method.repeated.name, plain), (Method.scaledDot.name, attending)] {
      let best = model.translate(evaluation.pairs, limit: evaluation.limit, beam: BeamSearch(width: width))
        .map { $0[0] }
      let bleu = evaluation.scores(best.map(\.tokens)).bleu
      let logLikelihood = mean(best.map(\.logProbability))
      cells += [number(bleu), number(logLikelihood)]
      chapter.results["beam of \(width), \(name)"] = ["bleu": JSON(bleu), "logProbability": JSON(logLikelihood)]
    }
    table.add(cells)
  }
  say("\(table)")
}
