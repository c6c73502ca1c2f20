import Course
import Datasets

let chapter = Chapter(
  "02-training", "modules, losses, optimizers and the training loop, on two pictures", options: [.seeds])

chapter.run { chapter in
  let trainer = try chapter.trainer()
  say("1. How large weights begin".bold())
  compareInitializations(chapter)
  say("2. A picture, learned from points of which 5 % have a wrong label".bold())
  let models = try learnPicture(chapter, trainer)
  say("3. A spiral, learned by four optimizers".bold())
  try compareOptimizers(chapter, trainer)
  if chapter.hasSeveralSeeds { try compareRates(chapter, trainer) }
  say("4. The bill of a training step".bold())
  showBill(chapter)
  chapter.showDigests(models)
}

// MARK: 2

/// The same layers with and without an activation: equal parameters, equal data, equal steps.
func learnPicture(_ chapter: Chapter, _ trainer: Trainer) throws -> [(name: String, model: any Module)] {
  let puzzle = PicturePuzzle.smiley.with(flipped: 0.05)
  var generator = chapter.generator
  let (points, labels) = puzzle.points(60_000, using: &generator)
  let (testPoints, testLabels) = puzzle.points(5_000, using: &generator)
  let widths = [2, 96, 96, 2]
  let models = [
    ("linear", MLP(widths: widths, activation: nil, using: &generator)),
    ("GELU", MLP(widths: widths, using: &generator)),
  ]
  say("\(models[1].1)")
  say()

  let steps = chapter.steps(10_000, quick: 150)
  var plan = TrainingPlan(steps: steps, learningRate: 1e-2, seed: chapter.seed)
  plan.evaluationInterval = 100
  (plan.itemsPerStep, plan.item) = (256, "points")
  let batches = Batches(of: labels.count, size: plan.itemsPerStep, seed: chapter.seed)

  var curves = LinePlot("test loss", x: "step", y: "nats")
  var table = Table(["model", "parameters", "test loss", "floor", "accuracy", "best possible", "points/s"])
  var maps: [DecisionMap] = []
  for (name, model) in models {
    let evaluation = { crossEntropy(model(centered(testPoints)), testLabels).value.scalar }
    let run = try trainer.train(name, model, plan, evaluation: evaluation) { step, randomness in
      let batch = batches(step)
      return crossEntropy(model(centered(points.rows(at: batch)), .training(randomness)), batch.map { labels[$0] })
    }
    let logits = withoutGradients { model(centered(testPoints)).value }
    let (loss, accuracy) = (Double(evaluation()), Double(accuracy(logits, testLabels)))
    curves.add(name, run.evaluations.map { (x: Double($0.step), y: Double($0.value)) })
    maps.append(DecisionMap(name, classOf: grid(over: 0...1) { model(centered($0)) }))
    table.add([
      name, "\(model.parameterCount)", number(loss), number(puzzle.labels.minimumLoss), number(accuracy),
      number(puzzle.labels.bestAccuracy), number(run.speed),
    ])
    chapter.results[name] = [
      "loss": JSON(loss), "accuracy": JSON(accuracy), "parameters": JSON(model.parameterCount),
      "pointsPerSecond": JSON(run.speed),
    ]
  }
  curves.addFloor("floor", puzzle.labels.minimumLoss)
  chapter.results["floor"] = JSON(puzzle.labels.minimumLoss)
  chapter.show("picture-loss", curves.text(), svg: curves.svg)
  chapter.show("picture-regions", sideBySide(maps.map { $0.text(width: 38) }), svg: maps[1].svg)
  say("\(table)")
  return models.map { ($0, $1) }
}

// MARK: Small helpers

/// Points of the unit square, moved and scaled to −4 ..< 4, so that the inputs have mean 0.
func centered(_ points: Tensor) -> Variable { constant((points - 0.5) * 8) }

/// The class that a model predicts at each position of a square, top row first.
func grid(over range: ClosedRange<Scalar>, _ model: (Tensor) -> Variable) -> [[Int]] {
  let (rows, columns) = (32, 64)
  let side = range.upperBound - range.lowerBound
  let positions = Tensor(shape: [rows * columns, 2]) { index in
    let (row, column) = (index[0] / columns, index[0] % columns)
    let part =
      index[1] == 0 ? (Scalar(column) + 0.5) / Scalar(columns) : 1 - (Scalar(row) + 0.5) / Scalar(rows)
    return range.lowerBound + side * part
  }
  let classes = withoutGradients { model(positions).value.argmax() }
  return (0..<rows).map { Array(classes[$0 * columns..<($0 + 1) * columns]) }
}
