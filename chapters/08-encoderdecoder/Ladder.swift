import Attention
import Course
import Datasets
import EncoderDecoder
import Training

// MARK: 1

/// The six stages on one task: equal widths, parameters, steps and batches.
struct Ladder {
  let evaluation: Evaluation
  let chapter: Chapter
  let trainer: Trainer

  var steps: Int { chapter.steps(1600, quick: 4) }

  /// A stage as large as all others: the feed-forward gets what the other parts leave of the budget.
  static func model(_ stage: Stage, _ task: any PairTask, seed: Int, width: Int = 48) -> StageTranslator {
    StageTranslator.largest(
      stage, within: 116_000, sourceVocabularySize: task.source.count, targetVocabularySize: task.target.count,
      width: width, from: Generator(seed: seed))
  }

  func train(
    _ stage: Stage, steps: Int, seed: Int
  ) throws -> (model: StageTranslator, run: TrainingRun, measured: Measured) {
    let model = Ladder.model(stage, evaluation.task, seed: seed)
    let rate = chapter.number("rate").map { Scalar($0) } ?? stage.learningRate
    var plan = TrainingPlan(steps: steps, learningRate: rate, seed: seed)
    plan.optimizer = { AdamW($0, beta2: 0.98) }  // an average over 50 steps: there are only 1,600
    let isFirst = seed == chapter.seed && steps == self.steps
    let name = isFirst ? stage.name : "\(stage.name), \(steps) steps, seed \(seed)"
    let run = try trainer.train(name, model, on: evaluation.task, plan)
    return (model, run, Measured(evaluation, model, run))
  }

  /// One seed: the table, the curves of the training loss, and the scores by stage.
  ///
  /// - Returns: The last stage, for its digest.
  func compare() throws -> StageTranslator {
    var curves = LinePlot("training loss of the six stages", x: "step", y: "nats per token", logY: true)
    var table = Table(["stage", "F", "parameters", "test loss", "exact match", "tokens/s"])
    var scores: [(exactMatch: Double, bleu: Double)] = []
    var last: StageTranslator?
    for stage in Stage.allCases {
      let (model, run, measured) = try train(stage, steps: steps, seed: chapter.seed)
      curves.add(stage.name, run.lossCurve(over: max(1, run.losses.count / 25)))
      let result = measured.result
      table.add([
        stage.name, "\(model.feedForwardWidth)", "\(measured.parameters)", number(result.loss),
        number(result.exactMatch), number(measured.speed.rounded()),
      ])
      scores.append((result.exactMatch, result.bleu))
      chapter.results[stage.name] = measured.json
      last = model
    }
    chapter.show("stage-loss", curves.text(), svg: curves.svg)
    var byStage = LinePlot("translations of test sentences, by stage", x: "stage", y: "score")
    byStage.add("exact match", scores.enumerated().map { (x: Double($0), y: $1.exactMatch) })
    byStage.add("BLEU", scores.enumerated().map { (x: Double($0), y: $1.bleu) })
    chapter.show("score-by-stage", byStage.text(), svg: byStage.svg)
    say("\(table)")
    return last!
  }

  /// Several seeds, after so many steps: the mean and the range of every stage.
  func repeatOnSeeds(steps: Int) throws {
    var table = Table(["stage, \(steps) steps", "test loss", "exact match, %"])
    for stage in Stage.allCases {
      let all = try chapter.seeds.map { try train(stage, steps: steps, seed: $0).measured }
      table.add([stage.name] + all.spreads.prefix(2))
      chapter.results["\(stage.name), \(steps) steps"] = .list(all.map(\.json))
    }
    say("\(table)")
  }
}

extension Stage {
  /// Of 0.005, 0.01, 0.02 and 0.04 the one with the lowest test loss after 1,600 steps. At 0.02 stage 4 does so with one of
  /// three seeds, and is stuck at 0.27 and 0.16 with the others.
  fileprivate var learningRate: Scalar { self == .encoderWithoutRecurrence ? 0.01 : 0.02 }
}
