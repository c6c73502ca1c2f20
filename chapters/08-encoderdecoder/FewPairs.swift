import Attention
import Course
import Datasets
import EncoderDecoder
import Training

// MARK: 7

/// Where the training pairs come from: a limited number of them, again and again, or the task without limit.
enum PairSource {
  case limited([Pair])
  case unlimited(any PairTask)

  /// The first so many pairs that the task gives for a seed.
  init(_ task: any PairTask, count: Int?, seed: Int) {
    guard let count else { self = .unlimited(task); return }
    var generator = Generator(seed: seed)
    self = .limited((0..<count).map { _ in task.trainingPair(using: &generator) })
  }

  func batch(_ count: Int, using generator: inout Generator) -> [Pair] {
    (0..<count).map { _ in
      switch self {
      case .limited(let pairs): pairs[Int.random(in: pairs.indices, using: &generator)]
      case .unlimited(let task): task.trainingPair(using: &generator)
      }
    }
  }
}

/// How the same Transformer does with different numbers of training pairs.
struct Amounts {
  let paper: Paper

  /// A model trained on so many pairs, nil for no limit, and its losses on the way.
  struct Row {
    let count: Int?
    let trainingLoss: Double
    let result: Evaluation.Result
    /// The lowest of the test losses on the way, and its step.
    let best: (step: Int, loss: Double)
    let curve: [(x: Double, y: Double)]
  }

  func train(_ count: Int?, steps: Int, dropout: Double, seed: Int) throws -> Row {
    let source = PairSource(paper.evaluation.task, count: count, seed: seed)
    let model = paper.transformer(seed: seed, dropout: dropout)
    let name = "\(count.map { "\($0) pairs" } ?? "no limit"), \(steps) steps, seed \(seed)"
    let run = try paper.train(name, model, from: source, steps: steps, seed: seed)
    return row(count, model, run, source)
  }

  func row(_ count: Int?, _ model: TransformerTranslator, _ run: TrainingRun, _ source: PairSource) -> Row {
    var generator = Generator(seed: 1)
    let batch = PairBatch(source.batch(200, using: &generator))
    let loss = withoutGradients { model.loss(batch) }
    let best = run.evaluations.min { $0.value < $1.value }
    return Row(
      count: count, trainingLoss: Double(loss.value.scalar), result: paper.evaluation(model),
      best: (best?.step ?? 0, Double(best?.value ?? .nan)),
      curve: run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
  }

  /// One seed: 100 and 1,000 pairs, and the Transformer whose pairs had no limit.
  func compare(with model: TransformerTranslator, _ run: TrainingRun) throws {
    var table = Table(["training pairs", "each drawn", "training loss", "test loss", "exact match"])
    var curves = LinePlot("test loss by the number of training pairs", x: "step", y: "nats per token", logY: true)
    let seed = paper.chapter.seed
    var rows = try [100, 1000].map { try train($0, steps: paper.steps, dropout: 0.1, seed: seed) }
    rows.append(row(nil, model, run, .unlimited(paper.evaluation.task)))
    for row in rows {
      let name = row.count.map { "\($0)" } ?? "no limit"
      let draws = row.count.map { "\(number((Double(32 * paper.steps) / Double($0)).rounded())) times" } ?? "once"
      table.add([
        name, draws, number(row.trainingLoss), number(row.result.loss), number(row.result.exactMatch),
      ])
      curves.add(row.count.map { "\($0) pairs" } ?? name, row.curve)
      paper.chapter.results["\(name) pairs"] = [
        "loss": JSON(row.result.loss), "exactMatch": JSON(row.result.exactMatch),
      ]
    }
    curves.addFloor("at p = q", paper.floor.loss)
    paper.chapter.show("test-loss-by-pairs", curves.text(), svg: curves.svg)
    say("\(table)")
  }

  /// Several seeds, trained longer, all with dropout: it changes how sure a model is, and so its loss.
  func repeatOnSeeds() throws {
    let steps = 2 * paper.steps
    var table = Table(["pairs", "training", "lowest", "test loss", "exact match, %"])
    for count in [1000, 10_000, nil] as [Int?] {
      let rows = try paper.chapter.seeds.map { try train(count, steps: steps, dropout: 0.1, seed: $0) }
      table.add(
        [count.map { "\($0)" } ?? "no limit", number(mean(rows.map(\.trainingLoss)), digits: 2)]
          + [rows.map(\.best.loss), rows.map(\.result.loss)].map { spread($0, digits: 2) }
          + [spreadInPercent(rows.map(\.result.exactMatch))])
    }
    say("After \(steps) steps, the training loss, and the lowest and the last test loss:")
    say("\(table)")
  }
}
